import { drawBlocksOf } from "./block-size.ts";
import { addedCounts } from "./lattice-counter.ts";
import { kernelInputOf, type KernelInput } from "./create-kernel.ts";
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
  const whole = kernelInputOf("wasm", plan, drawBlocksOf(drawCount), seed);
  const input = countsStrands ? whole : withoutStrands(whole);
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

/** The same draws, none of their rows counted strand by strand. */
function withoutStrands(input: KernelInput): KernelInput {
  if (input.name === "plain") return input;
  const { slots } = input.prepared;
  const steps = new Float64Array(slots.steps.length);
  return { ...input, prepared: { ...input.prepared, slots: { ...slots, steps } } };
}
