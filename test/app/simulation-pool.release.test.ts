import { afterAll, describe, expect, it } from "vitest";
import { SimulationPool } from "../../src/app/simulation-pool.ts";
import type { KernelName } from "../../src/core/simulation/create-kernel.ts";
import { replayInline, simulateInline } from "../core/simulation/simulate-inline.ts";
import { samplePlan } from "../core/simulation/sample-plans.ts";

const pool = new SimulationPool();
afterAll(() => pool.close());

/** Long enough for threads: about 60 ms in WebAssembly. */
const LARGE = samplePlan({ opportunityCount: 3_000, periodCount: 13 });
const OPTIONS = { drawCount: 50_000, seed: 12 };

describe("SimulationPool", () => {
  const kernels = ["wasm", "typescript"] as const satisfies readonly KernelName[];
  it.each(kernels)("gives the bytes of one thread with any number of workers: %s", async (kernel) => {
    const alone = simulateInline(kernel, LARGE, OPTIONS);
    for (const workers of [0, 1, 2, 3, 8]) {
      const draws = await pool.simulate(LARGE, { ...OPTIONS, workers, kernel });
      expect(draws.drawCount).toBe(alone.drawCount);
      expect(Buffer.compare(Buffer.from(draws.cells.buffer), Buffer.from(alone.cells.buffer))).toBe(0);
      expect(draws.strands).toEqual(alone.strands);
    }
  });

  it("gives the same plain Monte Carlo draws with threads", async () => {
    const plan = samplePlan({ opportunityCount: 300 });
    const options = { drawCount: 10_000, seed: 1 };
    const draws = await pool.simulate(plan, { ...options, workers: 2, kernel: "plain" });
    expect(Float64Array.from(draws.cells)).toEqual(simulateInline("plain", plan, options).cells);
  });

  it("counts the same wins in a replay with any number of workers", async () => {
    const { drawCount } = simulateInline("wasm", samplePlan({ opportunityCount: 1 }), OPTIONS);
    const flags = Uint8Array.from({ length: drawCount }, (_, draw) => draw % 2);
    const alone = replayInline("wasm", LARGE, flags, OPTIONS);
    for (const workers of [0, 2, 3]) {
      expect(await pool.replay(LARGE, flags, { ...OPTIONS, workers })).toEqual(alone);
    }
  });

  it("refuses a replay with flags of another simulation", async () => {
    await expect(pool.replay(LARGE, new Uint8Array(5), OPTIONS)).rejects.toThrow(
      "Cannot replay 50176 draws with 5 flags",
    );
  });

  it("tells how far it is and ends with all draws", async () => {
    const reports: number[] = [];
    await pool.simulate(LARGE, { ...OPTIONS, workers: 2, onProgress: (done) => reports.push(done) });
    expect(reports.at(-1)).toBe(50_176);
    expect(reports.toSorted((a, b) => a - b)).toEqual(reports);
  });

  it.each([0, 2])("stops within 50 ms of a cancellation and computes on: %d workers", async (workers) => {
    // Goal 10 ms; a loaded machine may wake a thread late, so the guard here is wider and the bench has the figure.
    const controller = new AbortController();
    const running = pool.simulate(LARGE, { drawCount: 400_000, seed: 1, workers, signal: controller.signal });
    await new Promise((resolve) => setTimeout(resolve, 60));
    const abortedAt = performance.now();
    controller.abort();
    await expect(running).rejects.toMatchObject({ name: "AppFailure", code: "cancelled" });
    expect(performance.now() - abortedAt).toBeLessThan(50);
    expect((await pool.simulate(LARGE, { ...OPTIONS, workers })).drawCount).toBe(50_176);
  });

  it("does not begin when it is cancelled already", async () => {
    const signal = AbortSignal.abort();
    await expect(pool.simulate(LARGE, { ...OPTIONS, signal })).rejects.toMatchObject({ code: "cancelled" });
  });

  it("reports a broken plan as a mistake", async () => {
    const plan = { ...samplePlan(), openScale: Number.NaN };
    await expect(pool.simulate(plan, OPTIONS)).rejects.toThrow(RangeError);
  });

  it("computes no more once it is closed", async () => {
    const closed = new SimulationPool();
    await closed.close();
    await expect(closed.simulate(samplePlan(), OPTIONS)).rejects.toThrow("closed pool");
  });
});
