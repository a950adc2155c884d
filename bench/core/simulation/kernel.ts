import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SimulationPool } from "../../../src/app/simulation-pool.ts";
import { drawBlocksOf } from "../../../src/core/simulation/block-size.ts";
import { createKernel, type KernelName } from "../../../src/core/simulation/create-kernel.ts";
import { drawLayoutOf, type Draws } from "../../../src/core/simulation/draws.ts";
import { exactDistributions } from "../../../src/core/simulation/exact-distribution.ts";
import type { SimulationPlan } from "../../../src/core/simulation/plan.ts";
import { preparePlan, type PreparedPlan } from "../../../src/core/simulation/prepare-plan.ts";
import { simulateNaively } from "../../peers/naive-objects.ts";
import { interleave, ratioOf, type Variant, type VariantCost } from "../../tools/interleave.ts";
import type { PeerProcess } from "../../tools/peer-process.ts";
import { processorTimeOf } from "../../tools/processor-time.ts";
import { Results } from "../../tools/results.ts";
import { benchPlan, USUAL_SHAPE } from "./bench-plan.ts";
import { checkDraws } from "./check-draws.ts";
import { drawsOfNaive, naiveModelOf } from "./naive-model.ts";
import { countingOf, writePeerInput } from "./peer-input.ts";
import { findPeers, NUMPY_WAYS, startC, startNumpy, type Peers } from "./peers.ts";

const DRAW_COUNT = 102_400;
const SEED = 7;
const ROUNDS = 11;
const WARM_UPS = 10;
/** Slow variants draw less, with the same blocks; cost a draw does not depend on it. */
const PLAIN_DRAWS = 10_240;
const NAIVE_DRAWS = 5_120;
const NUMPY_BLOCKS = 10;

const WASM = "WebAssembly, simulate()";
const WASM_WORKER = "WebAssembly, simulate(), 1 worker";
const WASM_BLOCKS = "WebAssembly, blocks alone";
const TYPESCRIPT = "TypeScript, simulate()";
const PLAIN = "plain Monte Carlo, simulate()";
const NAIVE = "naive objects";
const C = "C, blocks alone";
const PREPARATION = "of which preparing the plan";

const PROBLEMS = [
  { name: "fixed amounts", changes: { randomAmounts: false } },
  { name: "random amounts", changes: { randomAmounts: true } },
  { name: "random amounts, chances as low as in the generated company", changes: { chanceScale: 0.2 } },
] as const;

/** Cost of an opportunity in a draw: the kernels through the function that `forecast` calls, beside other ways. */
export async function benchKernel(): Promise<void> {
  const results = new Results("kernel");
  const folder = mkdtempSync(join(tmpdir(), "revcast-bench-"));
  const pool = new SimulationPool();
  try {
    const peers = findPeers(folder);
    for (const text of [...peers.versions, ...peers.absent]) results.note(text);
    for (const { name, changes } of PROBLEMS) {
      await benchProblem(name, benchPlan(changes), { results, peers, pool, folder });
    }
  } finally {
    await pool.close();
    rmSync(folder, { recursive: true });
  }
  await results.finish();
}

interface Bench {
  readonly results: Results;
  readonly peers: Peers;
  readonly pool: SimulationPool;
  readonly folder: string;
}

async function benchProblem(name: string, plan: SimulationPlan, bench: Bench): Promise<void> {
  const { results } = bench;
  const { opportunityCount, periodCount, segmentCount } = USUAL_SHAPE;
  const chance = plan.winProbabilities.reduce((sum, p) => sum + p, 0) / opportunityCount;
  const title = `${name}: processor ns per opportunity-draw`;
  results.note(
    `${title}; ${opportunityCount} opportunities x ${DRAW_COUNT} draws, ${periodCount} sub-periods, ${segmentCount} segments, mean chance ${chance.toFixed(2)}`,
  );
  const running: PeerProcess[] = [];
  try {
    const variants = [...(await ownVariants(plan, bench)), ...(await peerVariants(plan, bench, running))];
    const costs = await interleave(variants, { rounds: ROUNDS });
    results.table(
      title,
      costs.map((cost) => rowOf(cost, costs)),
    );
    addTargets(name, costs, results);
  } finally {
    for (const peer of running) await peer.end();
  }
}

/** The kernels of this project and what an application would write, all in this process and checked. */
async function ownVariants(plan: SimulationPlan, { pool, results }: Bench): Promise<Variant[]> {
  const exact = exactDistributions(plan);
  const draw = (kernel: KernelName, workers: number, drawCount = DRAW_COUNT): Promise<Draws> =>
    pool.simulate(plan, { kernel, workers, drawCount, seed: SEED });
  const reference = await draw("wasm", 0);
  // Preparing runs once a simulation and takes some to be compiled: what is measured is a process that is warm.
  for (let time = 0; time < WARM_UPS; time++) await draw("wasm", 0);
  for (const [kernel, workers] of [
    ["wasm", 1],
    ["typescript", 0],
  ] as const) {
    ensureSameBytes(`${kernel}, ${workers} workers`, reference, await draw(kernel, workers));
  }
  const model = naiveModelOf(plan);
  const worst = [
    ["kernels", reference] as const,
    ["plain Monte Carlo", await draw("plain", 0, PLAIN_DRAWS)] as const,
    ["naive objects", drawsOfNaive(plan, simulateNaively(model, NAIVE_DRAWS))] as const,
  ].map(([name, draws]) => `${name} ${checkDraws(name, draws, exact).toFixed(1)}`);
  results.note(
    `Largest distance from the exact rows, in standard errors of plain draws: ${worst.join(", ")}`,
  );
  const blocks = drawBlocksOf(DRAW_COUNT);
  const kernel = createKernel({ name: "wasm", blocks, prepared: preparePlan(plan, blocks, SEED) });
  const unitCount = plan.opportunityIds.length * DRAW_COUNT;
  const slower = unitCount / DRAW_COUNT;
  return [
    { name: WASM, unitCount, run: () => processorTimeOf(() => draw("wasm", 0)) },
    { name: WASM_WORKER, unitCount, run: () => processorTimeOf(() => draw("wasm", 1)) },
    {
      name: WASM_BLOCKS,
      unitCount,
      run: () =>
        processorTimeOf(() => {
          const cells = new Float64Array(drawLayoutOf(plan).rowCount * blocks.drawCount);
          for (let block = 0; block < blocks.blockCount; block++) {
            for (let step = 0; step < kernel.stepCount; step++) kernel.simulateStep(block, step, cells);
          }
        }),
    },
    { name: PREPARATION, unitCount, run: () => processorTimeOf(() => preparePlan(plan, blocks, SEED)) },
    { name: TYPESCRIPT, unitCount, run: () => processorTimeOf(() => draw("typescript", 0)) },
    {
      name: PLAIN,
      unitCount: slower * PLAIN_DRAWS,
      run: () => processorTimeOf(() => draw("plain", 0, PLAIN_DRAWS)),
    },
    {
      name: NAIVE,
      unitCount: slower * NAIVE_DRAWS,
      run: () => processorTimeOf(() => simulateNaively(model, NAIVE_DRAWS)),
    },
  ];
}

/** The programs in other languages, started and checked. */
async function peerVariants(
  plan: SimulationPlan,
  { peers, pool, results, folder }: Bench,
  running: PeerProcess[],
): Promise<Variant[]> {
  const blocks = drawBlocksOf(DRAW_COUNT);
  const input = join(folder, "plan.bin");
  const output = join(folder, "draws.bin");
  const prepared = preparePlan(plan, blocks, SEED);
  writePeerInput(input, prepared);
  const drawsOf = async (peer: PeerProcess, drawCount: number): Promise<Draws> => {
    await peer.run();
    await peer.write(output);
    const { rowCount } = drawLayoutOf(plan);
    const cells = new Float64Array(new Uint8Array(readFileSync(output)).buffer, 0, rowCount * drawCount);
    return { drawCount, rowCount, cells };
  };
  const variants: Variant[] = [];
  if (peers.c !== undefined) {
    const peer = await startC(peers.c, input);
    running.push(peer);
    const expected = await pool.simulate(plan, { drawCount: DRAW_COUNT, seed: SEED, workers: 0 });
    ensureSameBytes(C, expected, await drawsOf(peer, DRAW_COUNT));
    ensureSameCounts(prepared, expected, readFileSync(output).subarray(expected.cells.byteLength));
    results.note("C: the same bytes and counts as the kernels");
    variants.push({ name: C, unitCount: plan.opportunityIds.length * DRAW_COUNT, run: () => peer.run() });
  }
  if (peers.python !== undefined) {
    const exact = exactDistributions(plan);
    const drawCount = NUMPY_BLOCKS * blocks.blockSize;
    for (const way of NUMPY_WAYS) {
      const peer = await startNumpy(peers.python, input, way, NUMPY_BLOCKS);
      running.push(peer);
      // Ten factor levels stand for all here, so the tails are not those of the whole: rows are checked at their means.
      const worst = checkDraws(`NumPy ${way}`, await drawsOf(peer, drawCount), exact, { meansOnly: true });
      results.note(`NumPy ${way}: means within ${worst.toFixed(1)} standard errors of the exact ones`);
      const unitCount = plan.opportunityIds.length * drawCount;
      variants.push({ name: numpyName(way), unitCount, run: () => peer.run() });
    }
  }
  return variants;
}

function numpyName(way: (typeof NUMPY_WAYS)[number]): string {
  return way === "permutations" ? "NumPy, told the kernels' algorithm" : `NumPy expert, by ${way}`;
}

function ensureSameBytes(name: string, expected: Draws, found: Draws): void {
  const [a, b] = [expected, found].map(({ cells }) =>
    Buffer.from(cells.buffer, cells.byteOffset, cells.byteLength),
  );
  if (Buffer.compare(a!, b!) !== 0)
    throw new RangeError(`${name}: other draws than the WebAssembly kernel's`);
}

/** @param bytes of each slot that is counted: first place, number of places, their counts */
function ensureSameCounts(prepared: PreparedPlan, expected: Draws, bytes: Buffer): void {
  const counting = countingOf(prepared);
  let at = 0;
  const next = (): number => bytes.readInt32LE((at += 4) - 4);
  counting.slots.forEach((slot, index) => {
    const { first, counts } = expected.strands!.counts[slot]!;
    const found = {
      first: counting.lowest[index]! + next(),
      counts: Int32Array.from({ length: next() }, next),
    };
    const isSame =
      found.first === first && Buffer.compare(Buffer.from(found.counts.buffer), bytesOf(counts)) === 0;
    if (!isSame) throw new RangeError(`${C}: other counts than the kernels' in slot ${slot}`);
  });
}

function bytesOf({ buffer, byteOffset, byteLength }: Int32Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

function rowOf(cost: VariantCost, costs: readonly VariantCost[]): Record<string, string | number> {
  const toWasm = ratioOf(costs, cost.name, WASM)!;
  const toC = ratioOf(costs, cost.name, C);
  return {
    variant: cost.name,
    "ns (illustration)": cost.nsPerUnit,
    "times WebAssembly": toWasm.median,
    least: toWasm.least,
    greatest: toWasm.greatest,
    "times C": toC?.median ?? "-",
  };
}

function addTargets(problem: string, costs: readonly VariantCost[], results: Results): void {
  const expert = NUMPY_WAYS.filter((way) => way !== "permutations")
    .map((way) => ratioOf(costs, numpyName(way), WASM)?.median ?? Number.POSITIVE_INFINITY)
    .reduce((a, b) => Math.min(a, b));
  const add = (what: string, found: number | undefined, goal: number, isUpperLimit: boolean): void =>
    results.target({ what: `${what} (${problem})`, found, goal, isUpperLimit });
  add("WebAssembly simulate() to C", ratioOf(costs, WASM, C)?.median, 1.25, true);
  add("WebAssembly blocks to C blocks", ratioOf(costs, WASM_BLOCKS, C)?.median, 1.25, true);
  add("best NumPy expert to WebAssembly", Number.isFinite(expert) ? expert : undefined, 50, false);
  add("naive objects to WebAssembly", ratioOf(costs, NAIVE, WASM)?.median, 150, false);
}
