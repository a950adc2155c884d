import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createBinomialQuantile, LARGE_VARIANCE } from "../../../src/core/customers/binomial-quantile.ts";
import { tabledNormalQuantile } from "../../../src/core/customers/tabled-normal-quantile.ts";
import { normalQuantile } from "../../../src/core/maths/normal.ts";
import oracle from "./fixtures/binomial.json" with { type: "json" };

const binomialQuantile = createBinomialQuantile();
// Nearer to the ends the rounding of a sum of chances is no longer small beside what is left of it.
const uniform = fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true });
const chance = fc.double({ min: 0, max: 1, noNaN: true });

describe("the quantile of a binomial variable", () => {
  it("agrees with SciPy where the distribution is summed", () => {
    for (const { trials, chance, quantiles } of oracle.exact) {
      expect(trials * chance * (1 - chance)).toBeLessThan(LARGE_VARIANCE);
      expect(oracle.uniforms.map((u) => binomialQuantile(trials, chance, u))).toEqual(quantiles);
    }
  });
  it("agrees with SciPy where the variance is large, up to one in the far tails", () => {
    for (const { trials, chance, quantiles } of oracle.large) {
      expect(trials * chance * (1 - chance)).toBeGreaterThan(LARGE_VARIANCE);
      oracle.uniforms.forEach((u, index) => {
        const difference = Math.abs(binomialQuantile(trials, chance, u) - quantiles[index]!);
        expect(difference).toBeLessThanOrEqual(u < 1e-3 || u > 0.999 ? 1 : 0);
      });
    }
  });
  it("is off by less than 2e-5 in the chance, by the same expansion in SciPy", () => {
    for (const { largestError } of oracle.large) expect(largestError).toBeLessThan(2e-5);
  });
  it("has the mean n p, for equally spaced uniform numbers", () => {
    for (const [trials, chance] of [
      [300, 0.02],
      [4_000, 0.03],
      [50, 0.97],
    ] as const) {
      const count = 20_000;
      let sum = 0;
      for (let index = 0; index < count; index++)
        sum += binomialQuantile(trials, chance, (index + 0.5) / count);
      // The midpoint rule of a step function: at most the largest step over the number of points.
      expect(Math.abs(sum / count - trials * chance)).toBeLessThan(0.002);
    }
  });
  it("knows the certain cases", () => {
    expect(binomialQuantile(0, 0.5, 0.9)).toBe(0);
    expect(binomialQuantile(10, 0, 1 - 2 ** -53)).toBe(0);
    expect(binomialQuantile(10, 1, 2 ** -53)).toBe(10);
    expect(binomialQuantile(1_000, 0.01, 1 - 2 ** -53)).toBeLessThan(60); // not everybody, for lack of digits
    expect(binomialQuantile(1_000, 0.99, 2 ** -53)).toBeGreaterThan(940);
  });
  it("never falls as the chance rises, below the large variances", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 150 }), chance, chance, uniform, (trials, a, b, u) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        expect(binomialQuantile(trials, high, u)).toBeGreaterThanOrEqual(binomialQuantile(trials, low, u));
      }),
    );
  });
  it("never falls as the chance rises by a twentieth, among and across the large variances", () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 1e6 }), chance, uniform, (trials, p, u) => {
        expect(binomialQuantile(trials, Math.min(1, 1.05 * p), u)).toBeGreaterThanOrEqual(
          binomialQuantile(trials, p, u),
        );
      }),
    );
  });
  it("leaves no fewer customers of more, with the same chance", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 150 }), chance, uniform, (trials, p, u) => {
        const stay = (count: number): number => count - binomialQuantile(count, p, u);
        expect(stay(trials + 1)).toBeGreaterThanOrEqual(stay(trials));
      }),
    );
  });
  it("depends on nothing that was asked before", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20_000 }), chance, uniform, (trials, p, u) => {
        expect(binomialQuantile(trials, p, u)).toBe(createBinomialQuantile()(trials, p, u));
      }),
    );
  });
});

describe("tabledNormalQuantile()", () => {
  it("is within 1e-9 of the quantile in full", () => {
    fc.assert(
      fc.property(uniform, (p) => {
        expect(Math.abs(tabledNormalQuantile(p) - normalQuantile(p))).toBeLessThan(1e-9);
      }),
      { numRuns: 2_000 },
    );
  });
});
