import fc from "fast-check";
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
        if (Number.isFinite(left) && Math.abs(left) > 1e-290 && Math.abs(left) < 1.7e308) {
          expect(Math.abs(rounded - left)).toBeLessThanOrEqual(2 ** -40 * Math.abs(left));
        }
        if (left <= right) expect(rounded).toBeLessThanOrEqual(roundToPlanPrecision(right));
      }),
      { seed: 1, numRuns: 2000 },
    );
  });
});
