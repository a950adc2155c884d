import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dayOfWeek, type Day } from "../../../src/core/base/day.ts";
import { monthOfQuarter } from "../../../src/core/base/period.ts";
import { DWELL_BIN_COUNT, DWELL_BIN_EDGES, dwellRange } from "../../../src/core/forecast/dwell-bins.ts";
import { countHazards } from "../../../src/core/forecast/hazard-counts.ts";
import type { StateTable } from "../../../src/core/forecast/state-table.ts";
import { at, randomStates, stateOf } from "../pipeline/random-logs.ts";
import { walk } from "./naive-walk.ts";
import { sampleHistory, tableOf, WORK_CALENDAR } from "./sample-history.ts";

const DAY_COUNT = 120;

/** Sums by a text key. */
class Tally {
  readonly counts = new Map<string, number>();
  add(...key: readonly (string | number)[]): void {
    const text = key.join(" ");
    this.counts.set(text, (this.counts.get(text) ?? 0) + 1);
  }
}

const sum = (column: Float64Array) => column.reduce((a, b) => a + b, 0);

const binOf = (dwell: number) => {
  const bin = DWELL_BIN_EDGES.findIndex((edge) => dwell <= edge);
  return bin < 0 ? DWELL_BIN_COUNT - 1 : bin;
};

const groupOf = (day: number) =>
  (WORK_CALENDAR.holidays.has(day) ? 6 : dayOfWeek(day as Day)) * 3 +
  monthOfQuarter(day as Day, WORK_CALENDAR.fiscal);

/** Counts day by day from the states alone, from the first close to a day. */
function countNaively(table: StateTable, throughDay: number): { readonly [name: string]: Tally } {
  const { view } = table;
  const tallies = { atRisk: new Tally(), exits: new Tally(), byGroup: new Tally() };
  for (const { day, stage, dwell, exit } of walk(view).riskDays) {
    const isCounted = stage < view.wonCode || (table.reopens && stage === view.lostCode);
    if (!isCounted || day < table.firstCloseDay || day > throughDay) continue;
    const row = stage < view.wonCode ? stage : view.openStages.length;
    tallies.atRisk.add(row, binOf(dwell), groupOf(day));
    if (exit < 0) continue;
    tallies.exits.add(row, binOf(dwell), exit);
    const exitClass = exit === view.wonCode ? "won" : exit === view.lostCode ? "lost" : "move";
    tallies.byGroup.add(exitClass, groupOf(day));
  }
  return tallies;
}

/** The cells of a column that are not zero, under the same keys. */
function told(column: Float64Array, ...shape: readonly number[]): ReadonlyMap<string, number> {
  const cells = new Map<string, number>();
  column.forEach((value, index) => {
    const key: number[] = [];
    let rest = index;
    for (const size of shape.toReversed()) {
      key.unshift(rest % size);
      rest = Math.floor(rest / size);
    }
    if (value !== 0) cells.set(key.join(" "), value);
  });
  return cells;
}

const history = fc.oneof(
  randomStates(DAY_COUNT, 60),
  fc
    .record({ seed: fc.integer({ min: 0, max: 500 }), reopened: fc.constantFrom(0, 0.002, 0.02) })
    .map((shape) => sampleHistory({ ...shape, dayCount: DAY_COUNT, createdPerDay: 0.6 }))
    .filter((rows) => rows.length > 0),
);

describe("countHazards()", () => {
  it("counts what a walk through every day counts, at any landmarks on the way", () => {
    const landmarks = fc.array(fc.integer({ min: 0, max: DAY_COUNT }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(history, landmarks, (rows, offsets) => {
        const table = tableOf(rows, DAY_COUNT);
        const { counts, ...counter } = countHazards(table, WORK_CALENDAR);
        for (const offset of offsets.toSorted((a, b) => a - b)) {
          counter.advance(at(offset));
          const naive = countNaively(table, at(offset));
          expect(told(counts.atRisk, counts.stageCount, DWELL_BIN_COUNT, 21)).toEqual(
            naive["atRisk"]!.counts,
          );
          expect(told(counts.exits, counts.stageCount, DWELL_BIN_COUNT, counts.targetCount)).toEqual(
            naive["exits"]!.counts,
          );
          const byGroup = new Map(
            [...told(counts.exitsByGroup, 3, 21)].map(([key, value]) => [
              key.replace(/^\d/, (digit) => ["won", "lost", "move"][Number(digit)]!),
              value,
            ]),
          );
          expect(byGroup).toEqual(naive["byGroup"]!.counts);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("leaves out days before the first close: nothing could be seen to close on them", () => {
    const rows = [
      stateOf("A", 0, "Lead"),
      stateOf("A", 10, "Qualified"),
      stateOf("B", 0, "Lead"),
      stateOf("B", 30, "Closed Won"),
    ];
    const { counts, ...counter } = countHazards(tableOf(rows, 40), WORK_CALENDAR);
    counter.advance(at(40));
    // B on day 30 and A on days 30 to 40.
    expect(sum(counts.atRisk)).toBe(12);
    expect(sum(counts.exits)).toBe(1);
  });

  it("puts what stays longer than any bin into the last one", () => {
    const rows = [stateOf("A", 0, "Lead"), stateOf("B", 0, "Closed Lost"), stateOf("A", 900, "Closed Won")];
    const { counts, ...counter } = countHazards(tableOf(rows, 900), WORK_CALENDAR);
    counter.advance(at(900));
    expect(told(counts.exits, 1, DWELL_BIN_COUNT, counts.targetCount)).toEqual(
      new Map([[`0 ${DWELL_BIN_COUNT - 1} 1`, 1]]),
    );
    let last = 0;
    for (let group = 0; group < 21; group++) last += counts.atRisk[(DWELL_BIN_COUNT - 1) * 21 + group]!;
    expect(last).toBe(900 - 365);
  });

  it("cannot be moved beyond the last known day", () => {
    const counter = countHazards(tableOf([stateOf("A", 0, "Lead")], 5), WORK_CALENDAR);
    expect(() => counter.advance(at(6))).toThrow(RangeError);
  });
});

describe("dwell bins", () => {
  it("divide the days in stage without gap", () => {
    for (let dwell = 1; dwell <= 500; dwell++) {
      const ranges = Array.from({ length: DWELL_BIN_COUNT }, (_, bin) => dwellRange(bin));
      const holding = ranges.findIndex(({ first, last }) => dwell >= first && dwell <= last);
      expect(holding).toBe(binOf(dwell));
    }
  });
});
