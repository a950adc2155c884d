import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays } from "../../../src/core/base/day.ts";
import { actualBookings } from "../../../src/core/company/actual-bookings.ts";
import {
  DEFAULT_COMPANY_SETTINGS,
  LEVER_KINDS,
  type CompanyLever,
} from "../../../src/core/company/company-settings.ts";
import { companyTruth } from "../../../src/core/company/company-truth.ts";
import { companyWorldOf } from "../../../src/core/company/company-world.ts";
import { fillDailyChances, noChances, type DailyChances } from "../../../src/core/company/daily-chances.ts";
import type { GeneratedCompany } from "../../../src/core/company/generated-company.ts";
import { leverEffect } from "../../../src/core/company/lever-effect.ts";
import { settingsProblem } from "../../../src/core/company/settings-problem.ts";
import { LOST, STAGES, WON } from "../../../src/core/company/true-parameters.ts";
import { companyOf } from "./written-company.ts";

const SETTINGS = { ...DEFAULT_COMPANY_SETTINGS, opportunityCount: 400, dayCount: 500 };
const START = addDays(SETTINGS.firstDay, 500);
const END = addDays(START, 180);
const whole = (lever: Omit<CompanyLever, "from">): CompanyLever => ({ ...lever, from: SETTINGS.firstDay });

const wonOpportunities = ({ bookings }: GeneratedCompany): Set<number> =>
  new Set([...bookings.opportunity].filter((_, row) => bookings.amount[row]! > 0));

/** When an opportunity left the stage it was created in, and for which; undefined if it never did. */
function firstMove(
  { history }: GeneratedCompany,
  opportunity: number,
): { readonly dayIndex: number; readonly to: number } | undefined {
  const first = history.rowStart[opportunity]!;
  for (let row = first + 1; row < history.rowStart[opportunity + 1]!; row++)
    if (history.stage[row] !== history.stage[first])
      return { dayIndex: history.dayIndex[row]!, to: history.stage[row]! };
  return undefined;
}

/** First decision of each opportunity that had one: WON or LOST. */
function firstDecisions({ history, opportunities }: GeneratedCompany): Map<string, number> {
  const decisions = new Map<string, number>();
  history.stage.forEach((stage, row) => {
    const id = opportunities.ids[history.opportunity[row]!]!;
    if ((stage === WON || stage === LOST) && !decisions.has(id)) decisions.set(id, stage);
  });
  return decisions;
}

describe("leverEffect()", () => {
  it("is what the bookings of two runs differ by, and leaves the recorded past alone", () => {
    const levers = [{ kind: "win_rate", factor: 1.3, from: START }] as const;
    const { withLevers, without, effect } = leverEffect(SETTINGS, levers, START, END);
    const futureDayCount = END - START + 1;
    expect(without).toBe(actualBookings(companyOf({ ...SETTINGS, futureDayCount }), START, END).netAmount);
    expect(withLevers).toBe(
      actualBookings(companyOf({ ...SETTINGS, futureDayCount, levers }), START, END).netAmount,
    );
    expect(effect).toBe(withLevers - without);
    expect(effect).toBeGreaterThan(0);
    const before = addDays(START, -1);
    expect(leverEffect(SETTINGS, levers, SETTINGS.firstDay, before).effect).toBe(0);
  });

  it("is nothing for levers of factor 1", () => {
    const levers = LEVER_KINDS.map((kind) => ({ kind, factor: 1, from: START }));
    expect(leverEffect(SETTINGS, levers, START, END).effect).toBe(0);
  });

  it("stands in the truth where it is asked for, and not else", () => {
    const levers = [{ kind: "amount", factor: 1.5, from: START }] as const;
    const company = companyOf({ ...SETTINGS, levers });
    const { without, effect } = leverEffect(SETTINGS, levers, START, END);
    expect(effect / without).toBeCloseTo(0.5, 1);
    const told = companyTruth(company, { from: START, to: END }) as {
      levers: { effect: { effect: string } }[];
    };
    expect(told.levers[0]!.effect.effect).toBe((effect / 100).toFixed(2));
    expect(companyTruth(company)).not.toHaveProperty("levers.0.effect");
  });
});

describe("levers on the chances of a day", () => {
  const chancesWith = (levers: readonly CompanyLever[], stage: number): DailyChances => {
    const world = companyWorldOf({ ...SETTINGS, factorSd: 0, levers });
    const chances = noChances();
    const state = { product: 1, region: 0, sizeOdds: 1, stage, enteredIndex: 100, seller: 0 };
    fillDailyChances(world, state, 114, chances);
    return chances;
  };
  const stageNames = STAGES.map(({ name }) => name);

  it.each([
    ["win_rate", 1.1, { won: 1.1, forward: 1, back: 1, removed: 1 }],
    ["cycle", 0.8, { won: 1.25, lost: 1.25, forward: 1.25, back: 1.25, removed: 1 }],
    ["pace", 0.8, { won: 1.25, lost: 1.25, forward: 1.25, back: 1.25, removed: 1 }],
    ["conversion", 1.1, { won: 1, forward: 1.1, back: 1, removed: 1 }],
  ] as const)("of %s are those of its meaning, in its stage alone", (kind, factor, wanted) => {
    for (const stage of [1, 2]) {
      const plain = chancesWith([], stage);
      const own = chancesWith([whole({ kind, factor, stage: stageNames[stage]! })], stage);
      for (const [way, ratio] of Object.entries(wanted))
        expect(own[way as keyof DailyChances] / plain[way as keyof DailyChances]).toBeCloseTo(ratio, 12);
      expect(chancesWith([whole({ kind, factor, stage: stageNames[3 - stage]! })], stage)).toEqual(plain);
    }
  });

  it.each(["win_rate", "conversion"] as const)(
    "of %s take from what is lost, to the last bit of it",
    (kind) => {
      const sumOf = ({ won, lost, forward }: DailyChances): number => won + lost + forward;
      const plain = chancesWith([], 1);
      expect(sumOf(chancesWith([whole({ kind, factor: 1.2 })], 1))).toBeCloseTo(sumOf(plain), 14);
      expect(chancesWith([whole({ kind: "conversion", factor: 100 })], 1).lost).toBeCloseTo(0, 14);
    },
  );

  it("cannot name a stage that is none, nor one for creations", () => {
    const problemOf = (lever: Omit<CompanyLever, "from">): string | undefined =>
      settingsProblem({ ...SETTINGS, levers: [whole(lever)] });
    expect(problemOf({ kind: "cycle", factor: 1, stage: "Closed Won" })).toContain("no open stage");
    expect(problemOf({ kind: "arrivals", factor: 1, stage: "Discovery" })).toContain("no stage");
    expect(problemOf({ kind: "cycle", factor: 1, stage: "Discovery" })).toBeUndefined();
  });
});

describe("levers in the long run", () => {
  const LONG = { opportunityCount: 4_000, factorSd: 0, seed: 9 } as const;
  const base = companyOf(LONG);

  it("on arrivals create as many more as they say (4 standard errors of a Poisson number)", () => {
    const more = companyOf({ ...LONG, levers: [whole({ kind: "arrivals", factor: 1.1 })] });
    const expected = 0.1 * LONG.opportunityCount;
    expect(Math.abs(more.counts.created - base.counts.created - expected)).toBeLessThan(
      4 * Math.sqrt(expected),
    );
  });

  it("on the win rate turn as many losses into wins as they say (4 standard errors of a Poisson number)", () => {
    const first = firstDecisions(base);
    const raised = firstDecisions(companyOf({ ...LONG, levers: [whole({ kind: "win_rate", factor: 1.1 })] }));
    const wins = [...first.values()].filter((stage) => stage === WON).length;
    const added = [...raised.values()].filter((stage) => stage === WON).length - wins;
    expect([...raised.keys()]).toEqual([...first.keys()]);
    expect(Math.abs(added - 0.1 * wins)).toBeLessThan(4 * Math.sqrt(0.1 * wins));
  });

  it("on conversion take from losses alone: who wins a stage's first decision wins it with the lever too", () => {
    const raised = companyOf({ ...LONG, levers: [whole({ kind: "conversion", factor: 1.2 })] });
    const [before, after] = [firstDecisions(base), firstDecisions(raised)];
    const lost = [...before].filter(([id, stage]) => stage === WON && after.get(id) !== WON);
    // What is moved forward early may be lost later; what was won goes its way as before.
    expect(lost).toEqual([]);
    expect([...after.values()].filter((stage) => stage === WON).length).toBeGreaterThan(
      [...before.values()].filter((stage) => stage === WON).length,
    );
  });

  it("never lose a win when the win rate is raised further", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 10_000 }),
        fc.double({ min: 0.2, max: 3, noNaN: true }),
        fc.double({ min: 1, max: 2, noNaN: true }),
        (seed, low, ratio) => {
          const wonAt = (factor: number): Set<number> =>
            wonOpportunities(companyOf({ ...SETTINGS, seed, levers: [whole({ kind: "win_rate", factor })] }));
          const more = wonAt(low * ratio);
          expect([...wonAt(low)].filter((opportunity) => !more.has(opportunity))).toEqual([]);
        },
      ),
      { numRuns: 25, seed: 4 },
    );
  });
});

describe("a lever on the pace", () => {
  const LONG = { opportunityCount: 4_000, factorSd: 0, seed: 10 } as const;
  const LONG_START = DEFAULT_COMPANY_SETTINGS.firstDay;
  const base = companyOf(LONG);
  const fast = companyOf({ ...LONG, levers: [whole({ kind: "pace", factor: 0.7 })] });

  it("lets no opportunity that goes the same way go it later, and few go another way", () => {
    let [sooner, otherWay, moved] = [0, 0, 0];
    base.opportunities.ids.forEach((id, opportunity) => {
      expect(fast.opportunities.ids[opportunity]).toBe(id);
      const [before, after] = [firstMove(base, opportunity), firstMove(fast, opportunity)];
      if (before === undefined) return;
      moved++;
      if (after?.to !== before.to) otherWay++;
      else if (after.dayIndex > before.dayIndex) throw new Error(`${id} left later`);
      else if (after.dayIndex < before.dayIndex) sooner++;
    });
    expect(sooner / moved).toBeGreaterThan(0.5);
    expect(otherWay / moved).toBeLessThan(0.05);
  });

  it("leaves the days before it as they were", () => {
    const from = addDays(LONG_START, 600);
    const late = companyOf({ ...LONG, levers: [{ kind: "pace", factor: 0.7, from }] });
    const rowsBefore = ({ history, world }: GeneratedCompany): string[] =>
      [...history.dayIndex.keys()]
        .filter((row) => history.dayIndex[row]! < from - world.settings.firstDay)
        .map((row) => [history.opportunity[row], history.dayIndex[row], history.stage[row]].join(" "));
    expect(rowsBefore(late)).toEqual(rowsBefore(base));
    expect(late.history.stage.length).not.toBe(base.history.stage.length);
  });

  it("leaves who wins as it was, where a lever on the cycle draws a part of them again", () => {
    const decisions = firstDecisions(base);
    const otherShare = (company: GeneratedCompany): number => {
      const both = [...firstDecisions(company)].filter(([id]) => decisions.has(id));
      return both.filter(([id, stage]) => decisions.get(id) !== stage).length / both.length;
    };
    const redrawn = companyOf({ ...LONG, levers: [whole({ kind: "cycle", factor: 0.7 })] });
    expect(otherShare(fast)).toBeLessThan(0.05);
    expect(otherShare(redrawn)).toBeGreaterThan(2 * otherShare(fast));
  });

  it("is the same law as a lever on the cycle: as many wins, moves and losses on average (4 standard errors)", () => {
    const seeds = [21, 22, 23, 24, 25, 26];
    const countsOf = (kind: "pace" | "cycle", event: "won" | "lost" | "movedForward" | "movedBack"): number =>
      seeds.reduce((sum, seed) => {
        const levers = [whole({ kind, factor: 0.7 })];
        return sum + companyOf({ ...LONG, opportunityCount: 1_500, seed, levers }).counts[event];
      }, 0);
    for (const event of ["won", "lost", "movedForward", "movedBack"] as const) {
      const [paced, cycled] = [countsOf("pace", event), countsOf("cycle", event)];
      // Two Poisson numbers at most, and of the same opportunities.
      expect(Math.abs(paced - cycled)).toBeLessThan(4 * Math.sqrt(paced + cycled));
    }
  });
});
