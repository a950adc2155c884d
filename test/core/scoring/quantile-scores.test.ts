import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { crpsFromSortedDraws } from "../../../src/core/scoring/crps.ts";
import { pinballLoss } from "../../../src/core/scoring/pinball.ts";
import { winklerScore } from "../../../src/core/scoring/winkler.ts";
import fixture from "./fixtures/sample-scores.json" with { type: "json" };
import { actual, sortedDraws } from "./sorted-draws.ts";

const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe("pinballLoss()", () => {
  it.each(fixture.pinball.map((one) => [one.level, one] as const))(
    "has scikit-learn's mean at level %d",
    (level, one) => {
      const losses = one.quantiles.map((quantile, index) =>
        pinballLoss(quantile, level, one.actuals[index]!),
      );
      expect(meanOf(losses)).toBeCloseTo(one.mean, 12);
    },
  );

  it("charges a high quantile little for being above and much for being below", () => {
    expect(pinballLoss(100, 0.9, 90)).toBeCloseTo(1, 12);
    expect(pinballLoss(100, 0.9, 110)).toBeCloseTo(9, 12);
    expect(pinballLoss(100, 0.9, 100)).toBe(0);
  });

  it("is half the absolute error at the median", () => {
    expect(pinballLoss(120, 0.5, 100)).toBe(10);
    expect(pinballLoss(80, 0.5, 100)).toBe(10);
  });

  it("adds up to CRPS: twice its mean over the draws as quantiles (rank + 1/2) / count", () => {
    fc.assert(
      fc.property(sortedDraws, actual, (draws, y) => {
        const losses = Array.from(draws, (draw, rank) => pinballLoss(draw, (rank + 0.5) / draws.length, y));
        const score = crpsFromSortedDraws(draws, y);
        expect(Math.abs(2 * meanOf(losses) - score)).toBeLessThanOrEqual(1e-12 * (1 + score));
      }),
    );
  });

  it("refuses levels that no quantile has", () => {
    for (const level of [0, 1, -0.1, NaN]) expect(() => pinballLoss(1, level, 1)).toThrow(RangeError);
  });
});

describe("winklerScore()", () => {
  it("is the width when the actual is inside, ends included", () => {
    for (const y of [80, 100, 120]) expect(winklerScore(80, 120, 0.8, y)).toBe(40);
  });

  it("adds ten times the distance outside an 80 % interval, forty times outside a 95 % one", () => {
    expect(winklerScore(80, 120, 0.8, 77)).toBeCloseTo(40 + 30, 10);
    expect(winklerScore(80, 120, 0.8, 123)).toBeCloseTo(40 + 30, 10);
    expect(winklerScore(80, 120, 0.95, 123)).toBeCloseTo(40 + 120, 10);
  });

  it("is the pinball loss of its two ends, over half of what the interval leaves out", () => {
    const interval = fc.tuple(actual, actual).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
    const share = fc.double({ min: 0.01, max: 0.99, noNaN: true });
    fc.assert(
      fc.property(interval, share, actual, ([low, high], share, y) => {
        const tail = (1 - share) / 2;
        const score = winklerScore(low, high, share, y);
        const ends = pinballLoss(low, tail, y) + pinballLoss(high, 1 - tail, y);
        expect(Math.abs(score - ends / tail)).toBeLessThanOrEqual(1e-10 * (1 + score));
      }),
    );
  });

  it("refuses shares that no interval is meant to hold, and ends the wrong way round", () => {
    for (const share of [0, 1, NaN]) expect(() => winklerScore(1, 2, share, 1)).toThrow(RangeError);
    expect(() => winklerScore(2, 1, 0.8, 1)).toThrow(RangeError);
  });
});
