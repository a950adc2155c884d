import { drawBlocksOf } from "../../../src/core/simulation/block-size.ts";
import { createKernel, kernelInputOf, type KernelName } from "../../../src/core/simulation/create-kernel.ts";
import { drawLayoutOf, type Draws } from "../../../src/core/simulation/draws.ts";
import type { WinCounts } from "../../../src/core/simulation/kernel.ts";
import type { SimulationPlan } from "../../../src/core/simulation/plan.ts";

/** All blocks one after the other, as the pool's threads would share them. */
export function simulateInline(
  kernelName: KernelName,
  plan: SimulationPlan,
  { drawCount: requested, seed }: { readonly drawCount: number; readonly seed: number },
): Draws {
  const blocks = drawBlocksOf(requested);
  const input = kernelInputOf(kernelName, plan, blocks, seed);
  const kernel = createKernel(input);
  const { rowCount } = drawLayoutOf(plan);
  const cells = new Float64Array(rowCount * blocks.drawCount);
  for (let block = 0; block < blocks.blockCount; block++) {
    for (let step = 0; step < kernel.stepCount; step++) kernel.simulateStep(block, step, cells);
  }
  const strands =
    input.name === "plain" ? undefined : { slots: input.prepared.slots, counts: kernel.strandCounts!() };
  return { drawCount: blocks.drawCount, rowCount, cells, strands };
}

export function replayInline(
  kernelName: KernelName,
  plan: SimulationPlan,
  flags: Uint8Array,
  { drawCount: requested, seed }: { readonly drawCount: number; readonly seed: number },
): WinCounts {
  const blocks = drawBlocksOf(requested);
  const kernel = createKernel(kernelInputOf(kernelName, plan, blocks, seed));
  const count = plan.opportunityIds.length;
  const counts = { won: new Uint32Array(count), wonFlagged: new Uint32Array(count) };
  for (let block = 0; block < blocks.blockCount; block++) {
    for (let step = 0; step < kernel.replayStepCount; step++) kernel.replayStep(block, step, flags, counts);
  }
  return counts;
}
