import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { portableLog, portableLog1p } from "../../../src/core/maths/portable-log.ts";

describe("portableLog()", () => {
  it("is within two units in the last place of the runtime's, near 1 too", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1, max: 1, noNaN: true }),
        fc.integer({ min: -300, max: 300 }),
        (x, power) => {
          for (const value of [1 + x / 1000, (2 + x) * 10 ** power]) {
            const expected = Math.log(value);
            expect(Math.abs(portableLog(value) - expected)).toBeLessThanOrEqual(5e-16 * Math.abs(expected));
          }
        },
      ),
      { seed: 1, numRuns: 2000 },
    );
  });
  it("takes the smallest number there is", () => expect(portableLog(5e-324)).toBe(Math.log(5e-324)));
  it("refuses what has no logarithm", () => {
    expect(() => portableLog(0)).toThrow(RangeError);
    expect(() => portableLog(Infinity)).toThrow(RangeError);
  });
});

describe("portableLog1p()", () => {
  it("keeps the digits of a small value", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -0.9, max: 10, noNaN: true }),
        fc.integer({ min: 0, max: 15 }),
        (x, power) => {
          const value = x * 10 ** -power;
          const expected = Math.log1p(value);
          expect(Math.abs(portableLog1p(value) - expected)).toBeLessThanOrEqual(1e-15 * Math.abs(expected));
        },
      ),
      { seed: 1, numRuns: 2000 },
    );
  });
});
