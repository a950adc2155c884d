import { Piscina } from "piscina";
import { drawBlocksOf } from "../../src/core/simulation/block-size.ts";
import { kernelInputOf } from "../../src/core/simulation/create-kernel.ts";
import { drawLayoutOf } from "../../src/core/simulation/draws.ts";
import type { SimulationPlan } from "../../src/core/simulation/plan.ts";
import { BLOCK_QUEUE } from "../../src/core/simulation/run-blocks.ts";
import { sharedFloat64, sharedInt32 } from "../../src/core/simulation/shared-columns.ts";
import {
  runSimulationJob,
  type SimulationJob,
  type SimulationJobResult,
} from "../../src/core/simulation/simulation-job.ts";
import { medianOf } from "../tools/interleave.ts";

const ROUNDS = 41;

/**
 * What a thread costs beside the work itself: milliseconds, median, that the pool takes for a job without any blocks left,
 * minus what the same job takes on this thread. The plan is posted and the kernel made, as for a job with work.
 */
export async function poolOverheadMs(plan: SimulationPlan, drawCount: number): Promise<number> {
  const blocks = drawBlocksOf(drawCount);
  const queue = sharedInt32(BLOCK_QUEUE.length);
  queue[BLOCK_QUEUE.nextBlock] = blocks.blockCount;
  const cells = sharedFloat64(drawLayoutOf(plan).rowCount * blocks.drawCount);
  const input = kernelInputOf("wasm", plan, blocks, 1);
  const job: SimulationJob = { input, queue, task: { kind: "simulate", cells } };
  const threads = new Piscina<SimulationJob, SimulationJobResult>({
    filename: new URL("../../dist/workers/simulate-draws.js", import.meta.url).href,
    minThreads: 1,
    maxThreads: 1,
  });
  try {
    const differences: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const startedAt = performance.now();
      runSimulationJob(job);
      const postedAt = performance.now();
      const result = await threads.run(job);
      if (!result.ok) throw new RangeError(result.reason);
      differences.push(performance.now() - postedAt - (postedAt - startedAt));
    }
    return medianOf(differences.slice(1)); // the first one starts the thread
  } finally {
    await threads.destroy();
  }
}
