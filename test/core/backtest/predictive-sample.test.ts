import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  meanOf,
  SAMPLE_LEVELS,
  SAMPLE_SIZE,
  spreadPoint,
  withBooked,
  type Prediction,
} from "../../../src/core/backtest/predictive-sample.ts";
import { factorDistribution, factorQuantile } from "../../../src/core/simulation/factor.ts";
import { LEVELS } from "./scored-cutoffs.ts";

type Distribution = Extract<Prediction, { kind: "distribution" }>;

function spread(value: number, sigma: number, degreesOfFreedom: number): Distribution {
  const prediction = spreadPoint(value, { sigma, degreesOfFreedom }, LEVELS);
  if (prediction.kind !== "distribution") throw new Error("A point has no spread");
  return prediction;
}

describe("spreadPoint()", () => {
  it("keeps the point as its median and gives the quantiles of the factor around it", () => {
    const { quantiles } = spread(1_000, 0.3, 8);
    expect(quantiles[LEVELS.indexOf(0.5)]).toBe(1_000);
    LEVELS.forEach((level, index) => {
      expect(Math.log(quantiles[index]! / 1_000) / 0.3).toBeCloseTo(factorQuantile(level, 8), 9);
      // In logs the distribution is symmetric.
      expect(quantiles[index]! * quantiles[LEVELS.length - 1 - index]!).toBeCloseTo(1_000 ** 2, 3);
    });
  });

  // The sample is read off a table of 512 steps: the distribution function at a value is its level within 1e-4, a tenth of
  // what one value of the sample stands for.
  it.each([5, 8.5, 30])("has a sample at the midpoints of equal shares, %d degrees of freedom", (df) => {
    const { sample } = spread(1_000, 0.25, df);
    expect(sample).toHaveLength(SAMPLE_SIZE);
    SAMPLE_LEVELS.forEach((level, index) => {
      expect(
        Math.abs(factorDistribution(df).cdf(Math.log(sample[index]! / 1_000) / 0.25) - level),
      ).toBeLessThan(1e-4);
    });
  });

  // tau has mean 0 and variance 1, so that ln has mean ln(1000) and standard deviation sigma; the midpoints of 1,000 shares
  // lose a little of the tails.
  it("has the mean and the spread in logs that the factor has", () => {
    const logs = [...spread(1_000, 0.2, 6).sample].map((value) => Math.log(value / 1_000) / 0.2);
    const mean = logs.reduce((a, b) => a + b, 0) / SAMPLE_SIZE;
    const variance = logs.reduce((sum, log) => sum + log * log, 0) / SAMPLE_SIZE;
    expect(mean).toBeCloseTo(0, 9);
    expect(variance).toBeGreaterThan(0.995);
    expect(variance).toBeLessThan(1.001);
  });

  it("is a point without a spread, and nothing where nothing was booked", () => {
    expect(new Set(spread(700, 0, 9).sample)).toEqual(new Set([700]));
    expect(new Set(spread(0, 0.4, 9).quantiles)).toEqual(new Set([0]));
  });

  it("is ascending for any point, below 0 too, and scales with it", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e9, max: 1e9, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 2.5, max: 30, noNaN: true }),
        (value, sigma, degreesOfFreedom) => {
          const { sample, mean, quantiles } = spread(value, sigma, degreesOfFreedom);
          expect(quantiles.every((amount, index) => index === 0 || amount >= quantiles[index - 1]!)).toBe(
            true,
          );
          expect(sample.every((draw, index) => index === 0 || draw >= sample[index - 1]!)).toBe(true);
          const twice = spread(2 * value, sigma, degreesOfFreedom);
          expect(twice.mean).toBeCloseTo(2 * mean, 3);
        },
      ),
      { numRuns: 8 },
    );
  });
});

describe("withBooked()", () => {
  it("moves every figure of a distribution by what is booked", () => {
    const before = spread(1_000, 0.3, 8);
    const after = withBooked(before, 250) as Distribution;
    expect(after.mean).toBe(before.mean + 250);
    expect(after.quantiles).toEqual(before.quantiles.map((value) => value + 250));
    expect([...after.sample]).toEqual([...before.sample].map((value) => value + 250));
  });

  it("moves a point, whose mean is itself", () => {
    const moved = withBooked({ kind: "point", value: 40 }, 2);
    expect(moved).toEqual({ kind: "point", value: 42 });
    expect(meanOf(moved)).toBe(42);
  });
});
