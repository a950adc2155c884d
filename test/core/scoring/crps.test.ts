import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normalCdf, normalDensity, normalQuantile } from "../../../src/core/maths/normal.ts";
import { crpsFromSortedDraws, fairCrpsFromSortedDraws } from "../../../src/core/scoring/crps.ts";
import fixture from "./fixtures/sample-scores.json" with { type: "json" };
import { actual, sortedDraws, threeOpportunities } from "./sorted-draws.ts";

const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The definition, pair by pair: E|X - y| - spread / 2 with the sum over all pairs divided by `pairCount`. */
function byPairs(draws: Float64Array, y: number, pairCount: number): number {
  let pairs = 0;
  for (const one of draws) for (const other of draws) pairs += Math.abs(one - other);
  return meanOf(Array.from(draws, (draw) => Math.abs(draw - y))) - pairs / (2 * pairCount);
}

/** The other definition: the integral of (G(x) - 1{x >= y})^2, between neighbouring corners of the integrand. */
function byIntegral(draws: Float64Array, y: number): number {
  const corners = Float64Array.from([...draws, y]).sort();
  let area = 0;
  for (let corner = 0; corner + 1 < corners.length; corner++) {
    const x = corners[corner]!;
    const height = draws.filter((draw) => draw <= x).length / draws.length - (x >= y ? 1 : 0);
    area += height * height * (corners[corner + 1]! - x);
  }
  return area;
}

const scaleOf = (draws: Float64Array, y: number) =>
  1 + Math.abs(draws[0]!) + Math.abs(draws.at(-1)!) + Math.abs(y);

describe("crpsFromSortedDraws()", () => {
  it("scores the three opportunities of the metrics page", () => {
    expect(crpsFromSortedDraws(threeOpportunities, 130)).toBeCloseTo(20.764, 12);
    expect(byIntegral(threeOpportunities, 130)).toBeCloseTo(20.764, 10);
  });

  it("is the absolute error for one draw", () => {
    expect(crpsFromSortedDraws(Float64Array.of(7), 11.5)).toBe(4.5);
  });

  it.each(fixture.draws.map((one, index) => [index + 1, one] as const))(
    "is half of SciPy's squared energy distance to a point in case %i",
    (_, one) => {
      expect(crpsFromSortedDraws(Float64Array.from(one.draws), one.actual)).toBeCloseTo(one.crps, 10);
    },
  );

  it("approaches the closed form of the normal distribution", () => {
    // Quantiles at the middles of m equal parts: the score lies within 1/m of the closed form here (measured 2e-4).
    const drawCount = 4_000;
    const draws = Float64Array.from({ length: drawCount }, (_, rank) =>
      normalQuantile((rank + 0.5) / drawCount),
    );
    for (const y of [-2.5, -0.3, 0, 1.2, 4]) {
      const exact = y * (2 * normalCdf(y) - 1) + 2 * normalDensity(y) - 1 / Math.sqrt(Math.PI);
      expect(Math.abs(crpsFromSortedDraws(draws, y) - exact)).toBeLessThan(1 / drawCount);
    }
  });

  it("equals both definitions", () => {
    fc.assert(
      fc.property(sortedDraws, actual, (draws, y) => {
        const score = crpsFromSortedDraws(draws, y);
        const tolerance = 1e-12 * scaleOf(draws, y);
        expect(Math.abs(score - byPairs(draws, y, draws.length * draws.length))).toBeLessThan(tolerance);
        expect(Math.abs(score - byIntegral(draws, y))).toBeLessThan(tolerance);
      }),
    );
  });

  it("is never negative, and 0 only when every draw is the actual", () => {
    fc.assert(
      fc.property(sortedDraws, actual, (draws, y) => {
        const score = crpsFromSortedDraws(draws, y);
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score === 0).toBe(draws.every((draw) => draw === y));
      }),
    );
  });

  it("keeps its digits for a narrow forecast of a large amount", () => {
    const far = Float64Array.of(0, 1, 2, 3).map((step) => 2 ** 52 + step);
    expect(crpsFromSortedDraws(far, 2 ** 52 + 5)).toBe(crpsFromSortedDraws(Float64Array.of(0, 1, 2, 3), 5));
  });

  it("refuses no draws, draws out of order and draws that are not finite", () => {
    for (const draws of [[], [2, 1], [1, NaN], [1, NaN, 2], [NaN], [-Infinity, 1], [1, Infinity]]) {
      expect(() => crpsFromSortedDraws(Float64Array.from(draws), 1)).toThrow(RangeError);
    }
  });
});

const severalDraws = fixture.draws.filter((one) => one.draws.length > 1);

describe("fairCrpsFromSortedDraws()", () => {
  it.each(severalDraws.map((one) => [one.draws.length, one] as const))(
    "equals SciPy's mean over all pairs of %i draws",
    (_, { draws, actual, fairCrps }) => {
      expect(fairCrpsFromSortedDraws(Float64Array.from(draws), actual)).toBeCloseTo(fairCrps ?? NaN, 10);
    },
  );

  it("refuses a single draw, which has no spread to judge by", () => {
    expect(() => fairCrpsFromSortedDraws(Float64Array.of(1), 1)).toThrow(RangeError);
  });

  it("equals its definition, and is never above the plain form", () => {
    const several = sortedDraws.filter((draws) => draws.length > 1);
    fc.assert(
      fc.property(several, actual, (draws, y) => {
        const fair = fairCrpsFromSortedDraws(draws, y);
        const exact = byPairs(draws, y, draws.length * (draws.length - 1));
        expect(Math.abs(fair - exact)).toBeLessThan(1e-12 * scaleOf(draws, y));
        expect(fair).toBeLessThanOrEqual(crpsFromSortedDraws(draws, y));
      }),
    );
  });

  it("is on average the same for few draws as for many, which the plain form is not", () => {
    // Every pair of distinct atoms of a uniform distribution on 0..9, drawn with replacement.
    const wholeScore = crpsFromSortedDraws(
      Float64Array.from({ length: 10 }, (_, atom) => atom),
      3,
    );
    const fair: number[] = [];
    const plain: number[] = [];
    for (let one = 0; one < 10; one++) {
      for (let other = 0; other < 10; other++) {
        const draws = Float64Array.of(one, other).sort();
        fair.push(fairCrpsFromSortedDraws(draws, 3));
        plain.push(crpsFromSortedDraws(draws, 3));
      }
    }
    expect(meanOf(fair)).toBeCloseTo(wholeScore, 12);
    expect(meanOf(plain)).toBeGreaterThan(wholeScore + 0.5);
  });
});
