import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { pathToFileURL } from "node:url";
import { Piscina } from "piscina";
import { AppFailure } from "../contracts/failure.ts";
import { runScenarioTask, type ScenarioOutcome, type ScenarioTask } from "../contracts/scenario-task.ts";
import type { Outcome } from "../core/base/outcome.ts";
import { addedBases, drawBase, type DrawnBase, type StratumRange } from "../core/scenario/draw-bookings.ts";
import type { RunPlan } from "../core/scenario/simulate-scenario.ts";

type Asked =
  | { readonly kind: "base"; readonly plan: RunPlan; readonly range: StratumRange }
  | { readonly kind: "scenario"; readonly task: ScenarioTask };

/**
 * Threads that draw the base case and simulate scenarios side by side. They start at once, so that they are ready when
 * files have been read; how many there are never changes a byte of a result.
 */
export class ScenarioPool {
  readonly #pool: Piscina<Asked, Outcome<unknown>> | undefined;
  readonly #threadCount: number;

  /** @param scenarioCount scenarios that will be simulated: a single one is simulated on the own thread */
  constructor(workers: number | undefined, scenarioCount: number) {
    this.#threadCount = Math.min(workers ?? availableParallelism(), scenarioCount);
    if (this.#threadCount <= 1) return;
    const isTypeScript = import.meta.url.endsWith(".ts");
    this.#pool = new Piscina({
      filename: new URL(`../../workers/simulate-scenario.${isTypeScript ? "ts" : "js"}`, import.meta.url)
        .href,
      minThreads: this.#threadCount,
      maxThreads: this.#threadCount,
      ...(isTypeScript
        ? { execArgv: ["--import", pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href] }
        : {}),
    });
  }

  async drawBase(plan: RunPlan): Promise<DrawnBase | undefined> {
    const { model, strata, factorPaths } = plan;
    if (model === undefined) return undefined;
    if (this.#pool === undefined) return drawBase(model, strata, factorPaths);
    const bound = (thread: number): number => Math.floor((thread * strata.stratumCount) / this.#threadCount);
    const parts = Array.from({ length: this.#threadCount }, (_, thread) =>
      this.#run<DrawnBase>({
        kind: "base",
        plan,
        range: { first: bound(thread), end: bound(thread + 1) },
      }),
    );
    return addedBases(await Promise.all(parts));
  }

  /** The outcomes come in the order of the tasks. */
  async simulate(
    tasks: readonly ScenarioTask[],
    onDone?: (doneCount: number) => void,
  ): Promise<ScenarioOutcome[]> {
    let doneCount = 0;
    const done = <Value>(value: Value): Value => {
      onDone?.(++doneCount);
      return value;
    };
    if (this.#pool === undefined) return tasks.map((task) => done(runScenarioTask(task)));
    // Those with most levers first, so that no thread is left with a long one at the end.
    const order = tasks.map((_, index) => index);
    const leverCount = (index: number): number => tasks[index]!.file.document.levers.length;
    order.sort((a, b) => leverCount(b) - leverCount(a) || a - b);
    const outcomes: ScenarioOutcome[] = [];
    await Promise.all(
      order.map(async (index) => {
        const task = tasks[index]!;
        outcomes[index] = done(await this.#run<ScenarioOutcome>({ kind: "scenario", task }));
      }),
    );
    return outcomes;
  }

  async close(): Promise<void> {
    await this.#pool?.destroy();
  }

  async #run<Value>(asked: Asked): Promise<Value> {
    const outcome = (await this.#pool!.run(asked)) as Outcome<Value>;
    if (!outcome.ok) throw new AppFailure("internal", `Cannot finish a scenario: ${outcome.reason}`);
    return outcome.value;
  }
}
