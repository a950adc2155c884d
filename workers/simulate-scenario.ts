import { runScenarioTask, type ScenarioOutcome, type ScenarioTask } from "../src/contracts/scenario-task.ts";
import { found, missing, type Outcome } from "../src/core/base/outcome.ts";

/** Simulates one scenario; errors lose their class between threads. */
export default function simulateScenarioOnThread(task: ScenarioTask): Outcome<ScenarioOutcome> {
  try {
    return found(runScenarioTask(task));
  } catch (error) {
    return missing(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
}
