import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { MessageChannel } from "node:worker_threads";
import { setImmediate as letOthersRun } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { Piscina } from "piscina";
import { AppFailure } from "../contracts/failure.ts";
import type { Outcome } from "../core/base/outcome.ts";
import { cancelCutoffs, cutoffQueue, type CutoffQueue } from "../core/backtest/cutoff-queue.ts";
import {
  runCutoffs,
  type BacktestJob,
  type CutoffMessage,
  type CutoffResult,
} from "../core/backtest/run-cutoffs.ts";

export interface CutoffWork {
  readonly workers?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Forecasts cut-offs on threads. Each has a run of neighbours, whose past days it fits once; which thread took what never
 * shows.
 * @param job cut-offs in the order of their days, so that neighbours are near
 * @param onResult called for each cut-off in the order in which they are done, and never before the call before it has ended
 * @throws {AppFailure} cancelled
 */
export async function forecastCutoffs(
  job: BacktestJob,
  { workers = availableParallelism(), signal }: CutoffWork,
  onResult: (result: CutoffResult) => Promise<void>,
): Promise<void> {
  const threadCount = Math.max(1, Math.min(workers, job.cutoffs.length));
  const queue = cutoffQueue(job.cutoffs.length, threadCount);
  const cancel = (): void => cancelCutoffs(queue);
  signal?.addEventListener("abort", cancel);
  try {
    if (threadCount === 1) await runHere(job, queue, onResult);
    else await runOnThreads(job, queue, threadCount, onResult);
    if (signal?.aborted === true) throw new AppFailure("cancelled", "Stopped the backtest before its end");
  } finally {
    signal?.removeEventListener("abort", cancel);
  }
}

async function runHere(
  job: BacktestJob,
  queue: CutoffQueue,
  onResult: (result: CutoffResult) => Promise<void>,
): Promise<void> {
  for (const result of runCutoffs(job, queue, 0)) {
    await onResult(result);
    await letOthersRun();
  }
}

async function runOnThreads(
  job: BacktestJob,
  queue: CutoffQueue,
  threadCount: number,
  onResult: (result: CutoffResult) => Promise<void>,
): Promise<void> {
  const isTypeScript = import.meta.url.endsWith(".ts");
  const pool = new Piscina<unknown, Outcome<number>>({
    filename: new URL(`../../workers/backtest-cutoffs.${isTypeScript ? "ts" : "js"}`, import.meta.url).href,
    minThreads: threadCount,
    maxThreads: threadCount,
    ...(isTypeScript
      ? { execArgv: ["--import", pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href] }
      : {}),
  });
  const take = inTurn(onResult);
  try {
    await Promise.all(
      Array.from({ length: threadCount }, async (_, thread) => {
        const { port1, port2 } = new MessageChannel();
        const run = async (): Promise<void> => {
          const done = await pool.run({ job, queue, thread, port: port2 }, { transferList: [port2] });
          if (!done.ok) throw new AppFailure("internal", `Cannot finish the backtest: ${done.reason}`);
        };
        // Side by side: a result that cannot be taken ends the work at once.
        await Promise.all([takeAll(port1, take), run()]);
      }),
    );
  } finally {
    await pool.destroy();
  }
}

/** The same call for any number of callers: each begins when the one before it has ended well. */
function inTurn<T>(call: (given: T) => Promise<void>): (given: T) => Promise<void> {
  let last = Promise.resolve();
  return (given) => (last = last.then(() => call(given)));
}

/** Hands every message on, in order, and ends with the message that says that there are no more. */
function takeAll(
  port: MessageChannel["port1"],
  onResult: (result: CutoffResult) => Promise<void>,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let last = Promise.resolve();
    port.on("message", (message: CutoffMessage) => {
      if (message.kind === "result") {
        last = onResult(message.result);
        last.catch(reject);
        return;
      }
      port.close();
      last.then(resolve, reject);
    });
  });
}
