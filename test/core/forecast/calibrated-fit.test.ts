import { describe, expect, it } from "vitest";
import type { RecordedState } from "../../../src/core/pipeline/change-log.ts";
import { fitCalibrated, type CalibratedFit } from "../../../src/core/forecast/calibrated-fit.ts";
import { openBias } from "../../../src/core/forecast/calibration.ts";
import { bookedIn, forEachOpen } from "../../../src/core/forecast/landmark-sweep.ts";
import { openActual } from "../../../src/core/forecast/open-visits.ts";
import { buildStateTable, type StateTable } from "../../../src/core/forecast/state-table.ts";
import { DWELL_COUNT } from "../../../src/core/forecast/win-tables.ts";
import { addDays, type Day } from "../../../src/core/base/day.ts";
import { at, logOf, ORIGIN, viewOf } from "../pipeline/random-logs.ts";
import { sampleHistory, tableOf, weeklySnapshots, WORK_CALENDAR } from "./sample-history.ts";

const SETTINGS = {
  calendar: WORK_CALENDAR,
  crmProbabilities: Float64Array.of(0.2, 0.4, 0.6),
  usesYearlyIndex: true,
};

/** Nothing comes back and nothing is edited after the close: what is known later of a past day is what was known then. */
const FINAL = { seed: 21, dayCount: 420, createdPerDay: 1.5, reopened: 0 };
const rows = sampleHistory(FINAL);

const fitOf = (table: StateTable, span: number, from = 1): CalibratedFit =>
  fitCalibrated(table, SETTINGS, {
    from: addDays(table.lastDay as Day, from),
    to: addDays(table.lastDay as Day, span),
  });

describe("fitCalibrated()", () => {
  it("makes every past forecast as a fit made on that day makes it: hazards, expectation, bias and factor", () => {
    const now = fitOf(tableOf(rows, 419), 28);
    for (const past of [now.past[0]!, now.past[9]!, now.past[20]!]) {
      const { day } = past.fitted;
      const then = fitOf(tableOf(rows, day - ORIGIN), 28);
      expect(past.expectation).toEqual(then.expectation);
      expect(past.openBias).toBe(then.openBias);
      expect(past.factor).toEqual(then.factor);
      expect(past.winTable).toEqual(then.winTable);
      expect(past.fitted.arrivals).toEqual(then.fitted.arrivals);
      expect(past.fitted.amounts).toEqual(then.fitted.amounts);
    }
  });

  it.each([
    ["a month", 30, 1],
    ["a quarter", 92, 1],
    ["a later month", 60, 31],
  ])("lets nothing that happened after a past day into the forecast of that day, for %s", (_, span, from) => {
    const cut = at(250);
    const others = sampleHistory({ ...FINAL, seed: 99, won: 0.06, createdPerDay: 4 });
    const renamed = others.map((row) => ({ ...row, opportunityId: `other ${row.opportunityId}` }));
    const otherFuture: readonly RecordedState[] = [
      ...rows.filter((row) => row.recordedOn <= cut),
      ...renamed.filter((row) => row.recordedOn > cut),
    ];
    const [one, other] = [
      fitOf(tableOf(rows, 419), span, from),
      fitOf(tableOf(otherFuture, 419), span, from),
    ];
    expect(other.factor).not.toEqual(one.factor);
    const known = one.past.flatMap((past, index) => (past.fitted.day <= cut ? [index] : []));
    expect(known.length).toBeGreaterThan(3);
    for (const index of known) {
      const [a, b] = [one.past[index]!, other.past[index]!];
      expect(b.expectation).toEqual(a.expectation);
      expect(b.openBias).toBe(a.openBias);
      expect(b.factor).toEqual(a.factor);
    }
  });

  it("calibrates past forecasts for any length of window, not only for whole weeks", () => {
    for (const span of [30, 45]) {
      const fit = fitOf(tableOf(rows, 419), span);
      const calibrated = fit.past.filter(({ factor }) => factor.isCalibrated && factor.effectiveWindows > 0);
      expect(calibrated.length).toBeGreaterThan(fit.past.length / 2);
    }
  });

  it("takes the open bias from what was open on each short landmark and what came of it", () => {
    const table = tableOf(rows, 230);
    const fit = fitOf(table, 28);
    const errors = [];
    for (let k = 0; k < 26; k++) {
      const day = at(230 - 14 - 7 * k);
      if (day < table.firstCloseDay + 28) break;
      // A fit made on that day tells what it expected of the 14 days after it.
      const then = fitOf(tableOf(rows, day - ORIGIN), 14);
      let brought = 0;
      for (let win = 0; win < table.wins.day.length; win++) {
        const on = table.wins.day[win]!;
        const created = table.view.stateDay[table.view.stateStart[table.wins.opportunity[win]!]!]!;
        if (on > day && on <= day + 14 && created <= day) brought += table.wins.amount[win]! || 0;
      }
      expect(openActual(table, day, { from: addDays(day, 1), to: addDays(day, 14) })).toBeCloseTo(brought, 6);
      const ratio = Math.log(Math.max(brought, 100) / Math.max(then.expectation.openMean, 100));
      errors.push({ day, logRatio: Math.min(1, Math.max(-1, ratio)), relativeVariance: 0 });
    }
    expect(errors.length).toBeGreaterThan(20);
    expect(fit.openBias).toBeCloseTo(openBias(errors, 14), 10);
  });

  it("expects of a window what its open opportunities and its arrivals add up to", () => {
    const table = tableOf(rows, 419);
    const { fitted, winTable, expectation } = fitOf(table, 40);
    let mean = 0;
    let variance = 0;
    forEachOpen(table, fitted, (open) => {
      const p = winTable.probabilities[open.stage * DWELL_COUNT + open.dwell]!;
      mean += p * open.expectedAmount;
      variance += p * (1 - p) * open.expectedAmount ** 2;
    });
    expect(expectation.openMean).toBeCloseTo(mean, 4);
    expect(expectation.openVariance / variance).toBeCloseTo(1, 12);
    expect(expectation.newMean).toBeCloseTo(expectation.newWins * fitted.amounts.poolMean, 6);
    expect(expectation.newVariance).toBeCloseTo(expectation.newWins * fitted.amounts.poolMeanSquare, 0);
  });

  it("knows what each past window really brought", () => {
    const table = tableOf(sampleHistory({ ...FINAL, reopened: 0.01 }), 419);
    for (const { actual, winTable } of fitOf(table, 30).past) {
      const { from, to } = winTable.window;
      const isIn = (day: number) => day >= from && day <= to;
      let expected = 0;
      table.wins.day.forEach((day, win) => (expected += isIn(day) ? table.wins.amount[win]! || 0 : 0));
      table.takenBack.day.forEach(
        (day, event) => (expected -= isIn(day) ? table.takenBack.amount[event]! : 0),
      );
      expect(actual).toBeCloseTo(expected, 6);
      expect(bookedIn(table, { from, to })).toBe(actual);
    }
  });

  it("makes the past forecasts of a snapshot series on days of snapshots, where it knows as much as it does now", () => {
    // Made between two snapshots they would not see what was created since the first, 10 % of what is new here.
    const steady = sampleHistory({ seed: 22, dayCount: 420, createdPerDay: 3, won: 0.03, reopened: 0 });
    const table = buildStateTable(viewOf(logOf([], weeklySnapshots(steady, 419)), at(419)));
    const fit = fitOf(table, 29);
    expect(fit.past.length).toBe(26);
    const errors = fit.past.map(({ fitted, expectation, openBias: bias, actual }) => {
      expect(table.view.snapshotDays).toContain(fitted.day);
      return Math.log(actual / (Math.exp(bias) * expectation.openMean + expectation.newMean));
    });
    // Measured: 0.12 between snapshots. Some 4 independent windows of 60 wins each: a standard error of 0.06 at most.
    expect(Math.abs(errors.reduce((a, b) => a + b, 0) / errors.length)).toBeLessThan(0.06);
    const history = fitOf(tableOf(steady, 419), 29);
    expect(fit.factor.sigma).toBeLessThan(1.5 * history.factor.sigma);
  });

  it("refuses a window that begins on the last known day", () => {
    expect(() => fitOf(tableOf(rows, 100), 28, 0)).toThrow(RangeError);
  });
});
