import { describe, expect, it } from "vitest";
import { poissonSurvival } from "../../../src/core/simulation/poisson-survival.ts";

const sumOf = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0);

describe("poissonSurvival()", () => {
  it("reproduces P(N >= 1) = 1 - e^-mean and P(N >= 2) = 1 - (1 + mean) e^-mean", () => {
    for (const mean of [1e-6, 0.01, 0.7, 3, 12]) {
      const survival = poissonSurvival(mean);
      expect(Math.abs(survival[0]! / -Math.expm1(-mean) - 1)).toBeLessThan(1e-14);
      const second = -Math.expm1(-mean) - mean * Math.exp(-mean);
      expect(Math.abs(survival[1]! - second)).toBeLessThan(1e-15);
    }
  });

  it("sums to the mean, and weighted by odd numbers to the mean square", () => {
    for (const mean of [0.001, 0.5, 4, 80, 1_000, 50_000]) {
      const survival = poissonSurvival(mean);
      expect(Math.abs(sumOf(survival) / mean - 1)).toBeLessThan(1e-12);
      const square = sumOf(survival.map((chance, index) => (2 * index + 1) * chance));
      expect(Math.abs(square / (mean + mean * mean) - 1)).toBeLessThan(1e-12);
    }
  });

  it("falls from at most 1 to almost nothing", () => {
    const survival = poissonSurvival(300);
    expect(survival[0]).toBe(1);
    expect(survival.every((chance, index) => index === 0 || chance <= survival[index - 1]!)).toBe(true);
    expect(survival.at(-1)).toBeLessThan(1e-15);
  });

  it("is empty without wins and refuses what is no mean", () => {
    expect(poissonSurvival(0)).toHaveLength(0);
    for (const mean of [-1, Number.NaN, Infinity]) expect(() => poissonSurvival(mean)).toThrow(RangeError);
  });
});
