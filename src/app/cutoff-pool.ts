import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { MessageChannel } from "node:worker_threads";
import { setImmediate as letOthersRun } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { Piscina } from "piscina";
import { AppFailure } from "../contracts/failure.ts";
import type { Outcome } from "../core/base/outcome.ts";
import {
  CUTOFF_QUEUE,
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
 * Forecasts cut-offs on threads, each of which takes the next one that is left. Which thread took what never shows.
 * @param onResult called for each cut-off in the order in which they are done
 * @throws {AppFailure} cancelled
 */
export async function forecastCutoffs(
  job: BacktestJob,
  { workers = availableParallelism(), signal }: CutoffWork,
  onResult: (result: CutoffResult) => Promise<void>,
): Promise<void> {
  const queue = new Int32Array(new SharedArrayBuffer(CUTOFF_QUEUE.length * Int32Array.BYTES_PER_ELEMENT));
  const cancel = (): void => void Atomics.store(queue, CUTOFF_QUEUE.cancelled, 1);
  signal?.addEventListener("abort", cancel);
  try {
    const threadCount = Math.min(workers, job.cutoffs.length);
    if (threadCount <= 1) await runHere(job, queue, onResult);
    else await runOnThreads(job, queue, threadCount, onResult);
    if (signal?.aborted === true) throw new AppFailure("cancelled", "Stopped the backtest before its end");
  } finally {
    signal?.removeEventListener("abort", cancel);
  }
}

async function runHere(
  job: BacktestJob,
  queue: Int32Array,
  onResult: (result: CutoffResult) => Promise<void>,
): Promise<void> {
  for (const result of runCutoffs(job, queue)) {
    await onResult(result);
    await letOthersRun();
  }
}

async function runOnThreads(
  job: BacktestJob,
  queue: Int32Array,
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
  try {
    await Promise.all(
      Array.from({ length: threadCount }, async () => {
        const { port1, port2 } = new MessageChannel();
        const run = async (): Promise<void> => {
          const done = await pool.run({ job, queue, port: port2 }, { transferList: [port2] });
          if (!done.ok) throw new AppFailure("internal", `Cannot finish the backtest: ${done.reason}`);
        };
        // Side by side: a result that cannot be taken ends the work at once.
        await Promise.all([takeAll(port1, onResult), run()]);
      }),
    );
  } finally {
    await pool.destroy();
  }
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
        last = last.then(() => onResult(message.result));
        last.catch(reject);
        return;
      }
      port.close();
      last.then(resolve, reject);
    });
  });
}
