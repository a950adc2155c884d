import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { coverageOf, wilsonInterval } from "../../../src/core/scoring/coverage.ts";
import fixture from "./fixtures/r-scores.json" with { type: "json" };

describe("wilsonInterval()", () => {
  it.each(fixture.wilson.map((one) => [one.successes, one.trials, one] as const))(
    "has the ends of R's prop.test for %i of %i",
    (successes, trials, { z, low, high }) => {
      const interval = wilsonInterval(successes, trials, z);
      expect(interval.low).toBeCloseTo(low, 12);
      expect(interval.high).toBeCloseTo(high, 12);
    },
  );

  it("is for 95 % unless told", () => {
    const { successes, trials, low, high } = fixture.wilson[0]!;
    expect(wilsonInterval(successes, trials).low).toBeCloseTo(low, 12);
    expect(wilsonInterval(successes, trials).high).toBeCloseTo(high, 12);
  });

  it("holds the share, stays within 0..1 and mirrors successes and failures", () => {
    const counts = fc
      .tuple(fc.nat(1_000), fc.nat(1_000))
      .map(([successes, failures]) => [successes, successes + failures] as const)
      .filter(([, trials]) => trials > 0);
    const z = fc.double({ min: 0, max: 5, noNaN: true });
    fc.assert(
      fc.property(counts, z, ([successes, trials], z) => {
        const { low, high } = wilsonInterval(successes, trials, z);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(low).toBeLessThanOrEqual(successes / trials);
        expect(high).toBeGreaterThanOrEqual(successes / trials);
        expect(high).toBeLessThanOrEqual(1);
        expect(wilsonInterval(trials - successes, trials, z).low).toBeCloseTo(1 - high, 12);
      }),
    );
  });

  it("solves its definition: an end is a share that lies z of its own standard errors away", () => {
    for (const [successes, trials] of [
      [3, 10],
      [1, 47],
      [20, 22],
    ] as const) {
      const share = successes / trials;
      const { low, high } = wilsonInterval(successes, trials, 2);
      for (const end of [low, high]) {
        expect(Math.abs(share - end)).toBeCloseTo(2 * Math.sqrt((end * (1 - end)) / trials), 12);
      }
    }
  });

  it("ends at exactly 0 or 1 where nothing or everything succeeded", () => {
    for (let trials = 1; trials <= 200; trials++) {
      expect(wilsonInterval(0, trials).low).toBe(0);
      expect(wilsonInterval(trials, trials).high).toBe(1);
    }
  });

  it("knows nothing after no trials", () => {
    expect(wilsonInterval(0, 0)).toEqual({ low: 0, high: 1 });
  });

  it("refuses counts that cannot be", () => {
    for (const [successes, trials] of [
      [3, 2],
      [-1, 2],
      [0.5, 2],
      [NaN, 2],
    ] as const) {
      expect(() => wilsonInterval(successes, trials)).toThrow(RangeError);
    }
    expect(() => wilsonInterval(1, 2, -1)).toThrow(RangeError);
  });
});

describe("coverageOf()", () => {
  it("counts the actuals that intervals held, ends included", () => {
    const intervals = [
      { low: 1, high: 3 },
      { low: 1, high: 3 },
      { low: 1, high: 3 },
      { low: 5, high: 5 },
    ];
    const coverage = coverageOf(intervals, Float64Array.of(1, 3, 3.01, 5));
    expect(coverage).toEqual({ held: 3, of: 4, share: 0.75, ...wilsonInterval(3, 4) });
  });

  it("refuses no windows, other actuals and ends the wrong way round", () => {
    expect(() => coverageOf([], [])).toThrow(RangeError);
    expect(() => coverageOf([{ low: 1, high: 2 }], [1, 2])).toThrow(
      "Cannot hold 1 intervals against 2 actuals",
    );
    expect(() => coverageOf([{ low: 2, high: 1 }], [1])).toThrow(RangeError);
  });
});
