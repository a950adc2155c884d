import { describe, expect, it } from "vitest";
import { dayOfWeek, type Day } from "../../../src/core/base/day.ts";
import { monthOfQuarter } from "../../../src/core/base/period.ts";
import { attributeOf, stateOn } from "../../../src/core/pipeline/pipeline-view.ts";
import { DWELL_BIN_COUNT, DWELL_BIN_EDGES } from "../../../src/core/forecast/dwell-bins.ts";
import { hazardRow } from "../../../src/core/forecast/hazard-counts.ts";
import { fitDays } from "../../../src/core/forecast/landmark-sweep.ts";
import { shrunkRatios } from "../../../src/core/forecast/shrunk-ratios.ts";
import { segmentFitter } from "../../../src/core/forecast/segment-fitter.ts";
import { segmentsOf } from "../../../src/core/forecast/segments.ts";
import { at } from "../pipeline/random-logs.ts";
import { walk } from "./naive-walk.ts";
import { sampleHistory, tableOf, WORK_CALENDAR } from "./sample-history.ts";

const SETTINGS = {
  calendar: WORK_CALENDAR,
  crmProbabilities: Float64Array.of(0.2, 0.4, 0.6),
  usesYearlyIndex: false,
};

/** Section 2.2 written down once more: (O + k) / (E + k). */
function ratios(observed: readonly number[], expected: readonly number[]): readonly number[] {
  const excess = observed.reduce((sum, o, g) => sum + (o - expected[g]!) ** 2 - 2 * expected[g]!, 0);
  const v = Math.max(0, excess / expected.reduce((sum, e) => sum + e * e, 0));
  const k = Math.min(1e6, Math.max(10, 1 / v));
  return observed.map((o, g) => (o + k) / (expected[g]! + k));
}

describe("shrunkRatios()", () => {
  it("reproduces an example worked by hand", () => {
    // (60-40)^2 - 80 + (20-40)^2 - 80 = 640; 640 / 3200 = 0.2: a prior of 5, which 10 is the least of.
    const clear = { observed: Float64Array.of(60, 20), expected: Float64Array.of(40, 40) };
    expect([...shrunkRatios(clear)]).toEqual([70 / 50, 30 / 50]);
    // 100 - 80 + 100 - 80 = 40; 40 / 3200: a prior of 80.
    const faint = { observed: Float64Array.of(50, 30), expected: Float64Array.of(40, 40) };
    expect(shrunkRatios(faint)[0]).toBeCloseTo(130 / 120, 12);
    // Less than chance: all but 1.
    const chance = { observed: Float64Array.of(44, 36), expected: Float64Array.of(40, 40) };
    expect(shrunkRatios(chance)[0]).toBeCloseTo(1, 5);
    expect([...shrunkRatios({ observed: new Float64Array(2), expected: new Float64Array(2) })]).toEqual([
      1, 1,
    ]);
  });
});

describe("segmentFitter() against section 2.2 of the model, counted day by day", () => {
  it.each([
    ["regions that change, with reopenings", 0, { seed: 3, dayCount: 300, reopened: 0.01 }, 300],
    ["owners as of a landmark in the middle", 1, { seed: 4, dayCount: 300 }, 170],
    [
      "few wins, where the CRM's probabilities take part",
      0,
      { seed: 5, dayCount: 60, createdPerDay: 0.7 },
      60,
    ],
    ["long stays", 0, { seed: 6, dayCount: 500, won: 0.002, lost: 0.002, createdPerDay: 0.4 }, 500],
  ])("gives its multipliers for %s", (_, column, shape, offset) => {
    const rows = sampleHistory(shape).map(({ attributes: [region, owner], ...row }) => ({
      ...row,
      attributes: [region || "West", owner!],
    }));
    const table = tableOf(rows, shape.dayCount);
    const { view } = table;
    const attribute = view.attributes[column]!;
    const fitted = fitDays(table, SETTINGS, [at(offset)])[0]!;
    const { hazards } = fitted;
    const observed = [new Map<string, number>(), new Map<string, number>()];
    const expected = [new Map<string, number>(), new Map<string, number>()];
    for (const { opportunity, day, stage, dwell, exit } of walk(view).riskDays) {
      const row = hazardRow(table, stage);
      if (row < 0 || day < table.firstCloseDay || day > at(offset)) continue;
      const name = attributeOf(view, attribute, stateOn(view, opportunity, day - 1));
      const edge = DWELL_BIN_EDGES.findIndex((upper) => dwell <= upper);
      const bin = edge < 0 ? DWELL_BIN_COUNT - 1 : edge;
      [view.wonCode, view.lostCode].forEach((target, exitClass) => {
        const weekdays = hazards.weekdayFactors.slice(exitClass * 7, exitClass * 7 + 7);
        const own = weekdays[dayOfWeek(day as Day)]!;
        const weekday = WORK_CALENDAR.holidays.has(day) ? Math.min(own, weekdays[6]!) : own;
        const month = hazards.monthFactors[exitClass * 3 + monthOfQuarter(day as Day, WORK_CALENDAR.fiscal)]!;
        const rate = hazards.rates[(row * DWELL_BIN_COUNT + bin) * hazards.targetCount + target]!;
        add(expected[exitClass]!, name, rate * weekday * month);
        add(observed[exitClass]!, name, Number(exit === target));
      });
    }
    const segments = segmentsOf(view, attribute)!;
    const { groupOfState, factors } = segmentFitter(table, SETTINGS, segments)(fitted);
    const groupOf = new Map<string, number>();
    groupOfState.forEach((group, state) => groupOf.set(attributeOf(view, attribute, state), group));
    const names = [...groupOf.keys()].sort((a, b) => groupOf.get(a)! - groupOf.get(b)!);
    const [won, lost] = [0, 1].map((exitClass) =>
      ratios(
        names.map((name) => observed[exitClass]!.get(name) ?? 0),
        names.map((name) => expected[exitClass]!.get(name) ?? 0),
      ),
    );
    expect(factors).toHaveLength(names.length);
    factors.forEach((factor, group) => {
      expect(factor.won).toBeCloseTo(won![group]!, 9);
      expect(factor.lost).toBeCloseTo(lost![group]!, 9);
    });
  });
});

function add(map: Map<string, number>, key: string, value: number): void {
  map.set(key, (map.get(key) ?? 0) + value);
}
