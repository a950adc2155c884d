import { describe, expect, it } from "vitest";
import { addDays, dayFromIso, type Day } from "../../../src/core/base/day.ts";
import { CALENDAR_YEARS, quarterOf } from "../../../src/core/base/period.ts";
import { closeDateMoves } from "../../../src/core/kpi/close-date-moves.ts";
import type { BridgeKind } from "../../../src/core/kpi/bridge-kind.ts";
import { groupBridges } from "../../../src/core/kpi/group-bridges.ts";
import { pipelineBridge, type BridgeQuestion } from "../../../src/core/kpi/pipeline-bridge.ts";
import { NO_FUNNEL } from "../../../src/core/pipeline/funnel.ts";
import { companyOf, writtenHistory, type WrittenRow } from "../company/written-company.ts";
import { cents, companyLog } from "./company-log.ts";

const company = companyOf({ opportunityCount: 3_000, seed: 4 });
const history = writtenHistory(company);
const { firstDay } = company.world.settings;
const CLOSED: ReadonlySet<string> = new Set(["Closed Won", "Closed Lost", "Deleted", "Merged"]);
const isOpen = (row: WrittenRow): boolean => !CLOSED.has(row.stage);

const log = companyLog(history);
const closeDates = log.attributes[1]!;

function bridgeOf(from: Day, to: Day, scope: Partial<BridgeQuestion> = {}) {
  const bridge = pipelineBridge(log, { from, to, funnel: NO_FUNNEL, closeDates, ...scope });
  if (!bridge.ok) throw new Error(bridge.reason);
  return bridge.value;
}

type Tally = Map<string, { count: number; amount: number }>;
function add(tally: Tally, kind: string, amount: number): void {
  const entry = tally.get(kind) ?? { count: 0, amount: 0 };
  tally.set(kind, { count: entry.count + 1, amount: entry.amount + amount });
}

describe("bridges from each day to the next of a generated company", () => {
  const tally: Tally = new Map();
  const passedOn: Tally = new Map();
  for (let day: Day = firstDay; day <= company.lastDay; day = addDays(day, 1)) {
    if (day === firstDay && ![...history.values()].some(([row]) => row!.day === firstDay)) continue;
    const bridge = pipelineBridge(log, { from: addDays(day, -1), to: day, funnel: NO_FUNNEL, closeDates });
    if (!bridge.ok) continue;
    for (const { moves } of bridge.value.changes) {
      for (const { kind, amount } of moves) add(tally, kind, amount);
    }
    for (const { bars } of groupBridges(bridge.value, log.attributes[0]!)) {
      const bar = bars.find(({ kind }) => kind === "groupIn")!;
      for (let i = 0; i < bar.count; i++) add(passedOn, "groupIn", 0);
    }
  }
  const count = (kind: BridgeKind): number => tally.get(kind)?.count ?? 0;

  it("count what happened as often as it did in truth", () => {
    const { counts } = company;
    expect(count("created")).toBe(counts.created);
    expect(count("won")).toBe(counts.won);
    expect(count("lost")).toBe(counts.lost);
    expect(count("deleted")).toBe(counts.deleted);
    expect(count("merged")).toBe(counts.merged);
    expect(count("reopened")).toBe(counts.reopened + counts.takenBackToOpen);
  });
  it("carry the amounts that the written rows tell, read one after the other", () => {
    const truth: Tally = new Map();
    const kindOf: Readonly<Record<string, string>> = {
      "Closed Won": "won",
      "Closed Lost": "lost",
      Deleted: "deleted",
      Merged: "merged",
    };
    for (const rows of history.values()) {
      rows.forEach((row, index) => {
        const before = rows[index - 1];
        const after = isOpen(row) || row.stage === "Closed Won" ? cents(row) : before && cents(before);
        if (before === undefined) add(truth, "created", cents(row));
        else if (!isOpen(before) && isOpen(row)) add(truth, "reopened", cents(row));
        else if (isOpen(before)) {
          const change = after! - cents(before);
          if (change !== 0) add(truth, change > 0 ? "increased" : "decreased", Math.abs(change));
          if (!isOpen(row)) add(truth, kindOf[row.stage]!, after!);
        }
      });
    }
    expect(Object.fromEntries(tally)).toEqual(Object.fromEntries(truth));
  });
  it("move what a seller passed on between owners as often as in truth", () => {
    // A row of a closed opportunity that is opened again may name another seller too; it was in nobody's pipeline.
    let changes = 0;
    for (const rows of history.values()) {
      rows.forEach((row, index) => {
        const before = rows[index - 1];
        if (before !== undefined && isOpen(before) && before.owner !== row.owner) changes++;
      });
    }
    expect(passedOn.get("groupIn")!.count).toBe(changes);
    expect(changes).toBe(company.counts.passedOn);
  });
  it("show each kind of move at least 20 times", () => {
    const kinds = ["created", "reopened", "increased", "decreased", "lost", "deleted", "merged", "won"] as const; // prettier-ignore
    expect(kinds.filter((kind) => count(kind) < 20)).toEqual([]);
  });
});

describe("moves of expected closes of a generated company", () => {
  it("are pushes and pulls as often as in truth", () => {
    const moves = closeDateMoves(bridgeOf(addDays(firstDay, -1), company.lastDay));
    expect(moves.pushCount).toBe(company.counts.closeDatePushed);
    expect(moves.pullCount).toBe(company.counts.closeDatePulledIn);
  });

  it("pull and push over the ends of a quarter as its written rows say, each way at least 20 times", () => {
    const told: Tally = new Map();
    const truth: Tally = new Map();
    // The quarter that runs, and one still to come: out of that an expected close can be pulled ahead.
    const questions = [15, 90].flatMap((ahead) =>
      Array.from({ length: Math.floor((company.lastDay - firstDay - 60) / 10) }, (_, step) => {
        const from = addDays(firstDay, 30 + 10 * step);
        return { from, to: addDays(from, 30), period: quarterOf(addDays(from, ahead), CALENDAR_YEARS) };
      }),
    );
    for (const { from, to, period } of questions) {
      for (const { moves, cameAndWent } of bridgeOf(from, to, { period }).changes) {
        for (const { kind, amount } of cameAndWent ? [] : moves) add(told, kind, amount);
      }
      for (const rows of history.values()) {
        const [before, after] = [from, to].map((day) => rows.findLast((row) => row.day <= day));
        if (before === undefined || after === undefined || !isOpen(before) || !isOpen(after)) continue;
        const [was, is] = [placeOf(before, period), placeOf(after, period)];
        if (was !== 0 && is === 0) add(truth, was > 0 ? "pulledIn" : "pushedIn", cents(after));
        if (was === 0 && is !== 0) add(truth, is > 0 ? "pushedOut" : "pulledOut", cents(after));
      }
    }
    for (const kind of ["pulledIn", "pushedIn", "pushedOut", "pulledOut"])
      expect([kind, told.get(kind)]).toEqual([kind, truth.get(kind)]);
    for (const kind of ["pulledIn", "pushedIn", "pushedOut", "pulledOut"])
      expect([kind, truth.get(kind)!.count >= 20]).toEqual([kind, true]);
  });
});

/** -1 before the period, 0 in it, 1 after it. */
function placeOf(row: WrittenRow, period: { readonly from: Day; readonly to: Day }): number {
  const day = dayFromIso(row.closeDate)!;
  if (day < period.from) return -1;
  return day > period.to ? 1 : 0;
}
