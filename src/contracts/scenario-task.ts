import { realisedReturn } from "../core/scenario/realised-return.ts";
import { simulateScenario, type CaseRun, type ScenarioResult } from "../core/scenario/simulate-scenario.ts";
import type { ScenarioReport } from "./investment.ts";
import { parseScenario } from "./parse-scenario.ts";
import { presentRealised } from "./present-realised.ts";
import { presentScenario } from "./present-scenario.ts";
import type { BookUnits } from "./read-recurring-book.ts";
import type { ScenarioFile } from "./scenario-file.ts";

/** One scenario of a run as it is sent to a thread: plain data. */
export interface ScenarioTask {
  readonly run: CaseRun;
  readonly file: ScenarioFile;
  readonly units: BookUnits;
  /** Names of the months, the initial column first. */
  readonly labels: readonly string[];
  /** What has been booked since the start, where the case is looked back on. */
  readonly booked?: BookedSince | undefined;
}

export interface BookedSince {
  /** Whole months since the start; a scenario with fewer is looked at over its own horizon only. */
  readonly monthCount: number;
  /** Booked in each of them, minor units; shape [month]. */
  readonly byMonth: readonly number[];
  /** ISO days: the first of the first month, and the last of each; shape [month]. */
  readonly from: string;
  readonly monthEnds: readonly string[];
}

/** What came of it. */
export interface ScenarioOutcome {
  readonly report: ScenarioReport;
  /** Net present value, minor units; shape [draw]. */
  readonly netPresentValues: Float64Array;
  /** Present value of costs, minor units. */
  readonly presentValueOfCosts: number;
}

/** Simulates one scenario: the same bytes on any thread. */
export function runScenarioTask({ run, file, units, labels, booked }: ScenarioTask): ScenarioOutcome {
  const result = simulateScenario(run, parseScenario(file.document, units));
  const { minorDigits } = run;
  return {
    report: {
      ...presentScenario(result, { file, minorDigits, labels }),
      realised: booked === undefined ? null : lookBack(result, booked, minorDigits),
    },
    netPresentValues: result.figures.netPresentValue.draws,
    presentValueOfCosts: result.figures.presentValueOfCosts.draws[0]!,
  };
}

function lookBack(
  result: ScenarioResult,
  booked: BookedSince,
  minorDigits: number,
): ScenarioReport["realised"] {
  const monthCount = Math.min(booked.monthCount, result.scenario.horizonMonths);
  const actualBookings = booked.byMonth.slice(0, monthCount).reduce((sum, amount) => sum + amount, 0);
  return presentRealised(realisedReturn(result, { monthCount, actualBookings }), {
    from: booked.from,
    to: booked.monthEnds[monthCount - 1]!,
    minorDigits,
  });
}
