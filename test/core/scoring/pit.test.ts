import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { smallFastRandom } from "../../../src/core/maths/small-fast-random.ts";
import { pitHistogram, randomisedPit } from "../../../src/core/scoring/pit.ts";
import fixture from "./fixtures/sample-scores.json" with { type: "json" };
import { actual, sortedDraws, threeOpportunities } from "./sorted-draws.ts";

describe("randomisedPit()", () => {
  it.each(fixture.draws.map((one, index) => [index + 1, one] as const))(
    "lies between SciPy's strict and weak percentiles in case %i",
    (_, one) => {
      expect(randomisedPit(Float64Array.from(one.draws), one.actual, one.uniform)).toBeCloseTo(one.pit, 12);
    },
  );

  it("spreads over the whole height of an atom", () => {
    expect(randomisedPit(threeOpportunities, 0, 0)).toBe(0);
    expect(randomisedPit(threeOpportunities, 0, 1)).toBeCloseTo(0.14, 12);
    expect(randomisedPit(threeOpportunities, 130, 0.5)).toBeCloseTo(0.55 + 0.105, 12);
    expect(randomisedPit(threeOpportunities, 131, 0.5)).toBeCloseTo(0.76, 12);
  });

  it("equals its definition, counted", () => {
    const uniform = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(sortedDraws, actual, uniform, (draws, y, uniform) => {
        const below = draws.filter((draw) => draw < y).length;
        const ties = draws.filter((draw) => draw === y).length;
        expect(randomisedPit(draws, y, uniform)).toBeCloseTo((below + uniform * ties) / draws.length, 12);
      }),
    );
  });

  it("is flat for an honest forecast with atoms, which the plain transform is not", () => {
    const random = smallFastRandom(5, 1);
    const windowCount = 20_000;
    const randomised: number[] = [];
    const plain: number[] = [];
    for (let window = 0; window < windowCount; window++) {
      const y = threeOpportunities[Math.floor(random() * threeOpportunities.length)]!;
      randomised.push(randomisedPit(threeOpportunities, y, random()));
      plain.push(randomisedPit(threeOpportunities, y, 1));
    }
    const expected = windowCount / 10;
    const standardError = Math.sqrt(windowCount * 0.1 * 0.9); // 42 of 2,000
    for (const count of pitHistogram(randomised, 10)) {
      expect(Math.abs(count - expected)).toBeLessThan(4 * standardError);
    }
    expect(pitHistogram(plain, 10)[0]).toBe(0);
  });

  it("refuses no draws, no actual and ties broken by what is no share", () => {
    expect(() => randomisedPit(Float64Array.of(), 1, 0.5)).toThrow(RangeError);
    expect(() => randomisedPit(Float64Array.of(1), NaN, 0.5)).toThrow(RangeError);
    for (const uniform of [-0.1, 1.1, NaN]) {
      expect(() => randomisedPit(Float64Array.of(1), 1, uniform)).toThrow(RangeError);
    }
  });
});

describe("pitHistogram()", () => {
  it("gives an inner edge to the bin above and 1 to the last", () => {
    expect(pitHistogram([0, 0.25, 0.4999, 0.5, 0.75, 1], 4)).toEqual([1, 2, 1, 2]);
    expect(pitHistogram([], 3)).toEqual([0, 0, 0]);
  });

  it("counts every value once", () => {
    const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }));
    fc.assert(
      fc.property(shares, fc.integer({ min: 1, max: 20 }), (values, binCount) => {
        const counts = pitHistogram(values, binCount);
        expect(counts).toHaveLength(binCount);
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(values.length);
      }),
    );
  });

  it("refuses values outside 0..1 and bins that are no whole number", () => {
    for (const value of [-0.01, 1.01, NaN]) expect(() => pitHistogram([value], 4)).toThrow(RangeError);
    for (const binCount of [0, 2.5, NaN]) expect(() => pitHistogram([0.5], binCount)).toThrow(RangeError);
  });
});
