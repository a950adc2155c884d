import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { roundToPlanPrecision } from "../../../src/core/maths/round-mantissa.ts";

const anyNumber = fc.double({ noNaN: true });

describe("roundToPlanPrecision()", () => {
  it("keeps whole numbers up to 2^40 and what is not finite", () => {
    for (const value of [0, 1, -7, 123_456_789_012, 2 ** 40 - 1, Infinity, -Infinity]) {
      expect(roundToPlanPrecision(value)).toBe(value);
    }
    expect(Object.is(roundToPlanPrecision(-0), 0)).toBe(true);
  });
  it("rounds to the nearest number with 40 bits", () => {
    expect(roundToPlanPrecision(1 + 2 ** -40)).toSatisfy((value) => value === 1 || value === 1 + 2 ** -39);
    expect(roundToPlanPrecision(1 + 1.1 * 2 ** -40)).toBe(1 + 2 ** -39);
    expect(roundToPlanPrecision(1 + 0.9 * 2 ** -40)).toBe(1);
  });
  it("is idempotent, odd, monotone and moves nothing by more than 2^-40", () => {
    fc.assert(
      fc.property(anyNumber, anyNumber, (left, right) => {
        const rounded = roundToPlanPrecision(left);
        expect(roundToPlanPrecision(rounded)).toBe(rounded);
        expect(roundToPlanPrecision(-left)).toBe(rounded === 0 ? 0 : -rounded);
        const isOrdinary = Math.abs(left) > 1e-290 && Math.abs(left) < 1.7e308;
        expect(!isOrdinary || Math.abs(rounded - left) <= 2 ** -40 * Math.abs(left)).toBe(true);
        const lower = roundToPlanPrecision(Math.min(left, right));
        expect(lower).toBeLessThanOrEqual(roundToPlanPrecision(Math.max(left, right)));
      }),
      { seed: 1, numRuns: 2000 },
    );
  });
});
