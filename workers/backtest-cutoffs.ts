import type { MessagePort } from "node:worker_threads";
import type { CutoffQueue } from "../src/core/backtest/cutoff-queue.ts";
import { found, missing, type Outcome } from "../src/core/base/outcome.ts";
import { runCutoffs, type BacktestJob, type CutoffMessage } from "../src/core/backtest/run-cutoffs.ts";

/** Takes cut-offs until none is left and posts each as soon as it is scored. */
export default function backtestCutoffs(task: {
  readonly job: BacktestJob;
  readonly queue: CutoffQueue;
  readonly thread: number;
  readonly port: MessagePort;
}): Outcome<number> {
  const send = (message: CutoffMessage): void => task.port.postMessage(message);
  try {
    let count = 0;
    for (const result of runCutoffs(task.job, task.queue, task.thread)) {
      send({ kind: "result", result });
      count++;
    }
    return found(count);
  } catch (error) {
    return missing(error instanceof Error ? (error.stack ?? error.message) : String(error));
  } finally {
    send({ kind: "end" });
  }
}
