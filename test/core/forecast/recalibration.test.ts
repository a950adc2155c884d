import { describe, expect, it } from "vitest";
import type { RecordedState } from "../../../src/core/pipeline/change-log.ts";
import { fitCalibrated, type CalibratedFit } from "../../../src/core/forecast/calibrated-fit.ts";
import { forEachOpen, type OpenOpportunity } from "../../../src/core/forecast/landmark-sweep.ts";
import { recalibratedWinProbabilities } from "../../../src/core/forecast/recalibration.ts";
import type { StateTable } from "../../../src/core/forecast/state-table.ts";
import { DWELL_COUNT, type WinTable } from "../../../src/core/forecast/win-tables.ts";
import { addDays, type Day } from "../../../src/core/base/day.ts";
import { stateOf } from "../pipeline/random-logs.ts";
import { sampleHistory, tableOf, WORK_CALENDAR } from "./sample-history.ts";

const SETTINGS = {
  calendar: WORK_CALENDAR,
  crmProbabilities: Float64Array.of(0.2, 0.4, 0.6),
  usesYearlyIndex: true,
};

function fitted(rows: readonly RecordedState[], offset: number) {
  const table = tableOf(rows, offset);
  const fit = fitCalibrated(table, SETTINGS, {
    from: addDays(table.lastDay as Day, 1),
    to: addDays(table.lastDay as Day, 30),
  });
  return { table, fit, open: openOf(table, fit) };
}

function openOf(
  table: StateTable,
  { fitted: day }: Pick<CalibratedFit, "fitted">,
): readonly OpenOpportunity[] {
  const open: OpenOpportunity[] = [];
  forEachOpen(table, day, (item) => open.push(item));
  return open;
}

const ownOf = (winTable: WinTable, open: readonly OpenOpportunity[]) =>
  open.map((item) => winTable.probabilities[item.stage * DWELL_COUNT + item.dwell]!);
const mean = (values: Iterable<number>) => {
  const all = [...values];
  return all.reduce((a, b) => a + b, 0) / all.length;
};
const logitOf = (p: number) => Math.log(p / (1 - p));

/** The table with all its probabilities moved by the same amount on the logit scale. */
const shifted = (winTable: WinTable, by: number): WinTable => ({
  ...winTable,
  probabilities: winTable.probabilities.map((p) => (p > 0 ? 1 / (1 + Math.exp(-logitOf(p) - by)) : 0)),
});

const ROWS = sampleHistory({ seed: 41, dayCount: 500, createdPerDay: 3 });

describe("recalibratedWinProbabilities()", () => {
  const { table, fit, open } = fitted(ROWS, 499);

  it("leaves probabilities about where they are when they have been right", () => {
    const own = ownOf(fit.winTable, open);
    const recalibrated = recalibratedWinProbabilities(table, fit, open);
    expect(recalibrated).toHaveLength(open.length);
    expect(Math.abs(mean(recalibrated) - mean(own))).toBeLessThan(0.04);
  });

  it("takes back a shift that all past probabilities had", () => {
    const by = -0.8;
    const wrong: CalibratedFit = {
      ...fit,
      winTable: shifted(fit.winTable, by),
      past: fit.past.map((past) => ({ ...past, winTable: shifted(past.winTable, by) })),
    };
    const base = recalibratedWinProbabilities(table, fit, open);
    const recalibrated = recalibratedWinProbabilities(table, wrong, open);
    const moved = mean([...recalibrated].map(logitOf)) - mean([...base].map(logitOf));
    // The prior of the intercept (0.5) keeps back a little of the shift.
    expect(Math.abs(moved)).toBeLessThan(0.12);
    expect(mean(ownOf(wrong.winTable, open))).toBeLessThan(mean(base) * 0.7);
  });

  it("agrees over the past windows with the share that was won", () => {
    let won = 0;
    let expected = 0;
    let count = 0;
    for (const past of fit.past) {
      const then = openOf(table, past);
      const { from, to } = past.winTable.window;
      expected += ownOf(past.winTable, then).reduce((a, b) => a + b, 0);
      count += then.length;
      for (const { visit } of then) {
        const win = table.visits.nextWin[visit]!;
        won += Number(win >= 0 && table.wins.day[win]! >= from && table.wins.day[win]! <= to);
      }
    }
    // A stationary process: hazards of the past are right on average.
    expect(Math.abs(won - expected) / count).toBeLessThan(0.03);
  });

  it("gives the hazards' own probabilities without a past window or with fewer than forty wins", () => {
    expect([...recalibratedWinProbabilities(table, { ...fit, past: [] }, open)]).toEqual(
      ownOf(fit.winTable, open),
    );
    const few = fitted(sampleHistory({ seed: 42, dayCount: 120, createdPerDay: 0.8 }), 119);
    expect(few.fit.fitted.amounts.winCount).toBeLessThan(40);
    expect([...recalibratedWinProbabilities(few.table, few.fit, few.open)]).toEqual(
      ownOf(few.fit.winTable, few.open),
    );
  });

  it("does not jump for the first opportunity that differs in what was always the same", () => {
    const onePrice = ROWS.map((row) => ({ ...row, amount: 99_99 }));
    const usual = stateOf("usual", 498, "Lead", { amount: 99_99 });
    const unusual = stateOf("unusual", 498, "Lead", { amount: 120_00 });
    const made = fitted([...onePrice, usual, unusual], 499);
    const recalibrated = recalibratedWinProbabilities(made.table, made.fit, made.open);
    const of = (id: string) =>
      recalibrated[
        made.open.findIndex(({ opportunity }) => made.table.view.opportunityIds[opportunity] === id)
      ]!;
    expect(Math.abs(of("unusual") - of("usual"))).toBeLessThan(0.02);
  });
});
