import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { positiveRoots } from "../../../src/core/roi/positive-roots.ts";
import { PowerSum, type PowerTerm } from "../../../src/core/roi/power-sum.ts";
import { rootBrackets } from "../../../src/core/roi/root-brackets.ts";
import { rootsByTurns } from "../../../src/core/roi/roots-by-turns.ts";
import { decimal, relativeError } from "./plans.ts";

const sumOf = (...coefficients: readonly number[]): PowerTerm[] =>
  coefficients.map((coefficient, exponent) => ({ exponent, coefficient: decimal(coefficient) }));
const anySum = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: -1_000, max: 1_000 })), {
    minLength: 1,
    maxLength: 12,
    selector: ([exponent]) => exponent,
  })
  .map((terms) => terms.map(([exponent, coefficient]) => ({ exponent, coefficient: decimal(coefficient) })));

describe("positiveRoots()", () => {
  it("finds what 64 digits find, wherever Float64 is sure of its signs", () => {
    fc.assert(
      fc.property(anySum, (terms) => {
        const [quick, slow] = [positiveRoots(terms), rootsByTurns(new PowerSum(terms))];
        expect(quick).toHaveLength(slow.length);
        quick.forEach((root, index) => expect(relativeError(root, slow[index]!)).toBeLessThan(1e-18));
      }),
      { seed: 1, numRuns: 30 },
    );
  });
  it("leaves multiple roots and sizes beyond Float64 to 64 digits", () => {
    expect(rootBrackets(Float64Array.of(0, 1, 2), Float64Array.of(0.5, -1, 0.5))).toBeUndefined();
    expect(rootBrackets(Float64Array.of(0, 1), Float64Array.of(-1, 0))).toBeUndefined();
    expect(positiveRoots(sumOf(-100, 240, -144)).map((root) => root.toFixed(10))).toEqual(["0.8333333333"]);
    const wide = [...sumOf(-1), { exponent: 1, coefficient: decimal("1e-400") }];
    expect(positiveRoots(wide).map((root) => root.toPrecision(3))).toEqual(["1.00e+400"]);
  });
  it("counts a root at which more than two meet once, and finds the others beside it", () => {
    // (x - 1)^3 (x - 2), and (x - 1)^2 (x - 3)^2
    expect(positiveRoots(sumOf(2, -7, 9, -5, 1)).map((root) => root.toFixed(8))).toEqual([
      "1.00000000",
      "2.00000000",
    ]);
    expect(positiveRoots(sumOf(9, -24, 22, -8, 1)).map((root) => root.toFixed(8))).toEqual([
      "1.00000000",
      "3.00000000",
    ]);
  });
  it("finds none without a sign change, and adds up terms of one exponent first", () => {
    expect(positiveRoots([])).toEqual([]);
    expect(positiveRoots(sumOf(1, 2, 0, 3))).toEqual([]);
    expect(positiveRoots([...sumOf(-1, 2), ...sumOf(1, 1)])).toEqual([]);
  });
  it("refuses terms that are not finite", () => {
    expect(() => positiveRoots([{ exponent: NaN, coefficient: decimal(1) }])).toThrow(RangeError);
    expect(() => positiveRoots(sumOf(1, Infinity))).toThrow(RangeError);
  });
});
