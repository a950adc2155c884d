import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { addDays, dayFromIso, isoFromDay, type Day } from "../../../src/core/base/day.ts";
import { actualBookings } from "../../../src/core/company/actual-bookings.ts";
import { FIVE_THOUSAND_OPEN } from "../../../src/core/company/company-presets.ts";
import {
  DEFAULT_COMPANY_SETTINGS,
  LEVER_KINDS,
  type CompanyLever,
} from "../../../src/core/company/company-settings.ts";
import { companyTruth } from "../../../src/core/company/company-truth.ts";
import { generateCompany } from "../../../src/core/company/generate-company.ts";
import type { GeneratedCompany } from "../../../src/core/company/generated-company.ts";
import { settingsProblem } from "../../../src/core/company/settings-problem.ts";
import { companyOf, historyText, linesOf, snapshotsText, writtenHistory } from "./written-company.ts";

const SMALL = { opportunityCount: 600, dayCount: 500 } as const;
const LEVER = { kind: "cycle", factor: 0.9, from: addDays(DEFAULT_COMPANY_SETTINGS.firstDay, 100) } as const;
const MIDDLE = addDays(DEFAULT_COMPANY_SETTINGS.firstDay, 250);

/** Mean days from creation to a win, or to a win taken back. */
function meanDays(company: GeneratedCompany): number {
  const { bookings, opportunities } = company;
  const days = [...bookings.dayIndex.keys()].map(
    (row) => bookings.dayIndex[row]! - opportunities.createdIndex[bookings.opportunity[row]!]!,
  );
  return days.reduce((sum, value) => sum + value, 0) / days.length;
}

/** Rows by opportunity without the time of day. */
function statesByDay(company: GeneratedCompany): Map<string, string[]> {
  const states = new Map<string, string[]>();
  for (const [id, rows] of writtenHistory(company))
    states.set(
      id,
      rows.map((row) => [row.day, row.stage, row.amount, row.owner, row.closeDate].join()),
    );
  return states;
}

const digestOf = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 16);

const linesBefore = (company: GeneratedCompany, day: Day): string[] =>
  historyText(company)
    .split("\n")
    .filter((line) => (line.split(",")[1] ?? "") < isoFromDay(day));

const wonOpportunities = (company: GeneratedCompany): Set<number> => new Set(company.bookings.opportunity);

const winCountOf = (company: GeneratedCompany): number =>
  company.quarters.reduce((sum, quarter) => sum + quarter.winCount, 0);

describe("generateCompany()", () => {
  it("gives the same bytes for the same settings and other bytes for another seed", () => {
    const text = historyText(companyOf(SMALL));
    expect(historyText(companyOf(SMALL))).toBe(text);
    expect(historyText(companyOf({ ...SMALL, seed: 2 }))).not.toBe(text);
    expect(snapshotsText(companyOf(SMALL))).toBe(snapshotsText(companyOf(SMALL)));
  });

  it("gives these very bytes on every runtime; the digest changes only with the truth or the layout", () => {
    const company = companyOf({ ...SMALL, arrivals: "growing", levers: [LEVER] });
    expect([digestOf(historyText(company)), digestOf(snapshotsText(company))]).toEqual([
      "3eb5c868a2097e41",
      "ca26e53f86856ca2",
    ]);
  });

  it("records by default about 5,000 opportunities up to Monday 2025-11-03, in well under two seconds", () => {
    const company = companyOf();
    const start = performance.now();
    const again = companyOf();
    const elapsedMs = performance.now() - start;
    // Poisson: standard deviation 71.
    expect(Math.abs(company.counts.created - 5_000)).toBeLessThan(4 * 71);
    expect(again.counts).toEqual(company.counts);
    expect(isoFromDay(company.lastDay)).toBe("2025-11-03");
    expect(elapsedMs).toBeLessThan(2_000);
  });

  it("lets every kind of event happen at least twenty times by default", () => {
    const rare = Object.entries(companyOf().counts).filter(([, count]) => count < 20);
    expect(rare).toEqual([]);
  });

  it("counts what its history shows", () => {
    const company = companyOf(SMALL);
    const stages = ["Qualification", "Discovery", "Proposal", "Negotiation"];
    const seen: Record<string, number> = {};
    const add = (kind: string): void => void (seen[kind] = (seen[kind] ?? 0) + 1);
    for (const rows of writtenHistory(company).values()) {
      add("created");
      rows.slice(1).forEach((row, index) => {
        const before = rows[index]!;
        const [from, to] = [stages.indexOf(before.stage), stages.indexOf(row.stage)];
        if (before.stage === "Closed Lost") add("reopened");
        else if (before.stage === "Closed Won") add(to < 0 ? "takenBackToLost" : "takenBackToOpen");
        else if (to >= 0 && to < from) add("movedBack");
        else if (to === from + 1) add("movedForward");
        else if (to === from + 2) add("skippedStage");
        else if (to < 0) {
          const event = { "Closed Won": "won", "Closed Lost": "lost", Deleted: "deleted", Merged: "merged" };
          add(event[row.stage as keyof typeof event]);
        }
        if (row.owner !== before.owner && from >= 0) add("passedOn");
      });
    }
    expect(company.counts).toMatchObject(seen);
    expect(Object.keys(seen).length).toBeGreaterThanOrEqual(11);
  });

  it("makes a company with 5,000 open opportunities and 50,000 history rows", () => {
    const company = generateCompany(FIVE_THOUSAND_OPEN);
    const { rowStart, stage } = company.history;
    const lastStages = company.opportunities.ids.map((_, index) => stage[rowStart[index + 1]! - 1]!);
    expect(Math.abs(lastStages.filter((last) => last < 4).length / 5_000 - 1)).toBeLessThan(0.05);
    expect(Math.abs(stage.length / 50_000 - 1)).toBeLessThan(0.05);
  });

  it("writes rows in the order of their time, one an opportunity and day, ids in the order of creation", () => {
    const company = companyOf(SMALL);
    const times = linesOf(historyText(company)).map((cells) => cells[1]!);
    expect(times.every((time, index) => index === 0 || times[index - 1]! <= time)).toBe(true);
    for (const rows of writtenHistory(company).values()) {
      expect(new Set(rows.map((row) => row.day)).size).toBe(rows.length);
    }
    expect([...company.opportunities.ids].sort()).toEqual(company.opportunities.ids);
    expect(new Set(company.opportunities.ids).size).toBe(company.opportunities.ids.length);
  });

  it("writes days alone without clock times, and the same states", () => {
    const withClock = companyOf(SMALL);
    const withoutClock = companyOf({ ...SMALL, clockTimes: false });
    expect(historyText(withoutClock)).not.toMatch(/T\d\d:/);
    expect(statesByDay(withoutClock)).toEqual(statesByDay(withClock));
  });

  it("refuses settings that cannot be, with the reason", () => {
    const settings = { ...DEFAULT_COMPANY_SETTINGS, opportunityCount: 0 };
    expect(settingsProblem(settings)).toBe("opportunityCount must be a number from 1 to 2000000, it is 0");
    expect(() => generateCompany(settings)).toThrow(
      "Cannot generate a company: opportunityCount must be a number",
    );
    expect(settingsProblem({ ...DEFAULT_COMPANY_SETTINGS, factorSd: Number.NaN })).toContain("factorSd");
    const lever: CompanyLever = { kind: "cycle", factor: 1, from: MIDDLE, product: "Unknown" };
    expect(settingsProblem({ ...DEFAULT_COMPANY_SETTINGS, levers: [lever] })).toContain("Unknown");
    expect(settingsProblem(DEFAULT_COMPANY_SETTINGS)).toBeUndefined();
  });

  it("works for a single day and for a company that hardly sells", () => {
    expect(companyOf({ dayCount: 1, opportunityCount: 3 }).counts.won).toBe(0);
    expect(historyText(companyOf({ dayCount: 5, opportunityCount: 1, seed: 4 }))).toContain("opportunity_id");
  });
});

describe("levers", () => {
  const base = companyOf(SMALL);
  const withLever = (lever: Omit<CompanyLever, "from">) =>
    companyOf({ ...SMALL, levers: [{ ...lever, from: MIDDLE }] });

  it("change no byte with a factor of 1", () => {
    const company = companyOf({
      ...SMALL,
      levers: LEVER_KINDS.map((kind) => ({ kind, factor: 1, from: MIDDLE })),
    });
    expect(historyText(company)).toBe(historyText(base));
    expect(snapshotsText(company)).toBe(snapshotsText(base));
    expect(company.quarters).toEqual(base.quarters);
  });

  it("change nothing before their first day", () => {
    const changed = LEVER_KINDS.map((kind) => withLever({ kind, factor: 1.5 }));
    for (const company of changed) {
      expect(linesBefore(company, MIDDLE)).toEqual(linesBefore(base, MIDDLE));
      expect(historyText(company)).not.toBe(historyText(base));
    }
  });

  it("on the win rate only turns losses into wins: whoever was won before is won still", () => {
    const raised = withLever({ kind: "win_rate", factor: 1.3 });
    expect([...wonOpportunities(base)].filter((id) => !wonOpportunities(raised).has(id))).toEqual([]);
    expect(wonOpportunities(raised).size).toBeGreaterThan(wonOpportunities(base).size);
    expect(raised.opportunities.ids).toEqual(base.opportunities.ids);
  });

  it("on arrivals adds opportunities and leaves the others as they are", () => {
    const more = writtenHistory(withLever({ kind: "arrivals", factor: 1.5, product: "Growth" }));
    const before = writtenHistory(base);
    for (const [id, rows] of before) expect(more.get(id)).toEqual(rows);
    const added = [...more].filter(([id]) => !before.has(id)).map(([, rows]) => rows[0]!.product);
    expect(added.length).toBeGreaterThan(10);
    expect(new Set(added)).toEqual(new Set(["Growth"]));
  });

  it("on the amount multiplies what is won from its day on and nothing else", () => {
    const larger = withLever({ kind: "amount", factor: 2 });
    const wonBefore = base.bookings;
    const wonAfter = larger.bookings;
    expect(wonAfter.opportunity).toEqual(wonBefore.opportunity);
    const middleIndex = MIDDLE - DEFAULT_COMPANY_SETTINGS.firstDay;
    const won = [...wonBefore.amount.keys()].filter(
      (row) => wonBefore.amount[row]! > 0 && wonBefore.dayIndex[row]! >= middleIndex,
    );
    const ratios = won.map((row) => wonAfter.amount[row]! / wonBefore.amount[row]!);
    expect(won.length).toBeGreaterThan(30);
    // Whoever was won before, taken back and won again builds on a doubled amount: at most a few.
    expect(ratios.filter((ratio) => Math.abs(ratio - 2) < 1e-5).length).toBeGreaterThan(0.95 * won.length);
  });

  it("on the cycle shortens the time to win", () => {
    const slow = companyOf({ ...SMALL, opportunityCount: 2_000 });
    const lever = { kind: "cycle", factor: 0.6, from: DEFAULT_COMPANY_SETTINGS.firstDay } as const;
    const fast = companyOf({ ...SMALL, opportunityCount: 2_000, levers: [lever] });
    expect(meanDays(fast) / meanDays(slow)).toBeLessThan(0.85);
  });

  it("are told in the truth with what they did: this run less the same run without", () => {
    const raised = withLever({ kind: "win_hazard", factor: 1.4 });
    const truth = companyTruth(raised) as {
      levers: { kind: string; effects: { winsChange: number; wonAmountChange: string }[] }[];
    };
    const winsChange = truth.levers[0]!.effects.reduce((sum, effect) => sum + effect.winsChange, 0);
    expect(winsChange).toBe(winCountOf(raised) - winCountOf(base));
    expect(winsChange).toBeGreaterThan(0);
  });
});

describe("actualBookings()", () => {
  it("adds up what the history records as won and as taken back", () => {
    const company = companyOf(SMALL);
    const from = addDays(company.lastDay, -200);
    let won = 0;
    let takenBack = 0;
    for (const rows of writtenHistory(company).values()) {
      rows.forEach((row, index) => {
        if (row.day < from) return;
        if (row.stage === "Closed Won") won += Math.round(100 * Number(row.amount));
        if (rows[index - 1]?.stage === "Closed Won")
          takenBack += Math.round(100 * Number(rows[index - 1]!.amount));
      });
    }
    const actual = actualBookings(company, from, company.lastDay);
    expect(actual.wonAmount).toBe(won);
    expect(actual.takenBackAmount).toBe(takenBack);
    expect(actual.netAmount).toBe(won - takenBack);
  });

  it("continues beyond the last recorded day as a longer history of the same company does", () => {
    const company = companyOf(SMALL);
    const future = companyOf({ ...SMALL, futureDayCount: 120 });
    expect(historyText(future)).toBe(historyText(company));
    expect(snapshotsText(future)).toBe(snapshotsText(company));
    expect(future.counts).toEqual(company.counts);
    const from = addDays(company.lastDay, 1);
    const to = addDays(company.lastDay, 120);
    expect(actualBookings(company, from, to)).toEqual(actualBookings(future, from, to));
    expect(actualBookings(company, from, to).winCount).toBeGreaterThan(20);
  });

  it("refuses a window before the company existed", () => {
    const day = dayFromIso("2020-01-01")!;
    expect(() => actualBookings(companyOf(SMALL), day, day)).toThrow("the company starts 2023-01-02");
  });
});
