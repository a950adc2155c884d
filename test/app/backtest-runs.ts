import { createHash } from "node:crypto";
import { backtestJobOf } from "../../src/app/backtest-tasks.ts";
import { BacktestRequest, type Method } from "../../src/contracts/backtest.ts";
import { cutoffQueue } from "../../src/core/backtest/cutoff-queue.ts";
import type { Cutoff } from "../../src/core/backtest/cutoffs.ts";
import { runCutoffs, type BacktestJob, type CutoffResult } from "../../src/core/backtest/run-cutoffs.ts";
import { LandmarkMemory } from "../../src/core/forecast/landmark-memory.ts";
import type { ImportedPipeline } from "../../src/files/import-result.ts";

export function jobOf(
  imported: ImportedPipeline,
  cutoffs: readonly Cutoff[],
  methods: readonly Method[],
): BacktestJob {
  const request = BacktestRequest.parse({
    from: "2000-01-01",
    to: "2000-01-01",
    everyDays: 7,
    horizon: "30d",
    methods: [...methods],
    drawCount: 1_000,
    funnel: imported.funnel,
    holidays: [],
  });
  return backtestJobOf(request, imported.log, cutoffs);
}

/** Digest of all results in the order of the cut-offs, every number to its last bit. */
export function digestOfResults(results: readonly CutoffResult[]): string {
  const sorted = results.toSorted((a, b) => a.index - b.index).map(({ result }) => result);
  const text = JSON.stringify(sorted, (_, value: unknown) =>
    ArrayBuffer.isView(value)
      ? Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("hex")
      : value,
  );
  return createHash("sha256").update(text).digest("hex");
}

/** Every cut-off on its own: nothing is kept from one to the next. */
export function resultsAlone(job: BacktestJob): CutoffResult[] {
  return [...runCutoffs(job, cutoffQueue(job.cutoffs.length, 1), 0, new LandmarkMemory(0))];
}

/** In one thread, with one memory. */
export function resultsTogether(job: BacktestJob, memory = new LandmarkMemory()): CutoffResult[] {
  return [...runCutoffs(job, cutoffQueue(job.cutoffs.length, 1), 0, memory)];
}

/** The last cut-off first; indices are those of the job. */
export function resultsBackwards(job: BacktestJob, memory?: LandmarkMemory): CutoffResult[] {
  const backwards = resultsTogether({ ...job, cutoffs: job.cutoffs.toReversed() }, memory);
  return backwards.map(({ index, result }) => ({ index: job.cutoffs.length - 1 - index, result }));
}

/** By threads that take turns as they are told to, each with a memory of its own. */
export function resultsInTurns(job: BacktestJob, turns: readonly number[]): CutoffResult[] {
  const threadCount = Math.max(...turns) + 1;
  const queue = cutoffQueue(job.cutoffs.length, threadCount);
  const threads = Array.from({ length: threadCount }, (_, thread) => runCutoffs(job, queue, thread));
  const results: CutoffResult[] = [];
  const take = (thread: number): boolean => {
    const next = threads[thread]!.next();
    if (next.done !== true) results.push(next.value);
    return next.done !== true;
  };
  for (const turn of turns) take(turn);
  threads.forEach((_, thread) => {
    while (take(thread));
  });
  return results;
}
