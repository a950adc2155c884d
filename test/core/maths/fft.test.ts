import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fourierTransform, powerOfTwoAtLeast } from "../../../src/core/maths/fft.ts";

const signal = fc.integer({ min: 0, max: 8 }).chain((power) =>
  fc.array(
    fc.tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.double({ min: -1, max: 1, noNaN: true })),
    {
      minLength: 2 ** power,
      maxLength: 2 ** power,
    },
  ),
);

describe("fourierTransform()", () => {
  it("equals the defining sum", () => {
    fc.assert(
      fc.property(signal, (values) => {
        const n = values.length;
        const re = Float64Array.from(values, ([x]) => x);
        const im = Float64Array.from(values, ([, y]) => y);
        fourierTransform(re, im);
        for (let k = 0; k < n; k++) {
          let sumRe = 0;
          let sumIm = 0;
          values.forEach(([x, y], j) => {
            const angle = (-2 * Math.PI * ((j * k) % n)) / n;
            sumRe += x * Math.cos(angle) - y * Math.sin(angle);
            sumIm += x * Math.sin(angle) + y * Math.cos(angle);
          });
          expect(Math.abs(re[k]! - sumRe)).toBeLessThan(1e-12);
          expect(Math.abs(im[k]! - sumIm)).toBeLessThan(1e-12);
        }
      }),
      { seed: 1, numRuns: 40 },
    );
  });
  it("refuses a length that is no power of two", () => {
    expect(() => fourierTransform(new Float64Array(3), new Float64Array(3))).toThrow(RangeError);
  });
});

describe("powerOfTwoAtLeast()", () => {
  it("rounds up", () => expect([1, 2, 3, 1025].map(powerOfTwoAtLeast)).toEqual([1, 2, 4, 2048]));
});
