import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LeverSize } from "../../../src/core/scenario/lever-size.ts";
import { sizeDistribution } from "../../../src/core/scenario/size-distribution.ts";
import { sizeProblem } from "../../../src/core/scenario/size-problem.ts";
import oracle from "./fixtures/lever-sizes.json" with { type: "json" };
import { anySize } from "./lever-sizes.ts";

describe("sizeDistribution()", () => {
  it("agrees with SciPy to a relative 1e-11 in mean, standard deviation and quantiles", () => {
    const isNear = (found: number, expected: number) =>
      Math.abs(found - expected) <= 1e-11 * Math.max(Math.abs(expected), 1e-3);
    for (const { size, ...expected } of oracle.cases) {
      const { mean, sd, quantile } = sizeDistribution(size as LeverSize);
      const name = JSON.stringify(size);
      expect(mean, name).toSatisfy((found: number) => isNear(found, expected.mean));
      expect(sd, name).toSatisfy((found: number) => isNear(found, expected.sd));
      oracle.p.forEach((p, index) => {
        expect(quantile(p), `${name} at ${p}`).toSatisfy((found: number) =>
          isNear(found, expected.quantile[index]!),
        );
      });
    }
  });
  it("has no spread for a number", () => {
    expect(sizeDistribution(0.05)).toMatchObject({ mean: 0.05, sd: 0, p10: 0.05, p90: 0.05 });
  });
  it("mirrors a lognormal size below zero", () => {
    const above = sizeDistribution({ distribution: "lognormal", p10: 0.05, p90: 0.2 });
    const below = sizeDistribution({ distribution: "lognormal", p10: -0.2, p90: -0.05 });
    expect(below.mean).toBe(-above.mean);
    expect(below.sd).toBe(above.sd);
    expect(below.p10).toBeCloseTo(-0.2, 14);
    expect(below.quantile(0.3)).toBeCloseTo(-above.quantile(0.7), 14);
  });
  it("takes the values of a discrete size in any order", () => {
    const { quantile, mean } = sizeDistribution({
      distribution: "discrete",
      values: [0.1, 0, 0.05],
      probabilities: [0.2, 0.5, 0.3],
    });
    expect([0, 0.5, 0.51, 0.8, 0.81, 1].map(quantile)).toEqual([0, 0, 0.05, 0.05, 0.1, 0.1]);
    expect(mean).toBeCloseTo(0.035, 15);
  });
  it("never falls as the probability rises", () => {
    fc.assert(
      fc.property(anySize, (size) => {
        const { quantile } = sizeDistribution(size);
        const found = Array.from({ length: 101 }, (_, index) => quantile(index / 100));
        expect(found).toEqual(found.toSorted((a, b) => a - b));
      }),
      { seed: 6, numRuns: 300 },
    );
  });
  it("has the mean and standard deviation of its own quantiles", () => {
    const pointCount = 2_000;
    fc.assert(
      fc.property(anySize, (size) => {
        const { quantile, mean, sd } = sizeDistribution(size);
        const found = Array.from({ length: pointCount }, (_, index) => quantile((index + 0.5) / pointCount));
        const average = found.reduce((sum, value) => sum + value, 0) / pointCount;
        const square = found.reduce((sum, value) => sum + (value - average) ** 2, 0) / pointCount;
        // Midpoints leave out the far tails of normal and lognormal sizes: up to 1e-2 of their spread.
        expect(Math.abs(average - mean)).toBeLessThan(3e-3 * sd + 1e-12);
        expect(Math.abs(Math.sqrt(square) - sd)).toBeLessThan(1e-2 * sd + 1e-9);
      }),
      { seed: 7, numRuns: 60 },
    );
  });
  it("stays inside the ends of a size that has some", () => {
    const { quantile } = sizeDistribution({ distribution: "pert", low: -0.1, likely: 0, high: 0.3 });
    expect(quantile(0)).toBe(-0.1);
    expect(quantile(1)).toBe(0.3);
    expect(() => quantile(1.5)).toThrow("Cannot take the quantile at 1.5");
  });
});

describe("sizeProblem()", () => {
  const problemOf = (size: LeverSize) => sizeProblem(size)?.message;
  it("finds nothing against sizes that exist", () => {
    fc.assert(
      fc.property(anySize, (size) => {
        expect(sizeProblem(size)).toBeUndefined();
      }),
      { seed: 8, numRuns: 300 },
    );
  });
  it("says what is wrong and what to do", () => {
    expect(problemOf({ distribution: "pert", low: 0.1, likely: 0.05, high: 0.2 })).toBe(
      "low (0.1) is above likely (0.05); sort the three",
    );
    expect(problemOf({ distribution: "triangular", low: 0, likely: 0.3, high: 0.2 })).toContain(
      "high (0.2) is below",
    );
    expect(problemOf({ distribution: "triangular", low: 1, likely: 1, high: 1 })).toContain(
      "write the number 1 instead",
    );
    expect(problemOf({ distribution: "uniform", low: 2, high: 1 })).toContain("change them round");
    expect(problemOf({ distribution: "normal", mean: 0, sd: 0 })).toContain("above 0");
    expect(problemOf({ distribution: "lognormal", median: 0, spread: 1 })).toContain("median is 0");
    expect(problemOf({ distribution: "lognormal", p10: -0.1, p90: 0.1 })).toContain("one side of 0");
    expect(problemOf({ distribution: "discrete", values: [1, 2], probabilities: [0.5, 0.6] })).toBe(
      "the probabilities add up to 1.1; they must add up to 1",
    );
    expect(problemOf({ distribution: "discrete", values: [1, 2], probabilities: [1] })).toContain(
      "give one for each",
    );
    expect(problemOf({ distribution: "discrete", values: [1, 2], probabilities: [1.5, -0.5] })).toContain(
      "below 0",
    );
    expect(problemOf(Number.NaN)).toContain("no finite number");
    expect(problemOf({ distribution: "normal", mean: Infinity, sd: 1 })).toContain("mean is not finite");
  });
});
