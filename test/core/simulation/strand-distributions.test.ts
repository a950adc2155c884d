import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addedCounts } from "../../../src/core/simulation/lattice-counter.ts";
import { exactDistributions } from "../../../src/core/simulation/exact-distribution.ts";
import { strandDistributions } from "../../../src/core/simulation/strand-distributions.ts";
import { anyPlan, reordered, samplePlan } from "./sample-plans.ts";
import { simulateInline } from "./simulate-inline.ts";

const LEVELS = [0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975];

describe("counts of strands", () => {
  it("are the same from both kernels, and for a plan in another order", () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        const order = plan.opportunityIds.map((_, index) => plan.opportunityIds.length - 1 - index);
        const options = { drawCount: 1_280, seed: 3 };
        const { strands } = simulateInline("wasm", plan, options);
        expect(simulateInline("typescript", plan, options).strands).toEqual(strands);
        expect(simulateInline("wasm", reordered(plan, order), options).strands).toEqual(strands);
      }),
      { numRuns: 15, seed: 5 },
    );
  });

  it("add up to every draw of every strand, whatever threads they come from", () => {
    const { strands } = simulateInline("wasm", samplePlan(), { drawCount: 1_280, seed: 1 });
    const { counts } = strands!;
    const sums = counts.map((strand) => strand?.counts.reduce((a, b) => a + b, 0));
    const counted = sums.filter((sum) => sum !== undefined);
    expect(counted.length).toBeGreaterThan(10);
    expect(new Set(counted)).toEqual(new Set([256 * 1_280]));
    const twice = addedCounts([counts, counts]);
    twice.forEach((strand, slot) => {
      expect(strand?.first).toBe(counts[slot]?.first);
      expect(strand?.counts).toEqual(counts[slot]?.counts.map((count) => 2 * count));
    });
  });
});

describe("strandDistributions()", () => {
  it("comes close to the exact distribution: quantiles, standard deviation and chances", () => {
    const plan = samplePlan({ opportunityCount: 400, newWins: 60 });
    const draws = simulateInline("wasm", plan, { drawCount: 50_000, seed: 1 });
    const sampled = strandDistributions(plan, draws.strands!);
    exactDistributions(plan).forEach((exact, row) => {
      const distribution = sampled(row);
      if (distribution === undefined) return;
      // Plain draws: 0.56 % to 1 % of the sd for these quantiles; a half of that, four times, at the most.
      for (const level of LEVELS) {
        const distance = (distribution.quantile(level) - exact.quantile(level)) / exact.sd;
        expect(Math.abs(distance)).toBeLessThan(0.02);
        const reached = distribution.probabilityAtLeast(exact.quantile(level));
        expect(Math.abs(reached - (1 - level))).toBeLessThan(0.006);
      }
      expect(Math.abs(distribution.sd / exact.sd - 1)).toBeLessThan(0.01);
    });
    expect([0, 1, 2].every((row) => sampled(row) !== undefined)).toBe(true);
  });

  it("is never NaN, and its quantiles rise, for any plan", () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        const { strands, rowCount } = simulateInline("wasm", plan, { drawCount: 640, seed: 1 });
        const sampled = strandDistributions(plan, strands!);
        for (let row = 0; row < rowCount; row++) {
          const quantiles = LEVELS.map((level) => sampled(row)?.quantile(level) ?? 0);
          expect(quantiles.every(Number.isFinite)).toBe(true);
          expect(quantiles).toEqual(quantiles.toSorted((a, b) => a - b));
        }
      }),
      { numRuns: 30, seed: 2 },
    );
  });

  it("leaves rows alone that hang on few amounts", () => {
    const plan = samplePlan({ opportunityCount: 200, newWins: 0, spreadSigmas: [0], factorSigma: 0 });
    plan.amounts.fill(1_000_000);
    const { strands } = simulateInline("wasm", plan, { drawCount: 5_000, seed: 1 });
    expect(strandDistributions(plan, strands!)(2)).toBeUndefined();
  });

  it("keeps nothing at all as a value of its own", () => {
    const plan = samplePlan({ opportunityCount: 12, newWins: 0 });
    const { strands } = simulateInline("wasm", plan, { drawCount: 50_000, seed: 1 });
    const sampled = strandDistributions(plan, strands!)(2)!;
    let nothing = 1;
    for (let index = 0; index < 12; index++) {
      nothing *= 1 - plan.winProbabilities.subarray(5 * index, 5 * index + 5).reduce((a, b) => a + b, 0);
    }
    expect(sampled.quantile(0.5 * nothing)).toBe(0);
    // Standard error of a share of plain draws: 0.1 %.
    expect(Math.abs(1 - sampled.probabilityAtLeast(1) - nothing)).toBeLessThan(0.005);
  });
});
