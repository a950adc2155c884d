import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitDays } from "../../../src/core/forecast/landmark-sweep.ts";
import { lastDayAlike } from "../../../src/core/forecast/record-alike.ts";
import { buildStateTable, type StateTable } from "../../../src/core/forecast/state-table.ts";
import type { RecordedState } from "../../../src/core/pipeline/change-log.ts";
import { NO_FUNNEL } from "../../../src/core/pipeline/funnel.ts";
import { at, logOf, randomSnapshots, randomStates, stateOf, viewOf } from "../pipeline/random-logs.ts";
import { sampleHistory, tableOf, weeklySnapshots, WORK_CALENDAR } from "./sample-history.ts";

const rows = sampleHistory({ seed: 31, dayCount: 200, reopened: 0.01 });
const small: readonly RecordedState[] = [
  stateOf("A", 0, "Lead"),
  stateOf("A", 10, "Closed Lost"),
  stateOf("B", 5, "Lead", { amount: 300 }),
  stateOf("B", 20, "Proposal", { amount: 400 }),
  stateOf("B", 30, "Closed Won", { amount: 500 }),
  stateOf("C", 25, "Lead"),
  stateOf("E", 2, "Qualified"),
];
const withRow = (row: RecordedState): StateTable => tableOf([...small, row], 60);
const settingsOf = ({ view }: StateTable) => ({
  calendar: WORK_CALENDAR,
  crmProbabilities: Float64Array.from(view.openStages, (_, stage) => 0.2 + 0.1 * stage),
  usesYearlyIndex: true,
});

describe("lastDayAlike()", () => {
  it("is the day of the earlier table where the later one only knows more", () => {
    expect(lastDayAlike(tableOf(rows, 120), tableOf(rows, 199))).toBe(at(120));
    expect(lastDayAlike(tableOf(rows, 199), tableOf(rows, 120))).toBe(at(120));
    const now = tableOf(rows, 199);
    expect(lastDayAlike(now, now)).toBe(at(199));
  });

  it.each([
    ["a visit that ended on another day", stateOf("C", 40, "Proposal"), 39],
    [
      "another stage entered on the day of an exit",
      stateOf("B", 20, "Qualified", { recordedSecond: 70_000 }),
      19,
    ],
    ["an opportunity that was created before", stateOf("D", 12, "Lead"), 11],
    ["an amount that was changed within a stage", stateOf("B", 24, "Proposal", { amount: 450 }), 23],
    ["an amount that was changed on the last day", stateOf("C", 60, "Lead", { amount: 7 }), 59],
    ["a win whose amount was corrected later", stateOf("B", 50, "Closed Won", { amount: 900 }), 29],
    ["a move that was recorded late", stateOf("C", 55, "Qualified", { effectiveOn: at(45) }), 44],
    ["a win of an opportunity that was lost", stateOf("A", 35, "Closed Won"), 34],
  ])("is the day before %s", (_, row, expected) => {
    expect(lastDayAlike(tableOf(small, 60), withRow(row))).toBe(at(expected));
    expect(lastDayAlike(withRow(row), tableOf(small, 60))).toBe(at(expected));
  });

  it("says nothing of the ids that rows belong to, nor of the order of what came later", () => {
    const renamed = small.map((row) => ({ ...row, opportunityId: `0${row.opportunityId}` }));
    expect(lastDayAlike(tableOf(small, 60), tableOf(renamed, 60))).toBe(at(60));
  });

  it("is never where stages, their order, the first close or reopening differ", () => {
    const table = tableOf(small, 60);
    const inferred = (states: readonly RecordedState[]) =>
      buildStateTable(viewOf(logOf(states, [], NO_FUNNEL), at(60), NO_FUNNEL));
    const otherWay = small.map((row) => {
      const swapped = { Lead: "Proposal", Proposal: "Lead" }[row.stage];
      return swapped === undefined ? row : { ...row, stage: swapped };
    });
    expect(lastDayAlike(inferred(small), inferred(otherWay))).toBe(Number.NEGATIVE_INFINITY);
    expect(lastDayAlike(table, withRow(stateOf("D", 40, "Unheard Of")))).toBe(Number.NEGATIVE_INFINITY);
    expect(lastDayAlike(table, withRow(stateOf("D", 9, "Closed Won")))).toBe(Number.NEGATIVE_INFINITY);
    expect(lastDayAlike(table, { ...table, reopens: true })).toBe(Number.NEGATIVE_INFINITY);
  });

  it("compares whole lives too where snapshots tell them", () => {
    const snapshots = (lastOffset: number): StateTable =>
      buildStateTable(viewOf(logOf([], weeklySnapshots(rows, 196)), at(lastOffset)));
    const [earlier, later] = [snapshots(147), snapshots(196)];
    expect(earlier.lives).toBeDefined();
    // The first snapshot after a day tells of opportunities that were created and closed in between.
    const alike = lastDayAlike(earlier, later);
    expect(alike).toBeGreaterThan(at(100));
    expect(alike).toBeLessThan(at(147));
    expect(lastDayAlike(earlier.lives!, later.lives!)).toBeGreaterThanOrEqual(alike);
  });

  it("is a day up to which every fit is the same by both tables, whatever the records are", () => {
    const both = fc.oneof(
      fc
        .tuple(randomStates(60), randomStates(60, 4), fc.integer({ min: 30, max: 60 }))
        .map(([states, more, offset]) => [logOf(states), logOf([...states, ...more]), offset] as const),
      fc
        .tuple(randomSnapshots(9), randomSnapshots(9, 3), fc.integer({ min: 30, max: 63 }))
        .map(
          ([states, more, offset]) => [logOf([], states), logOf([], [...states, ...more]), offset] as const,
        ),
    );
    let comparedCount = 0;
    fc.assert(
      fc.property(both, ([log, otherLog, offset]) => {
        const hasRows = [log, otherLog].every((one) => one.rows.recordedOn.some((day) => day <= at(offset)));
        fc.pre(hasRows);
        const table = buildStateTable(viewOf(log, at(offset)));
        const other = buildStateTable(viewOf(otherLog, at(60)));
        const through = Math.min(lastDayAlike(table, other), table.lastDay);
        const days = [0, 7, 21, 22, 40, 59]
          .map((back): number => through - back)
          .filter((day) => day >= table.firstCloseDay);
        const ascending = days.toReversed();
        expect(fitDays(other, settingsOf(other), ascending)).toStrictEqual(
          fitDays(table, settingsOf(table), ascending),
        );
        comparedCount += days.length;
      }),
      { numRuns: 300, seed: 4 },
    );
    expect(comparedCount).toBeGreaterThan(150);
  });
});
