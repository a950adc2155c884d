import { runScenarioTask, type ScenarioOutcome, type ScenarioTask } from "../src/contracts/scenario-task.ts";
import { found, missing, type Outcome } from "../src/core/base/outcome.ts";
import { drawBase, type DrawnBase, type StratumRange } from "../src/core/scenario/draw-bookings.ts";
import type { RunPlan } from "../src/core/scenario/simulate-scenario.ts";

/** What a thread is asked to do: draw strata of the case without levers, or simulate a scenario. */
export type ScenarioWorkerTask =
  | { readonly kind: "base"; readonly plan: RunPlan; readonly range: StratumRange }
  | { readonly kind: "scenario"; readonly task: ScenarioTask };

export type ScenarioWorkerResult = Outcome<DrawnBase | ScenarioOutcome | undefined>;

/** Errors lose their class between threads, so they come back as values. */
export default function simulateScenarioOnThread(asked: ScenarioWorkerTask): ScenarioWorkerResult {
  try {
    if (asked.kind === "scenario") return found(runScenarioTask(asked.task));
    const { model, strata, factorPaths } = asked.plan;
    return found(model === undefined ? undefined : drawBase(model, strata, factorPaths, asked.range));
  } catch (error) {
    return missing(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
}
