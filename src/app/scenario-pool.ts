import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { pathToFileURL } from "node:url";
import { Piscina } from "piscina";
import { AppFailure } from "../contracts/failure.ts";
import { runScenarioTask, type ScenarioOutcome, type ScenarioTask } from "../contracts/scenario-task.ts";
import type { Outcome } from "../core/base/outcome.ts";

export interface ScenarioWork {
  /** Threads; never changes a byte of the result. */
  readonly workers?: number | undefined;
  /** Told how many scenarios are done. */
  readonly onDone?: ((doneCount: number) => void) | undefined;
}

/** Simulates scenarios side by side; the outcomes come in the order of the tasks. */
export async function simulateScenarios(
  tasks: readonly ScenarioTask[],
  { workers = availableParallelism(), onDone }: ScenarioWork,
): Promise<ScenarioOutcome[]> {
  let doneCount = 0;
  const done = <Value>(value: Value): Value => {
    onDone?.(++doneCount);
    return value;
  };
  const threadCount = Math.min(workers, tasks.length);
  if (threadCount <= 1) return tasks.map((task) => done(runScenarioTask(task)));
  const isTypeScript = import.meta.url.endsWith(".ts");
  const pool = new Piscina<ScenarioTask, Outcome<ScenarioOutcome>>({
    filename: new URL(`../../workers/simulate-scenario.${isTypeScript ? "ts" : "js"}`, import.meta.url).href,
    minThreads: threadCount,
    maxThreads: threadCount,
    ...(isTypeScript
      ? { execArgv: ["--import", pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href] }
      : {}),
  });
  try {
    const outcomes = await Promise.all(tasks.map(async (task) => done(await pool.run(task))));
    return outcomes.map((outcome) => {
      if (!outcome.ok) throw new AppFailure("internal", `Cannot finish a scenario: ${outcome.reason}`);
      return outcome.value;
    });
  } finally {
    await pool.destroy();
  }
}
