import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { drawBlocksOf } from "../../../src/core/simulation/block-size.ts";
import { drawLayoutOf, drawRow } from "../../../src/core/simulation/draws.ts";
import { factorLevels } from "../../../src/core/simulation/factor.ts";
import type { SimulationPlan } from "../../../src/core/simulation/plan.ts";
import { flagsAtLeast } from "../../../src/core/simulation/target-swing.ts";
import { analyticMeans } from "./analytic-means.ts";
import { anyPlan, reordered, samplePlan, withChances } from "./sample-plans.ts";
import { replayInline, simulateInline } from "./simulate-inline.ts";

const SMALL = { drawCount: 640, seed: 3 };
const sumOf = (row: Iterable<number>) => Array.from(row).reduce((sum, value) => sum + value, 0);

describe("WebAssembly kernel", () => {
  it("gives the bytes of the TypeScript kernel for any plan, seed and draw count", () => {
    const options = fc.record({
      drawCount: fc.constantFrom(1, 640, 1_280, 5_000),
      seed: fc.constantFrom(0, 1, 77, 2 ** 32 - 1),
    });
    fc.assert(
      fc.property(anyPlan, options, (plan, options) => {
        const wasm = simulateInline("wasm", plan, options);
        const typescript = simulateInline("typescript", plan, options);
        expect(Buffer.from(wasm.cells.buffer).equals(Buffer.from(typescript.cells.buffer))).toBe(true);
      }),
      { numRuns: 60, seed: 1 },
    );
  });

  it("counts the same wins as the TypeScript kernel in a replay", () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        const flags = Uint8Array.from({ length: 640 }, (_, draw) => (draw % 3 === 0 ? 1 : 0));
        expect(replayInline("wasm", plan, flags, SMALL)).toEqual(
          replayInline("typescript", plan, flags, SMALL),
        );
      }),
      { numRuns: 30, seed: 2 },
    );
  });

  it("gives the bytes of the TypeScript kernel at the largest block", () => {
    const plan = samplePlan({ opportunityCount: 500, periodCount: 13 });
    const options = { drawCount: 82_000, seed: 5 };
    expect(drawBlocksOf(options.drawCount).blockSize).toBe(1_024);
    const wasm = simulateInline("wasm", plan, options);
    const typescript = simulateInline("typescript", plan, options);
    expect(Buffer.from(wasm.cells.buffer).equals(Buffer.from(typescript.cells.buffer))).toBe(true);
  });
});

describe.each(["wasm", "typescript"] as const)("%s kernel", (kernel) => {
  const simulate = (plan: SimulationPlan, options = SMALL) => simulateInline(kernel, plan, options);

  it("has the mean of the plan's definition in every row", () => {
    const plan = samplePlan();
    const seedCount = 40;
    const options = { drawCount: 1_280, seed: 0 };
    const { blockCount } = drawBlocksOf(options.drawCount);
    const levels = factorLevels(plan, blockCount);
    const expected = analyticMeans(plan, sumOf(levels) / blockCount);
    const means = Array.from({ length: seedCount }, (_, seed) => {
      const draws = simulate(plan, { ...options, seed });
      return Array.from(expected, (_, row) => sumOf(drawRow(draws, row)) / draws.drawCount);
    });
    expected.forEach((mean, row) => {
      const ofSeeds = means.map((rows) => rows[row]!);
      const average = sumOf(ofSeeds) / seedCount;
      const variance = sumOf(ofSeeds.map((value) => (value - average) ** 2)) / (seedCount - 1);
      // Standard error over seeds; rounding moves each of about 35 wins by half a unit at most.
      const standardError = Math.sqrt(variance / seedCount);
      expect(standardError).toBeLessThan(0.01 * mean);
      expect(Math.abs(average - mean), `row ${row}`).toBeLessThan(4 * standardError + 20);
    });
  });

  it("adds up: open + new = total = periods = groups of each dimension, in every draw of any plan", () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        fc.pre(plan.amounts.every((amount) => Math.abs(amount) < 1e9)); // sums of larger ones are not exact
        const layout = drawLayoutOf(plan);
        const draws = simulate(plan);
        const cell = (row: number, draw: number) => draws.cells[row * draws.drawCount + draw]!;
        for (let draw = 0; draw < draws.drawCount; draw += 7) {
          const total = cell(layout.total, draw);
          const sumOfRows = (first: number, count: number) =>
            sumOf(Array.from({ length: count }, (_, index) => cell(first + index, draw)));
          expect(cell(layout.open, draw) + cell(layout.new, draw)).toBe(total);
          expect(sumOfRows(layout.firstPeriod, plan.periods.length)).toBe(total);
          plan.dimensions.forEach(({ groups }, dimension) => {
            expect(sumOfRows(layout.firstGroup[dimension]!, groups.length)).toBe(total);
          });
        }
      }),
      { numRuns: 15, seed: 3 },
    );
  });

  it("gives the same bytes for opportunities and new business in any order", () => {
    const plan = samplePlan();
    const order = plan.opportunityIds.map((_, index) => (index * 37 + 11) % plan.opportunityIds.length);
    const shuffled = { ...reordered(plan, order), newBusiness: plan.newBusiness.toReversed() };
    expect(simulate(shuffled).cells).toEqual(simulate(plan).cells);
  });

  it("keeps the draws of all others when an opportunity is added", () => {
    const plan = samplePlan({ spreadSigmas: [0] });
    const without = reordered(plan, plan.opportunityIds.map((_, index) => index).slice(1));
    const [before, after] = [drawRow(simulate(without), 0), drawRow(simulate(plan), 0)];
    const gains = after.map((total, draw) => total - before[draw]!);
    const levels = factorLevels(plan, 80);
    const amounts = Array.from(levels, (level) => Math.round(plan.amounts[0]! * plan.openScale * level));
    const expected = gains.map((gain, draw) => (gain === 0 ? 0 : amounts[Math.floor(draw / 8)]!));
    expect(gains).toEqual(expected);
    expect(gains.some((gain) => gain !== 0)).toBe(true);
  });

  it("only adds wins when chances and expected wins rise", () => {
    const plan = samplePlan();
    const more = {
      ...withChances(plan, 1.05),
      newBusiness: plan.newBusiness.map((process) => ({
        ...process,
        expectedWins: process.expectedWins.map((wins) => wins * 1.1),
      })),
    };
    const [before, after] = [simulate(plan), simulate(more)];
    for (const row of [0, 1, 2]) {
      const gains = drawRow(after, row).map((total, draw) => total - drawRow(before, row)[draw]!);
      expect(gains.every((gain) => gain >= 0)).toBe(true);
      expect(gains.some((gain) => gain > 0)).toBe(true);
    }
  });

  it("wins a certain opportunity in every draw and an impossible one in none", () => {
    const plan = samplePlan({ opportunityCount: 2, newWins: 0, spreadSigmas: [0], factorSigma: 0 });
    plan.winProbabilities.fill(0);
    plan.winProbabilities[2] = 1;
    const open = drawRow(simulate(plan), 0);
    expect(open.every((amount) => amount === Math.round(plan.amounts[0]! * 1.1))).toBe(true);
    expect(drawRow(simulate(plan), 5)).toEqual(open);
  });

  it("gives other draws for another seed", () => {
    expect(simulate(samplePlan(), { drawCount: 640, seed: 4 }).cells).not.toEqual(
      simulate(samplePlan()).cells,
    );
  });

  it("replays the wins that it drew", () => {
    const plan = samplePlan({ spreadSigmas: [0], newWins: 0, factorSigma: 0 });
    const options = { drawCount: 2_000, seed: 8 };
    const draws = simulate(plan, options);
    const total = drawRow(draws, 2);
    const flags = flagsAtLeast(total, 5e7);
    const counts = replayInline(kernel, plan, flags, options);
    const amounts = plan.amounts.map((amount) => Math.floor(amount * plan.openScale + 0.5));
    const revenueOf = (wins: Uint32Array) => sumOf(amounts.map((amount, index) => amount * wins[index]!));
    expect(sumOf(flags)).toBeGreaterThan(100);
    expect(revenueOf(counts.won)).toBe(sumOf(total));
    expect(revenueOf(counts.wonFlagged)).toBe(sumOf(total.filter((_, draw) => flags[draw] === 1)));
  });
});
