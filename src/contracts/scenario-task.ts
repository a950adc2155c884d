import { simulateScenario, type CaseRun } from "../core/scenario/simulate-scenario.ts";
import type { ScenarioReport } from "./investment.ts";
import { parseScenario } from "./parse-scenario.ts";
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
}

/** What came of it. */
export interface ScenarioOutcome {
  readonly report: Omit<ScenarioReport, "realised">;
  /** Net present value, minor units; shape [draw]. */
  readonly netPresentValues: Float64Array;
  /** Present value of costs, minor units. */
  readonly presentValueOfCosts: number;
}

/** Simulates one scenario: the same bytes on any thread. */
export function runScenarioTask({ run, file, units, labels }: ScenarioTask): ScenarioOutcome {
  const result = simulateScenario(run, parseScenario(file.document, units));
  return {
    report: presentScenario(result, { file, minorDigits: run.minorDigits, labels }),
    netPresentValues: result.figures.netPresentValue.draws,
    presentValueOfCosts: result.figures.presentValueOfCosts.draws[0]!,
  };
}
