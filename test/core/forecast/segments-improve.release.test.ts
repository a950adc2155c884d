import { describe, expect, it } from "vitest";
import { addDays, type Day } from "../../../src/core/base/day.ts";
import type { RecordedState } from "../../../src/core/pipeline/change-log.ts";
import { fitCalibrated, type CalibratedFit } from "../../../src/core/forecast/calibrated-fit.ts";
import { forEachOpen } from "../../../src/core/forecast/landmark-sweep.ts";
import { segmentsOf } from "../../../src/core/forecast/segments.ts";
import type { StateTable } from "../../../src/core/forecast/state-table.ts";
import { winProbabilityOf } from "../../../src/core/forecast/win-probability.ts";
import { DWELL_COUNT } from "../../../src/core/forecast/win-tables.ts";
import { at, logOf, ORIGIN } from "../pipeline/random-logs.ts";
import { sampleHistory, tableOf, WORK_CALENDAR } from "./sample-history.ts";
import { faultsOf, forecastOf, told } from "./whole-forecast.ts";

const SETTINGS = {
  calendar: WORK_CALENDAR,
  crmProbabilities: Float64Array.of(0.2, 0.4, 0.6),
  usesYearlyIndex: true,
};
const SHAPE = { seed: 41, dayCount: 420, createdPerDay: 2, reopened: 0 };

/** A history in which all opportunities are of one region. */
const ofRegion = (region: string, changes: Partial<Parameters<typeof sampleHistory>[0]>) =>
  sampleHistory({ ...SHAPE, ...changes }).map((row) => ({
    ...row,
    opportunityId: `${region} ${row.opportunityId}`,
    attributes: [region, ""],
  }));

/** Only what was created while the half of each 120 days belongs to the region. */
function inTurns(rows: readonly RecordedState[], turn: number): readonly RecordedState[] {
  const created = new Map<string, number>();
  for (const row of rows)
    if (!created.has(row.opportunityId)) created.set(row.opportunityId, row.recordedOn - ORIGIN);
  return rows.filter((row) => Math.floor(created.get(row.opportunityId)! / 60) % 2 === turn);
}

/**
 * Opportunities of the north are won six times as often as those of the south, day by day, and what is open is now more
 * of the one, now more of the other: their total depends on it too.
 */
const DIFFERENT: readonly RecordedState[] = [
  ...inTurns(ofRegion("North", { won: 0.036, lost: 0.02, createdPerDay: 4 }), 0),
  ...inTurns(ofRegion("South", { seed: 42, won: 0.006, lost: 0.04, createdPerDay: 4 }), 1),
];
const ALIKE: readonly RecordedState[] = [...ofRegion("North", {}), ...ofRegion("South", { seed: 43 })];

const fitOf = (table: StateTable, hasSegments = true): CalibratedFit =>
  fitCalibrated(
    table,
    SETTINGS,
    { from: addDays(table.lastDay as Day, 1), to: addDays(table.lastDay as Day, 30) },
    hasSegments ? segmentsOf(table.view, table.view.attributes[0]) : undefined,
  );

/** Mean log loss of the chances to be won of what was open on the past days. */
function logLossOf(table: StateTable, fit: CalibratedFit): number {
  let sum = 0;
  let count = 0;
  for (const { fitted, winTable } of fit.past) {
    const { from, to } = winTable.window;
    forEachOpen(table, fitted, (open) => {
      const p = Math.min(1 - 1e-4, Math.max(1e-4, winProbabilityOf(winTable, open)));
      const isWon = table.wins.day.some(
        (day, win) => day >= from && day <= to && table.wins.opportunity[win] === open.opportunity,
      );
      sum -= Math.log(isWon ? p : 1 - p);
      count++;
    });
  }
  return sum / count;
}

/** The log with its first attribute called "segment": the one that the model looks at, whatever the forecast is cut by. */
function segmentLog(rows: Parameters<typeof logOf>[0]): ReturnType<typeof logOf> {
  const log = logOf(rows);
  const [first, ...others] = log.attributes;
  return { ...log, attributes: [{ ...first!, name: "segment" }, ...others] };
}

describe("segments in the forecast", () => {
  it("differ where one is won far more often than the other, and lower the log loss", () => {
    const table = tableOf(DIFFERENT, 419);
    const [fit, alike] = [fitOf(table), fitOf(table, false)];
    expect(fit.segmentsImprove).toBe(true);
    expect(logLossOf(table, fit)).toBeLessThan(0.97 * logLossOf(table, alike));
    const { factors, groupOfState } = fit.fitted.segments!;
    const north =
      groupOfState[table.view.stateStart[table.view.opportunityIds.indexOf("North opportunity 0")]!]!;
    expect(factors[north]!.won).toBeGreaterThan(2 * factors[1 - north]!.won);
    expect(factors[north]!.lost).toBeLessThan(factors[1 - north]!.lost);
  });

  it("leave new business alike for all", () => {
    const table = tableOf(DIFFERENT, 419);
    const [fit, alike] = [fitOf(table), fitOf(table, false)];
    expect(fit.expectation.newMean).toBe(alike.expectation.newMean);
    expect(fit.winTable.atEntry).toEqual(alike.winTable.atEntry);
    expect(fit.winTable.probabilities).toEqual(alike.winTable.probabilities);
  });

  it("are part of every past forecast where they differ, each with what was known on its day", () => {
    const table = tableOf(DIFFERENT, 419);
    const fit = fitOf(table);
    for (const past of [fit.past[0]!, fit.past[8]!]) {
      const then = fitOf(tableOf(DIFFERENT, past.fitted.day - ORIGIN));
      expect(then.segmentsImprove).toBe(true);
      expect(past.fitted.segments!.factors).toEqual(then.fitted.segments!.factors);
      expect(past.expectation).toEqual(then.expectation);
      expect(past.openBias).toBe(then.openBias);
      let openMean = 0;
      forEachOpen(table, past.fitted, (open) => {
        const own = past.winTable.segments!.probabilities[past.fitted.segments!.groupOfState[open.state]!]!;
        openMean += own[open.stage * DWELL_COUNT + open.dwell]! * open.expectedAmount;
      });
      expect(past.expectation.openMean).toBeCloseTo(openMean, 4);
    }
  });

  it("reach the plan: what is open in the better one is worth more, and the chances stay chances", () => {
    const prepared = forecastOf(segmentLog(DIFFERENT), 419, 420, 449);
    expect(prepared.fit.segmentsImprove).toBe(true);
    expect(faultsOf(prepared)).toEqual([]);
    const { plan, open } = prepared.built;
    const periodCount = plan.periods.length;
    let differentCount = 0;
    open.forEach((item, row) => {
      const cells = plan.winProbabilities.subarray(row * periodCount, (row + 1) * periodCount);
      const whole = winProbabilityOf(prepared.fit.winTable, item);
      expect(cells.reduce((a, b) => a + b, 0)).toBeCloseTo(whole, 9);
      const alike = prepared.fit.winTable.probabilities[item.stage * DWELL_COUNT + item.dwell]!;
      const isNorth = plan.opportunityIds[row]!.startsWith("North");
      expect(isNorth ? whole >= alike : whole <= alike).toBe(true);
      if (whole !== alike) differentCount++;
    });
    expect(differentCount).toBeGreaterThan(0.5 * open.length);
  });

  it("change not a byte where they are alike", () => {
    const table = tableOf(ALIKE, 419);
    const fit = fitOf(table);
    expect(fit.segmentsImprove).toBe(false);
    expect(fit).toStrictEqual(fitOf(table, false));
  });

  it("do not count with little history: few wins, or fewer than three windows", () => {
    expect(fitOf(tableOf(DIFFERENT, 60)).segmentsImprove).toBe(false);
    expect(fitOf(tableOf(DIFFERENT, 110)).segmentsImprove).toBe(false);
  });

  it.each([
    ["differ", DIFFERENT],
    ["are alike", ALIKE],
  ])("are decided by what was known on the day alone, where they %s", (_, rows) => {
    const known = rows.filter((row) => row.recordedOn <= at(300));
    const others = ofRegion("North", { seed: 77, won: 0.001, lost: 0.1 });
    const future = others
      .filter((row) => row.recordedOn > at(300))
      .map((row) => ({ ...row, opportunityId: `other ${row.opportunityId}` }));
    const one = forecastOf(segmentLog(rows), 300, 301, 330);
    expect(told(forecastOf(segmentLog([...future, ...known]), 300, 301, 330))).toEqual(told(one));
    expect(one.fit.segmentsImprove).toBe(rows === DIFFERENT);
  });
});
