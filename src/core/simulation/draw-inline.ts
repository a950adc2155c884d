import { drawBlocksOf } from "./block-size.ts";
import { addedCounts } from "./lattice-counter.ts";
import { kernelInputOf } from "./create-kernel.ts";
import { drawLayoutOf, type Draws } from "./draws.ts";
import type { SimulationPlan } from "./plan.ts";
import { BLOCK_QUEUE } from "./run-blocks.ts";
import { sharedFloat64, sharedInt32 } from "./shared-columns.ts";
import { startSimulationJob } from "./simulation-job.ts";

/**
 * Draws a plan on this thread from start to end: the same bytes as the pool of threads gives.
 * @param options.drawCount     rounded up to whole blocks
 * @param options.countsStrands false where only the draws themselves are wanted, which it never changes
 */
export function drawInline(
  plan: SimulationPlan,
  options: { readonly drawCount: number; readonly seed: number; readonly countsStrands?: boolean },
): Draws {
  const { drawCount, seed, countsStrands = true } = options;
  const input = kernelInputOf("wasm", plan, drawBlocksOf(drawCount), seed, countsStrands);
  const { rowCount } = drawLayoutOf(plan);
  const cells = sharedFloat64(rowCount * input.blocks.drawCount);
  const queue = sharedInt32(BLOCK_QUEUE.length);
  const { counts, steps } = startSimulationJob({ input, queue, task: { kind: "simulate", cells } });
  while (steps.next().done !== true);
  const strands =
    input.name === "plain" || !countsStrands
      ? undefined
      : { slots: input.prepared.slots, counts: addedCounts([counts().strands ?? []]) };
  return { drawCount: input.blocks.drawCount, rowCount, cells, strands };
}
