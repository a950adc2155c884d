import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pairedRatioInterval } from "../../../src/core/scoring/block-bootstrap.ts";
import fixture from "./fixtures/r-scores.json" with { type: "json" };

const options = { blockLength: 3, replications: 500, seed: 1, confidence: 0.9 };
const score = fc.integer({ min: 0, max: 1_000 });
const pairs = fc.array(fc.tuple(score, score), { minLength: 4, maxLength: 20 });

/** What a call with changed options throws, if anything. */
function thrownBy(scores: number[], baseline: number[], change: Partial<typeof options> = {}): unknown {
  try {
    return pairedRatioInterval(scores, baseline, { ...options, ...change });
  } catch (error) {
    return error;
  }
}

describe("pairedRatioInterval()", () => {
  it.each(fixture.bootstrap.map((one) => [one.scores.length, one.blockLength, one] as const))(
    "has the ends of R's tsboot for %i windows in blocks of %i",
    (_, blockLength, one) => {
      const replications = 20_000;
      const { confidence } = one;
      const interval = pairedRatioInterval(one.scores, one.baselineScores, {
        blockLength,
        replications,
        seed: 3,
        confidence,
      });
      expect(interval.ratio).toBeCloseTo(one.ratio, 12);
      // Both sides are sampled; an end moves by the error of one replication over the root of their number.
      const share = Math.sqrt(1 / replications + 1 / one.replications);
      expect(Math.abs(interval.low - one.low)).toBeLessThan(4 * one.standardErrorOfOneAtLow * share);
      expect(Math.abs(interval.high - one.high)).toBeLessThan(4 * one.standardErrorOfOneAtHigh * share);
    },
  );

  it("gives the same for the same seed and another for another", () => {
    const scores = [3, 1, 4, 1, 5, 9, 2, 6];
    const baseline = [2, 7, 1, 8, 2, 8, 1, 8];
    const once = pairedRatioInterval(scores, baseline, options);
    expect(pairedRatioInterval(scores, baseline, options)).toEqual(once);
    expect(pairedRatioInterval(Float64Array.from(scores), baseline, options)).toEqual(once);
    expect(pairedRatioInterval(scores, baseline, { ...options, replications: 49, seed: 2 })).not.toEqual(
      pairedRatioInterval(scores, baseline, { ...options, replications: 49 }),
    );
  });

  it("compares window with window: a constant ratio has no spread", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 4, maxLength: 20 }),
        (baseline) => {
          const doubled = baseline.map((one) => 2 * one);
          expect(pairedRatioInterval(doubled, baseline, options)).toEqual({ ratio: 2, low: 2, high: 2 });
        },
      ),
    );
  });

  it("stays between the least and the greatest ratio of a window, and grows with confidence", () => {
    fc.assert(
      fc.property(pairs, fc.nat(1_000), (pairs, seed) => {
        const scores = pairs.map(([one]) => one);
        const baseline = pairs.map(([, other]) => other + 1);
        const ratios = scores.map((one, window) => one / baseline[window]!);
        const narrow = pairedRatioInterval(scores, baseline, { ...options, seed, confidence: 0.5 });
        const wide = pairedRatioInterval(scores, baseline, { ...options, seed, confidence: 0.95 });
        expect(wide.low).toBeGreaterThanOrEqual(Math.min(...ratios) * (1 - 1e-12));
        expect(narrow.low).toBeGreaterThanOrEqual(wide.low);
        expect(narrow.high).toBeGreaterThanOrEqual(narrow.low);
        expect(wide.high).toBeGreaterThanOrEqual(narrow.high);
        expect(wide.high).toBeLessThanOrEqual(Math.max(...ratios) * (1 + 1e-12));
      }),
    );
  });

  it("rounds its ends outwards to ratios that were drawn", () => {
    const scores = [3, 1, 4, 1, 5, 9, 2, 6];
    const baseline = [2, 7, 1, 8, 2, 8, 1, 8];
    // A quarter on each side of two replications leaves out neither.
    const { low, high } = pairedRatioInterval(scores, baseline, {
      ...options,
      replications: 2,
      confidence: 0.5,
    });
    expect(low).toBeLessThan(high);
  });

  it("is wider in blocks where neighbouring windows err together", () => {
    const scores = Array.from({ length: 40 }, (_, window) => (window < 20 ? 1 : 3));
    const baseline = scores.map(() => 2);
    const widthOf = (blockLength: number) => {
      const { low, high } = pairedRatioInterval(scores, baseline, { ...options, blockLength });
      return high - low;
    };
    expect(widthOf(10)).toBeGreaterThan(2 * widthOf(1));
  });

  it("knows nothing when one block holds every window", () => {
    for (const blockLength of [4, 5, 100]) {
      const interval = pairedRatioInterval([1, 2, 3, 4], [2, 2, 2, 4], { ...options, blockLength });
      expect(interval).toEqual({ ratio: 1, low: 0, high: Infinity });
    }
    expect(pairedRatioInterval([1], [2], { ...options, blockLength: 1 })).toEqual({
      ratio: 0.5,
      low: 0,
      high: Infinity,
    });
  });

  it("is never NaN: nothing over nothing is equal, something over nothing infinitely worse", () => {
    expect(pairedRatioInterval([0, 0, 0, 0], [0, 0, 0, 0], options)).toEqual({ ratio: 1, low: 1, high: 1 });
    expect(pairedRatioInterval([1, 1, 1, 1], [0, 0, 0, 0], options)).toEqual({
      ratio: Infinity,
      low: Infinity,
      high: Infinity,
    });
    fc.assert(
      fc.property(pairs, (pairs) => {
        const interval = pairedRatioInterval(
          pairs.map(([one]) => one % 2),
          pairs.map(([, other]) => other % 2),
          { ...options, replications: 50 },
        );
        expect(Object.values(interval).some((end) => Number.isNaN(end))).toBe(false);
        expect(interval.low).toBeLessThanOrEqual(interval.high);
      }),
    );
  });

  it("refuses no windows, negative scores and options that draw nothing", () => {
    const thrown = [
      thrownBy([], []),
      thrownBy([1], [1, 2]),
      thrownBy([1, -1], [1, 1]),
      thrownBy([1, 1], [1, NaN]),
      thrownBy([1, 1], [1, 1], { blockLength: 0 }),
      thrownBy([1, 1], [1, 1], { blockLength: 1.5 }),
      thrownBy([1, 1], [1, 1], { replications: 0 }),
      thrownBy([1, 1], [1, 1], { confidence: 1 }),
      thrownBy([1, 1], [1, 1], { seed: -1 }),
      thrownBy([1, 1], [1, 1], { seed: 2 ** 32 }),
    ];
    for (const error of thrown) expect(error).toBeInstanceOf(RangeError);
  });
});
