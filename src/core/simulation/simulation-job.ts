import { found, missing, type Outcome } from "../base/outcome.ts";
import { createKernel, type KernelInput } from "./create-kernel.ts";
import type { WinCounts } from "./kernel.ts";
import { runBlocks } from "./run-blocks.ts";

/** What one thread is asked to do; all columns are shared, so posting it copies next to nothing. */
export interface SimulationJob {
  readonly input: KernelInput;
  /** @see BLOCK_QUEUE */
  readonly queue: Int32Array;
  readonly task: SimulationTask;
}

export type SimulationTask =
  | { readonly kind: "simulate"; readonly cells: Float64Array }
  | { readonly kind: "replay"; readonly flags: Uint8Array; readonly opportunityCount: number };

/** The counts of the thread's own blocks in a replay; nothing otherwise. Errors lose their class between threads. */
export type SimulationJobResult = Outcome<WinCounts | undefined>;

/** Works through a job to its end. */
export function runSimulationJob(job: SimulationJob): SimulationJobResult {
  try {
    const { counts, steps } = startSimulationJob(job);
    while (steps.next().done !== true);
    return found(counts);
  } catch (error) {
    return missing(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
}

/** A job as a sequence of short steps. */
export function startSimulationJob({ input, queue, task }: SimulationJob): {
  readonly counts: WinCounts | undefined;
  readonly steps: Generator<void, void>;
} {
  const kernel = createKernel(input);
  const { blockCount } = input.blocks;
  if (task.kind === "simulate") {
    const simulateStep = (block: number, step: number) => kernel.simulateStep(block, step, task.cells);
    return { counts: undefined, steps: runBlocks(queue, blockCount, kernel.stepCount, simulateStep) };
  }
  const counts = {
    won: new Uint32Array(task.opportunityCount),
    wonFlagged: new Uint32Array(task.opportunityCount),
  };
  const replayStep = (block: number, step: number) => kernel.replayStep(block, step, task.flags, counts);
  return { counts, steps: runBlocks(queue, blockCount, kernel.replayStepCount, replayStep) };
}
