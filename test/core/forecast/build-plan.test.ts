import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { subPeriodsOf } from "../../../src/core/base/period.ts";
import type { RecordedState } from "../../../src/core/pipeline/change-log.ts";
import { attributeOf } from "../../../src/core/pipeline/pipeline-view.ts";
import { UNKNOWN_GROUP } from "../../../src/core/forecast/build-plan.ts";
import { forecastView, type ForecastQuestion } from "../../../src/core/forecast/forecast-view.ts";
import { DWELL_COUNT } from "../../../src/core/forecast/win-tables.ts";
import { at, logOf, stateOf, viewOf } from "../pipeline/random-logs.ts";
import { sampleHistory, WORK_CALENDAR } from "./sample-history.ts";

function forecastOf(
  rows: readonly RecordedState[],
  offset: number,
  period: { readonly from: number; readonly to: number },
  changes: Partial<ForecastQuestion> = {},
) {
  const view = viewOf(logOf(rows), at(offset));
  return forecastView(view, {
    period: { from: at(period.from), to: at(period.to), label: "asked" },
    cuts: view.attributes.map((attribute) => ({ name: attribute.name, attribute })),
    calendar: WORK_CALENDAR,
    crmProbabilities: {},
    usesYearlyIndex: true,
    ...changes,
  });
}

const ROWS = sampleHistory({ seed: 31, dayCount: 400, reopened: 0.006 });
const MIDDLE = { from: 360, to: 449 }; // a quarter of which 40 days are over
const sum = (values: Iterable<number>) => [...values].reduce((a, b) => a + b, 0);

describe("buildPlan()", () => {
  const prepared = forecastOf(ROWS, 399, MIDDLE);
  const { plan, open } = prepared.built;

  it("has probabilities by sub-period that add up to that of the window, none in days that are over", () => {
    const { winTable } = prepared.fit;
    const periodCount = plan.periods.length;
    open.forEach((item, row) => {
      const cells = plan.winProbabilities.subarray(row * periodCount, (row + 1) * periodCount);
      expect(sum(cells)).toBeCloseTo(winTable.probabilities[item.stage * DWELL_COUNT + item.dwell]!, 9);
      cells.forEach((cell, k) =>
        expect(plan.periods[k]!.to <= at(399) ? cell === 0 : cell >= 0 && cell <= 1).toBe(true),
      );
    });
    expect(plan.periods).toEqual(subPeriodsOf({ from: at(360), to: at(449) }));
  });

  it("holds every open opportunity once, by id, with its expected amount in whole minor units", () => {
    const { view } = prepared.table;
    const expected = [...view.opportunityIds.keys()].filter((index) => {
      const last = view.stateStart[index + 1]! - 1;
      return view.stateStage[last]! < view.wonCode;
    });
    expect(plan.opportunityIds).toEqual(expected.map((index) => view.opportunityIds[index]));
    expect([...plan.amounts]).toEqual(open.map((item) => Math.round(item.expectedAmount)));
    expect(plan.opportunityIds).toEqual([...plan.opportunityIds].sort());
  });

  it("has booked by leaf and sub-period what was won less what was taken back there", () => {
    const { wins, takenBack, view } = prepared.table;
    const expected = new Map<string, number>();
    const add = (day: number, state: number, amount: number): void => {
      const period = plan.periods.findIndex(({ from, to }) => day >= from && day <= to);
      if (period < 0 || Number.isNaN(amount)) return;
      const groups = view.attributes.map((column) => attributeOf(view, column, state) || UNKNOWN_GROUP);
      const key = [...groups, period].join("|");
      expected.set(key, (expected.get(key) ?? 0) + amount);
    };
    wins.day.forEach((day, win) => add(day, wins.state[win]!, wins.amount[win]!));
    takenBack.day.forEach((day, event) => add(day, takenBack.state[event]!, -takenBack.amount[event]!));
    const seen = new Map<string, number>();
    plan.booked.forEach((amount, cell) => {
      const leaf = plan.leaves[Math.floor(cell / plan.periods.length)]!;
      const groups = leaf.groups.map((group, d) => plan.dimensions[d]!.groups[group]!);
      if (amount !== 0) seen.set([...groups, cell % plan.periods.length].join("|"), amount);
    });
    expect(seen).toEqual(new Map([...expected].filter(([, amount]) => amount !== 0)));
    expect(seen.size).toBeGreaterThan(5);
  });

  it("splits the expected new wins over leaves and sub-periods without losing any", () => {
    const { expectation } = prepared.fit;
    const added = plan.newBusiness.filter(({ key }) => key.startsWith("new "));
    expect(sum(added.flatMap(({ expectedWins }) => [...expectedWins]))).toBeCloseTo(expectation.newWins, 9);
    expect(prepared.built.expectedNewWins).toBeCloseTo(expectation.newWins, 9);
    const mean = sum(
      added.map(({ expectedWins, amounts }) => (sum(expectedWins) * sum(amounts)) / amounts.length),
    );
    expect(mean / expectation.newMean).toBeCloseTo(1, 9);
    expect(new Set(plan.newBusiness.map(({ key }) => key)).size).toBe(plan.newBusiness.length);
    for (const { amounts, expectedWins } of plan.newBusiness) {
      expect([...amounts]).toEqual([...amounts].sort((a, b) => a - b));
      expect(expectedWins.every((wins) => wins >= 0)).toBe(true);
    }
  });

  it("expects bookings to be taken back as often as in the last year", () => {
    const { takenBack } = prepared.table;
    const recent = [...takenBack.day].filter((day) => day > at(399 - 365)).length;
    expect(recent).toBeGreaterThanOrEqual(5);
    const processes = plan.newBusiness.filter(({ key }) => key.startsWith("taken back"));
    const daysAhead = 50;
    const days = Math.min(365, at(399) - prepared.table.firstCloseDay + 1);
    expect(sum(processes.flatMap(({ expectedWins }) => [...expectedWins]))).toBeCloseTo(
      (recent / days) * daysAhead,
      9,
    );
    expect(processes.every(({ amounts }) => amounts.every((amount) => amount <= 0))).toBe(true);
  });

  it("does not depend on the order of the rows", () => {
    const fewer = sampleHistory({ seed: 32, dayCount: 120 });
    const shuffled = fc.shuffledSubarray([...fewer], { minLength: fewer.length });
    const reference = forecastOf(fewer, 119, { from: 110, to: 150 });
    fc.assert(
      fc.property(shuffled, (others) => {
        const other = forecastOf(others, 119, { from: 110, to: 150 });
        expect(other.built.plan).toEqual(reference.built.plan);
        expect(other.calibratedWinProbabilities).toEqual(reference.calibratedWinProbabilities);
      }),
      { numRuns: 5 },
    );
  });

  it("reports what the cap cut off and what it did not know", () => {
    const rows = [
      ...ROWS,
      stateOf("giant", 398, "Lead", { amount: 1e12, recordedSecond: 0 }),
      stateOf("blank", 398, "Lead", { amount: Number.NaN, recordedSecond: 0 }),
    ];
    const { built, fit } = forecastOf(rows, 399, MIDDLE);
    const { cap, driftByStage, typicalAmount } = fit.fitted.amounts;
    expect(built.cappedCount).toBe(1);
    expect(built.cappedExcess).toBeCloseTo(1e12 * driftByStage[0]! - cap, 0);
    const row = (id: string) => built.plan.opportunityIds.indexOf(id);
    expect(built.plan.amounts[row("giant")]).toBe(Math.round(cap));
    expect(built.plan.amounts[row("blank")]).toBe(Math.round(typicalAmount));
    expect(built.unknownAmountCount).toBe(prepared.built.unknownAmountCount + 1);
  });

  it("has no leaf or group but those that occur, and one leaf without cuts", () => {
    const uncut = forecastOf(ROWS, 399, MIDDLE, { cuts: [] }).built.plan;
    expect(uncut.leaves).toEqual([{ groups: [] }]);
    expect(sum(uncut.booked)).toBeCloseTo(sum(plan.booked), 6);
    expect(plan.dimensions.map(({ name }) => name)).toEqual(["region", "owner"]);
    for (const { groups } of plan.leaves)
      groups.forEach((group, d) => expect(plan.dimensions[d]!.groups[group]).toBeDefined());
  });

  it("gives a later period nothing booked and counts what will be created in between", () => {
    const plain = { usesYearlyIndex: false }; // the index belongs to a window as a whole
    const later = forecastOf(ROWS, 399, { from: 420, to: 449 }, plain);
    expect(sum(later.built.plan.booked)).toBe(0);
    const whole = forecastOf(ROWS, 399, { from: 400, to: 449 }, plain);
    const early = forecastOf(ROWS, 399, { from: 400, to: 419 }, plain);
    expect(later.built.expectedNewWins + early.built.expectedNewWins).toBeCloseTo(
      whole.built.expectedNewWins,
      9,
    );
    expect(later.built.expectedNewWins).toBeGreaterThan(0);
  });
});
