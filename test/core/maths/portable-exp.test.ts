import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { portableExp, portableSinh } from "../../../src/core/maths/portable-exp.ts";

const relative = (value: number, expected: number): number => Math.abs(value / expected - 1);

describe("portableExp()", () => {
  it("is within two units in the last place of the runtime's", () => {
    fc.assert(
      fc.property(fc.double({ min: -700, max: 709, noNaN: true }), (x) => {
        expect(relative(portableExp(x), Math.exp(x))).toBeLessThan(5e-16);
      }),
      { seed: 1, numRuns: 2000 },
    );
  });
  it("keeps the bits that this table was made with, on every runtime", () => {
    const kept = [-30.7, -1, -0.1, 0.3, 1, 7.7, 300].map(portableExp);
    expect(kept).toEqual([
      4.646858044746973e-14, 0.36787944117144233, 0.9048374180359595, 1.3498588075760032, 2.7182818284590455,
      2208.347991887209, 1.9424263952412558e130,
    ]);
  });
  it("goes to 0 and Infinity beyond what can be written", () => {
    expect(portableExp(-800)).toBe(0);
    expect(portableExp(800)).toBe(Infinity);
    expect(portableExp(-740)).toBe(Math.exp(-740));
    expect(portableExp(Number.NaN)).toBeNaN();
  });
});

describe("portableSinh()", () => {
  it("is within a few units in the last place, near 0 too", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-12, max: 30, noNaN: true }), (x) => {
        expect(relative(portableSinh(x), Math.sinh(x))).toBeLessThan(1e-15);
        expect(portableSinh(-x)).toBe(-portableSinh(x));
      }),
      { seed: 1, numRuns: 1000 },
    );
  });
});
