import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { setImmediate as letOthersRun } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { Piscina } from "piscina";
import { AppFailure } from "../contracts/failure.ts";
import { ensure } from "../core/base/ensure.ts";
import { drawBlocksOf } from "../core/simulation/block-size.ts";
import { addedCounts } from "../core/simulation/lattice-counter.ts";
import { kernelInputOf, type KernelInput, type KernelName } from "../core/simulation/create-kernel.ts";
import { drawLayoutOf, type Draws } from "../core/simulation/draws.ts";
import type { WinCounts } from "../core/simulation/kernel.ts";
import type { SimulationPlan } from "../core/simulation/plan.ts";
import { BLOCK_QUEUE } from "../core/simulation/run-blocks.ts";
import { sharedFloat64, sharedInt32, sharedUint8 } from "../core/simulation/shared-columns.ts";
import type { StrandSlots } from "../core/simulation/strand-slots.ts";
import {
  startSimulationJob,
  type SimulationCounts,
  type SimulationJob,
  type SimulationJobResult,
  type SimulationTask,
} from "../core/simulation/simulation-job.ts";
import { estimateSimulationMs } from "./estimate-simulation.ts";

export interface SimulationOptions {
  /** Rounded up to whole blocks; the draws say how many there are. */
  readonly drawCount: number;
  /** Whole number 0..2^32-1. */
  readonly seed: number;
  /** Threads; 0 computes on this thread, as short work always does. Default: the cores. Never changes the result. */
  readonly workers?: number | undefined;
  /** Default `wasm`. */
  readonly kernel?: KernelName | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Blocks that are drawn, where others draw the rest; all by default. The draws of the rest stay 0, and are not counted. */
  readonly blocks?: BlockRange | undefined;
  /** Called a few times a second with the draws finished so far. */
  readonly onProgress?: ((doneDraws: number, drawCount: number) => void) | undefined;
}

/** Blocks of draws from `first` up to and without `end`. */
export interface BlockRange {
  readonly first: number;
  readonly end: number;
}

/** Shorter work is done before threads have started. */
const INLINE_BELOW_MS = 30;
/** How long work on this thread keeps others waiting. */
const TURN_MS = 4;
const PROGRESS_EVERY_MS = 100;

/**
 * Simulates plans on threads over shared memory. Threads start with the first work that is worth it and stay until
 * `close()`. Draws depend on plan, seed, draw count and kernel, never on the number of threads.
 */
export class SimulationPool {
  #threads: Piscina<SimulationJob, SimulationJobResult> | undefined;
  #closed = false;
  /** What a plan was prepared as last: a replay needs not prepare it again. */
  readonly #prepared = new WeakMap<SimulationPlan, { readonly asked: string; readonly input: KernelInput }>();

  /**
   * Draws a plan.
   * @throws {AppFailure} `cancelled` a few milliseconds after the signal is aborted
   * @throws {RangeError} when the plan breaks its own rules
   */
  async simulate(plan: SimulationPlan, options: SimulationOptions): Promise<Draws> {
    const input = this.#inputOf(plan, options);
    const { drawCount } = input.blocks;
    const { rowCount } = drawLayoutOf(plan);
    const cells = sharedFloat64(rowCount * drawCount);
    const results = await this.#run(plan, input, { kind: "simulate", cells }, options);
    const counts = addedCounts(results.map((part) => part.strands ?? []));
    const strands = input.name === "plain" ? undefined : { slots: input.prepared.slots, counts };
    return { drawCount, rowCount, cells, strands };
  }

  /**
   * Draws the wins of a simulation again and counts for each opportunity in how many draws it is won, and in how many
   * flagged ones.
   * @param flags shape [draw] of the simulation with the same plan and options; 1 = counts, 0 = does not
   * @throws as `simulate`
   */
  async replay(plan: SimulationPlan, flags: Uint8Array, options: SimulationOptions): Promise<WinCounts> {
    const input = this.#inputOf(plan, options);
    const opportunityCount = plan.opportunityIds.length;
    const shared = sharedUint8(input.blocks.drawCount);
    if (flags.length !== shared.length) {
      throw new RangeError(`Cannot replay ${shared.length} draws with ${flags.length} flags`);
    }
    shared.set(flags);
    const results = await this.#run(
      plan,
      input,
      { kind: "replay", flags: shared, opportunityCount },
      options,
    );
    const counts = { won: new Uint32Array(opportunityCount), wonFlagged: new Uint32Array(opportunityCount) };
    for (const part of results) {
      part.wins?.won.forEach((count, index) => (counts.won[index]! += count));
      part.wins?.wonFlagged.forEach((count, index) => (counts.wonFlagged[index]! += count));
    }
    return counts;
  }

  /** Which rows of a plan are counted strand by strand, and how. @throws as `simulate`; with the kernel `plain`, which does not */
  slotsOf(plan: SimulationPlan, options: SimulationOptions): StrandSlots {
    const input = this.#inputOf(plan, options);
    ensure(input.name !== "plain", "Plain Monte Carlo counts no strands");
    return input.prepared.slots;
  }

  /** Ends the threads; the pool cannot be used afterwards. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#threads?.destroy();
    this.#threads = undefined;
  }

  #inputOf(plan: SimulationPlan, options: SimulationOptions): KernelInput {
    throwIfCancelled(options.signal);
    const { drawCount, kernel = "wasm", seed } = options;
    const asked = `${kernel} ${drawCount} ${seed}`;
    const known = this.#prepared.get(plan);
    if (known?.asked === asked) return known.input;
    const input = kernelInputOf(kernel, plan, drawBlocksOf(drawCount), seed);
    this.#prepared.set(plan, { asked, input });
    return input;
  }

  async #run(
    plan: SimulationPlan,
    input: KernelInput,
    task: SimulationTask,
    options: SimulationOptions,
  ): Promise<readonly SimulationCounts[]> {
    if (this.#closed) throw new RangeError("Cannot simulate in a closed pool");
    const { signal, onProgress, blocks: range = { first: 0, end: input.blocks.blockCount } } = options;
    throwIfCancelled(signal);
    const queue = sharedInt32(BLOCK_QUEUE.length);
    queue[BLOCK_QUEUE.nextBlock] = range.first;
    const job: SimulationJob = { input, queue, task, endBlock: range.end };
    const { blockSize } = input.blocks;
    const blockCount = range.end - range.first;
    const cancel = () => Atomics.store(queue, BLOCK_QUEUE.cancelled, 1);
    const report = () =>
      onProgress?.(Atomics.load(queue, BLOCK_QUEUE.doneCount) * blockSize, blockCount * blockSize);
    const timer = onProgress === undefined ? undefined : setInterval(report, PROGRESS_EVERY_MS).unref();
    signal?.addEventListener("abort", cancel);
    try {
      const workers = Math.min(options.workers ?? availableParallelism(), blockCount);
      const inline = workers === 0 || estimateSimulationMs(plan, input) < INLINE_BELOW_MS;
      const results = inline ? [await runInline(job)] : await this.#runOnThreads(job, workers);
      throwIfCancelled(signal);
      report();
      return results;
    } finally {
      clearInterval(timer);
      signal?.removeEventListener("abort", cancel);
    }
  }

  async #runOnThreads(job: SimulationJob, workers: number): Promise<readonly SimulationCounts[]> {
    const threads = await this.#threadsFor(workers);
    const results = await Promise.all(Array.from({ length: workers }, () => threads.run(job)));
    return results.map((result) => {
      // A mistake of ours in the kernel; the text is the other thread's stack.
      if (!result.ok) throw new AppFailure("internal", `Cannot finish the simulation: ${result.reason}`);
      return result.value;
    });
  }

  async #threadsFor(workers: number): Promise<Piscina<SimulationJob, SimulationJobResult>> {
    if (this.#threads !== undefined && this.#threads.maxThreads >= workers) return this.#threads;
    const outgrown = this.#threads;
    const typescript = import.meta.url.endsWith(".ts");
    this.#threads = new Piscina({
      filename: new URL(`../../workers/simulate-draws.${typescript ? "ts" : "js"}`, import.meta.url).href,
      minThreads: workers,
      maxThreads: workers,
      idleTimeout: Infinity,
      ...(typescript ? { execArgv: ["--import", typescriptLoader()] } : {}),
    });
    await outgrown?.close(); // after the work that it still has
    return this.#threads;
  }
}

/** Works through a job on this thread and lets others run every few milliseconds. */
async function runInline(job: SimulationJob): Promise<SimulationCounts> {
  const { counts, steps } = startSimulationJob(job);
  let turnEnds = performance.now() + TURN_MS;
  while (steps.next().done !== true) {
    if (performance.now() < turnEnds) continue;
    await letOthersRun();
    turnEnds = performance.now() + TURN_MS;
  }
  return counts();
}

function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new AppFailure("cancelled", "Stopped the simulation before its end");
}

/** In a checkout, workers are TypeScript files, which Node 20 does not read by itself. */
function typescriptLoader(): string {
  return pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
}
