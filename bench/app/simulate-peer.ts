// Started by scaling.ts: a process that simulates the bench plan on its own thread, speaking the lines of
// tools/peer-process.ts; `memory` instead of a line `run` is answered with the peak memory of the process in MB.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { SimulationPool } from "../../src/app/simulation-pool.ts";
import { benchPlan, type BenchPlanShape } from "../core/simulation/bench-plan.ts";

const { drawCount, ...shape } = JSON.parse(process.argv[2]!) as Partial<BenchPlanShape> & {
  readonly drawCount: number;
};
const plan = benchPlan(shape);
const pool = new SimulationPool();
process.stdout.write("ready\n");
for await (const line of createInterface({ input: process.stdin })) {
  if (line === "memory") {
    process.stdout.write(`${peakMB()}\n`);
    continue;
  }
  const startedAt = performance.now();
  await pool.simulate(plan, { drawCount, seed: 1, workers: 0 });
  process.stdout.write(`${performance.now() - startedAt}\n`);
}

/** As report-usage.mjs does it. */
function peakMB(): number {
  try {
    return Number(/VmHWM:\s*(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8"))![1]) / 1_024;
  } catch {
    return process.resourceUsage().maxRSS / 1_024;
  }
}
