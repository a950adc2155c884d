import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { selectQuantiles } from "../../../src/core/maths/select-quantiles.ts";

interface Fixture {
  readonly levels: number[];
  readonly quantiles: Record<string, number[]>;
}
const fixture = JSON.parse(
  readFileSync(new URL("fixtures/quantiles.json", import.meta.url), "utf8"),
) as Fixture;
const SAMPLES: Record<string, number[]> = {
  "one value": [7],
  few: [3, -1, 4, 1, -5, 9, 2, 6],
  spread: Array.from({ length: 20_000 }, (_, i) => ((i * i * 7919) % 100_003) - 30_000),
  "mostly zero": Array.from({ length: 9_001 }, (_, i) => (i % 10 === 0 ? i : 0)),
  "far out": [...Array.from({ length: 5_000 }, (_, i) => i % 100), 1e15],
};

/** Type 7 by sorting. */
function sortedQuantile(values: Float64Array, level: number): number {
  const sorted = values.toSorted();
  const position = level * (sorted.length - 1);
  const below = sorted[Math.floor(position)]!;
  return below + (sorted[Math.ceil(position)]! - below) * (position - Math.floor(position));
}

describe("selectQuantiles()", () => {
  it.each(Object.keys(SAMPLES))("reproduces NumPy: %s", (name) => {
    const quantiles = selectQuantiles(Float64Array.from(SAMPLES[name]!), fixture.levels);
    fixture.quantiles[name]!.forEach((expected, index) => {
      expect(Math.abs(quantiles[index]! - expected)).toBeLessThanOrEqual(1e-12 * Math.abs(expected));
    });
  });

  it("equals sorting for any values and levels", () => {
    const value = fc.oneof(
      fc.integer({ min: -1_000, max: 1_000 }),
      fc.double({ noNaN: true, min: -1e18, max: 1e18 }),
    );
    const values = fc
      .tuple(fc.array(value, { minLength: 1, maxLength: 60 }), fc.integer({ min: 1, max: 120 }))
      .map(([pattern, copies]) =>
        Float64Array.from(
          { length: pattern.length * copies },
          (_, index) => pattern[index % pattern.length]!,
        ),
      );
    const level = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(values, fc.array(level, { maxLength: 5 }), (values, levels) => {
        const expected = levels.map((level) => sortedQuantile(values, level));
        expect(Array.from(selectQuantiles(values, levels))).toEqual(expected);
      }),
    );
  });

  it("copes with a range beyond Float64 and with the narrowest one", () => {
    const wide = Float64Array.from({ length: 4_000 }, (_, index) => (index % 2 === 0 ? -1.7e308 : 1.7e308));
    expect(selectQuantiles(wide, [0.1, 0.9])).toEqual(Float64Array.of(-1.7e308, 1.7e308));
    const narrow = Float64Array.from({ length: 4_000 }, (_, index) => (index % 2) * 5e-324);
    expect(selectQuantiles(narrow, [0, 1])).toEqual(Float64Array.of(0, 5e-324));
  });

  it("leaves the values as they are", () => {
    const values = Float64Array.from({ length: 5_000 }, (_, index) => (index * 31) % 997);
    const copy = values.slice();
    selectQuantiles(values, [0.5]);
    expect(values).toEqual(copy);
  });

  it("refuses nothing, numbers that are not finite, and levels that are none", () => {
    expect(() => selectQuantiles(new Float64Array(0), [0.5])).toThrow(RangeError);
    expect(() => selectQuantiles(Float64Array.of(1, Number.NaN), [0.5])).toThrow(RangeError);
    expect(() => selectQuantiles(Float64Array.of(1), [1.5])).toThrow(RangeError);
  });
});
