import { found, missing, type Outcome } from "../base/outcome.ts";
import type { StrandCounts } from "./lattice-counter.ts";
import { createKernel, type KernelInput } from "./create-kernel.ts";
import type { WinCounts } from "./kernel.ts";
import { runBlocks } from "./run-blocks.ts";

/** What one thread is asked to do; all columns are shared, so posting it copies next to nothing. */
export interface SimulationJob {
  readonly input: KernelInput;
  /** @see BLOCK_QUEUE */
  readonly queue: Int32Array;
  readonly task: SimulationTask;
  /** The block before which the job ends; it begins where the queue stands. Default: after the last one. */
  readonly endBlock?: number | undefined;
}

export type SimulationTask =
  | { readonly kind: "simulate"; readonly cells: Float64Array }
  | { readonly kind: "replay"; readonly flags: Uint8Array; readonly opportunityCount: number };

/** What one thread counted in its own blocks. */
export interface SimulationCounts {
  /** Of a replay. */
  readonly wins?: WinCounts | undefined;
  /** Of a simulation whose kernel counts; shape [row x strand]. */
  readonly strands?: (StrandCounts | undefined)[] | undefined;
}

/** Errors lose their class between threads. */
export type SimulationJobResult = Outcome<SimulationCounts>;

/** Works through a job to its end. */
export function runSimulationJob(job: SimulationJob): SimulationJobResult {
  try {
    const { counts, steps } = startSimulationJob(job);
    while (steps.next().done !== true);
    return found(counts());
  } catch (error) {
    return missing(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
}

/** A job as a sequence of short steps. */
export function startSimulationJob({ input, queue, task, endBlock }: SimulationJob): {
  /** To be called at the end. */
  readonly counts: () => SimulationCounts;
  readonly steps: Generator<void, void>;
} {
  const kernel = createKernel(input);
  const end = endBlock ?? input.blocks.blockCount;
  if (task.kind === "simulate") {
    const simulateStep = (block: number, step: number) => kernel.simulateStep(block, step, task.cells);
    const counts = () => ({ strands: kernel.strandCounts?.() });
    return { counts, steps: runBlocks(queue, end, kernel.stepCount, simulateStep) };
  }
  const wins = {
    won: new Uint32Array(task.opportunityCount),
    wonFlagged: new Uint32Array(task.opportunityCount),
  };
  const replayStep = (block: number, step: number) => kernel.replayStep(block, step, task.flags, wins);
  return {
    counts: () => ({ wins }),
    steps: runBlocks(queue, end, kernel.replayStepCount, replayStep),
  };
}
