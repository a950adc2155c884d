import { availableParallelism } from "node:os";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { SimulationPool } from "../../src/app/simulation-pool.ts";
import { AppFailure } from "../../src/contracts/failure.ts";
import { drawLayoutOf } from "../../src/core/simulation/draws.ts";
import { benchPlan, USUAL_SHAPE, type BenchPlanShape } from "../core/simulation/bench-plan.ts";
import { interleave, medianOf, ratioOf, type Variant } from "../tools/interleave.ts";
import { PeerProcess } from "../tools/peer-process.ts";
import { processorTimeOf } from "../tools/processor-time.ts";
import { Results } from "../tools/results.ts";
import { poolOverheadMs } from "./pool-overhead.ts";

const DRAW_COUNT = 102_400;
const ROUNDS = 7;
const CANCELLATIONS = 25;

interface Problem extends BenchPlanShape {
  readonly drawCount: number;
}

const USUAL: Problem = { ...USUAL_SHAPE, drawCount: DRAW_COUNT };

/** What cost depends on, one at a time; random amounts, one thread. */
const AXES: readonly {
  readonly name: string;
  readonly of: (size: number) => Problem;
  readonly sizes: readonly number[];
}[] = [
  { name: "opportunities", sizes: [500, 5_000, 50_000], of: (n) => ({ ...USUAL, opportunityCount: n }) },
  { name: "draws", sizes: [10_240, 102_400, 1_024_000], of: (n) => ({ ...USUAL, drawCount: n }) },
  { name: "sub-periods", sizes: [2, 4, 13, 26, 52], of: (n) => ({ ...USUAL, periodCount: n }) },
  { name: "segments", sizes: [1, 5, 20, 50, 200], of: (n) => ({ ...USUAL, segmentCount: n }) },
];

/** How cost and memory grow, what threads add and cost, and how soon a cancellation is heard. */
export async function benchScaling(): Promise<void> {
  const results = new Results("scaling");
  const pool = new SimulationPool();
  try {
    for (const axis of AXES) await benchAxis(axis, pool, results);
    await benchMemory(results);
    await benchThreads(pool, results);
    await benchCancellation(pool, results);
  } finally {
    await pool.close();
  }
  await results.finish();
}

async function benchAxis(axis: (typeof AXES)[number], pool: SimulationPool, results: Results): Promise<void> {
  const problems = axis.sizes.map((size) => ({
    size,
    problem: axis.of(size),
    plan: benchPlan(axis.of(size)),
  }));
  const variants = problems.map(({ size, problem, plan }): Variant => ({
    name: String(size),
    unitCount: problem.opportunityCount * problem.drawCount,
    run: () =>
      processorTimeOf(() => pool.simulate(plan, { drawCount: problem.drawCount, seed: 1, workers: 0 })),
  }));
  const costs = await interleave(variants, { rounds: ROUNDS });
  const usual = String(axis.sizes.find((size) => size === usualSize(axis.name)));
  results.table(
    `${axis.name}: processor ns per opportunity-draw, preparation included`,
    costs.map((cost, index) => ({
      [axis.name]: axis.sizes[index]!,
      "ns (illustration)": cost.nsPerUnit,
      [`times ${usual}`]: ratioOf(costs, cost.name, usual)!.median,
      "milliseconds (illustration)": (cost.nsPerUnit * variants[index]!.unitCount) / 1e6,
    })),
  );
}

function usualSize(axis: string): number {
  if (axis === "opportunities") return USUAL.opportunityCount;
  if (axis === "draws") return USUAL.drawCount;
  return axis === "segments" ? USUAL.segmentCount : USUAL.periodCount;
}

/** Peak memory of a process that simulates once, beside one that has next to nothing to do. */
async function benchMemory(results: Results): Promise<void> {
  const problems: readonly (Partial<Problem> & { readonly name: string })[] = [
    { name: "next to nothing", opportunityCount: 10, segmentCount: 1, periodCount: 1, drawCount: 1_000 },
    { name: "usual" },
    { name: "50,000 opportunities", opportunityCount: 50_000 },
    { name: "1,024,000 draws", drawCount: 1_024_000 },
  ];
  const rows: Record<string, string | number>[] = [];
  for (const { name, ...changes } of problems) {
    const problem = { ...USUAL, ...changes };
    const peer = await startPeer(problem);
    try {
      await peer.run();
      const { rowCount } = drawLayoutOf(benchPlan({ ...problem, opportunityCount: 1 }));
      rows.push({
        problem: name,
        "peak MB": await peer.ask("memory"),
        "of which draws": (rowCount * problem.drawCount * 8) / 2 ** 20,
      });
    } finally {
      await peer.end();
    }
  }
  results.table("memory of the whole process", rows);
}

/** Two threads of the pool beside two processes: what the machine itself has to give. */
async function benchThreads(pool: SimulationPool, results: Results): Promise<void> {
  if (availableParallelism() < 2) {
    results.note("This machine has one core: threads are not compared");
    return;
  }
  const plan = benchPlan();
  const peers = [await startPeer(USUAL), await startPeer(USUAL)];
  try {
    const unitCount = USUAL.opportunityCount * DRAW_COUNT;
    const draw = (workers: number) => async (): Promise<void> => {
      await pool.simulate(plan, { drawCount: DRAW_COUNT, seed: 1, workers });
    };
    const together = async (count: number): Promise<number> =>
      Math.max(...(await Promise.all(peers.slice(0, count).map((peer) => peer.run()))));
    for (const warmUp of [draw(1), draw(2), () => together(2)]) await warmUp();
    const names = ["this thread", "1 worker", "2 workers", "1 process", "2 processes at once"] as const;
    const costs = await interleave(
      [
        { name: names[0], unitCount, run: draw(0) },
        { name: names[1], unitCount, run: draw(1) },
        { name: names[2], unitCount, run: draw(2) },
        { name: names[3], unitCount, run: () => together(1) },
        { name: names[4], unitCount: 2 * unitCount, run: () => together(2) },
      ],
      { rounds: 15 },
    );
    results.table(
      "threads: ns per opportunity-draw",
      costs.map((cost) => ({
        where: cost.name,
        "ns (illustration)": cost.nsPerUnit,
        "times this thread": ratioOf(costs, cost.name, names[0])!.median,
      })),
    );
    const machine = ratioOf(costs, names[3], names[4])!.median;
    const own = ratioOf(costs, names[0], names[2])!.median;
    results.note(
      `Throughput of 2 workers is ${own.toFixed(2)} of this thread's; of two processes ${machine.toFixed(2)} of one's`,
    );
    const overhead = await poolOverheadMs(plan, DRAW_COUNT);
    const run = (costs[0]!.nsPerUnit * unitCount) / 1e6;
    results.note(
      `A job for a worker costs ${overhead.toFixed(2)} ms more than on this thread, of ${run.toFixed(0)} ms`,
    );
    results.target({
      what: "pool overhead of a 102,400-draw run, share",
      found: overhead / run,
      goal: 0.01,
      isUpperLimit: true,
    });
    results.target({
      what: "throughput of 2 workers to that of 2 processes",
      found: ratioOf(costs, names[4], names[2])!.median,
      goal: 0.9,
      isUpperLimit: false,
    });
  } finally {
    for (const peer of peers) await peer.end();
  }
}

async function benchCancellation(pool: SimulationPool, results: Results): Promise<void> {
  const plan = benchPlan();
  const rows: Record<string, string | number>[] = [];
  for (const workers of [0, 1, 2]) {
    const latencies: number[] = [];
    for (let trial = 0; trial < CANCELLATIONS; trial++) {
      const controller = new AbortController();
      const running = pool
        .simulate(plan, { drawCount: 1_024_000, seed: 1, workers, signal: controller.signal })
        .then(
          () => undefined,
          (error: unknown) => error,
        );
      await wait(80 + 7 * trial);
      const abortedAt = performance.now();
      controller.abort();
      const error = await running;
      latencies.push(performance.now() - abortedAt);
      if (!(error instanceof AppFailure) || error.code !== "cancelled") {
        throw new RangeError("A cancelled simulation did not say so");
      }
    }
    rows.push({
      workers,
      "milliseconds (median)": medianOf(latencies),
      greatest: Math.max(...latencies),
    });
  }
  results.table("cancellation: from the signal to the end of the work", rows);
  results.target({
    what: "cancel latency, milliseconds (median, worst number of workers)",
    found: Math.max(...rows.map((row) => row["milliseconds (median)"] as number)),
    goal: 5,
    isUpperLimit: true,
  });
}

function startPeer(problem: Problem): Promise<PeerProcess> {
  const script = fileURLToPath(new URL("simulate-peer.ts", import.meta.url));
  return PeerProcess.start("process", process.execPath, ["--import", "tsx", script, JSON.stringify(problem)]);
}
