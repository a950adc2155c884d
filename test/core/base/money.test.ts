import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decimalFromMinorUnits, minorDigitsOf, minorUnitsFromDecimal } from "../../../src/core/base/money.ts";

const wholeUnits = fc.integer({ min: -(2 ** 53 - 1), max: 2 ** 53 - 1 });

const cents = (text: string) => minorUnitsFromDecimal(text, 2);

describe("minorDigitsOf()", () => {
  it("knows the decimal places of ISO 4217, the same on every machine", () => {
    const digits: readonly (readonly [number, string])[] = [
      [0, "JPY KRW CLP ISK VND XAF XOF XPF UGX PYG"],
      [2, "EUR USD GBP CHF INR HUF COP IDR PKR AFN IRR TWD MGA XXX"],
      [3, "KWD BHD IQD JOD LYD OMR TND"],
      [4, "CLF UYW"],
    ];
    for (const [count, codes] of digits)
      for (const code of codes.split(" ")) expect(`${code} ${minorDigitsOf(code)}`).toBe(`${code} ${count}`);
  });

  it("takes two for a code it does not know and stops at what is no code", () => {
    expect(minorDigitsOf("ZZZ")).toBe(2);
    for (const text of ["", "EURO", "eur", "E1R", "€"]) expect(() => minorDigitsOf(text)).toThrow(RangeError);
  });
});

describe("minor units and decimals", () => {
  it("round trip for every whole number of minor units and every number of digits", () => {
    fc.assert(
      fc.property(wholeUnits, fc.integer({ min: 0, max: 4 }), (units, digits) => {
        const text = decimalFromMinorUnits(units, digits);
        expect(minorUnitsFromDecimal(text, digits)).toBe(units);
        expect(text.split(".")[1]?.length ?? 0).toBe(digits);
      }),
      { numRuns: 1_000 },
    );
  });

  it("round half to even, away from binary fractions", () => {
    expect(["0.005", "0.015", "0.025", "1.005", "2.675", "-0.015", "-0.025"].map(cents)).toEqual([
      0, 2, 2, 100, 268, -2, -2,
    ]);
    expect([0.5, 1.5, 2.5, -0.5, -1.5, 2.4999].map((units) => decimalFromMinorUnits(units, 0))).toEqual([
      "0",
      "2",
      "2",
      "0",
      "-2",
      "2",
    ]);
  });

  it("agree with exact integer arithmetic on any decimal text", () => {
    const text = fc.tuple(
      fc.boolean(),
      fc.integer({ min: 0, max: 10 ** 9 }),
      fc.integer({ min: 0, max: 99_999 }),
    );
    fc.assert(
      fc.property(text, ([isNegative, whole, fraction]) => {
        const scaled = BigInt(whole) * 100_000n + BigInt(fraction); // in 1/100000
        const [down, rest] = [scaled / 1_000n, scaled % 1_000n];
        const isUp = rest > 500n || (rest === 500n && down % 2n === 1n);
        const magnitude = Number(down + (isUp ? 1n : 0n));
        const written = `${isNegative ? "-" : ""}${whole}.${String(fraction).padStart(5, "0")}`;
        expect(cents(written) + 0).toBe((isNegative ? -magnitude : magnitude) + 0);
      }),
      { numRuns: 500 },
    );
  });

  it("never show a negative zero, an exponent or a number that is not finite", () => {
    expect(decimalFromMinorUnits(-0.2, 2)).toBe("0.00");
    expect(decimalFromMinorUnits(-0, 3)).toBe("0.000");
    expect(decimalFromMinorUnits(9_007_199_254_740_991, 2)).toBe("90071992547409.91");
    expect(decimalFromMinorUnits(1e20, 0)).toBe("100000000000000000000");
    expect(() => decimalFromMinorUnits(Number.NaN, 2)).toThrow(RangeError);
    expect(() => decimalFromMinorUnits(Number.POSITIVE_INFINITY, 2)).toThrow(RangeError);
    expect(() => minorUnitsFromDecimal("1e20", 2)).toThrow(RangeError);
  });
});
