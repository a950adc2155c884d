import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { admissibleCorrelation } from "../../../src/core/scenario/admissible-correlation.ts";
import { choleskyFactor } from "../../../src/core/maths/cholesky.ts";
import { rankCorrelationOf, scoreCorrelation } from "../../../src/core/scenario/score-correlation.ts";

const someCorrelation = fc.double({ min: -0.95, max: 0.95, noNaN: true });

describe("scoreCorrelation()", () => {
  it("is 2 sin(pi rank / 6) to the last bits, and is undone", () => {
    for (let step = -100; step <= 100; step++) {
      const rank = step / 100;
      expect(scoreCorrelation(rank)).toBeCloseTo(2 * Math.sin((Math.PI * rank) / 6), 15);
      expect(rankCorrelationOf(scoreCorrelation(rank))).toBeCloseTo(rank, 14);
    }
  });
});

describe("admissibleCorrelation()", () => {
  it("is the range in which the matrix is positive definite", () => {
    fc.assert(
      fc.property(someCorrelation, someCorrelation, (withFirst, withSecond) => {
        const matrixFor = (third: number) =>
          Float64Array.of(1, withFirst, third, withFirst, 1, withSecond, third, withSecond, 1);
        const { low, high } = admissibleCorrelation(matrixFor(0), 3, 2, 0)!;
        const isPossible = (rank: number) => choleskyFactor(matrixFor(scoreCorrelation(rank)), 3).ok;
        expect(isPossible((low + high) / 2)).toBe(true);
        expect(isPossible(low + 1e-4)).toBe(true);
        expect(isPossible(high - 1e-4)).toBe(true);
        expect(isPossible(low - 1e-4)).toBe(false);
        expect(isPossible(high + 1e-4)).toBe(false);
      }),
      { seed: 12, numRuns: 200 },
    );
  });
});
