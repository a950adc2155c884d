import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { roundToPlanPrecision } from "../../../src/core/maths/round-mantissa.ts";
import { factorDistribution, factorLevels, factorQuantile } from "../../../src/core/simulation/factor.ts";

describe("factorLevels()", () => {
  it("is 1 in every block where the factor is switched off", () => {
    expect([...factorLevels({ factorSigma: 0, factorDegreesOfFreedom: 5 }, 3)]).toEqual([1, 1, 1]);
  });
  it("takes the factor at the middle of equally likely strata", () => {
    const levels = factorLevels({ factorSigma: 0.3, factorDegreesOfFreedom: 4.5 }, 8);
    levels.forEach((level, block) => {
      expect(Math.abs(Math.log(level) / 0.3 - factorQuantile((block + 0.5) / 8, 4.5))).toBeLessThan(1e-11);
    });
    expect([...levels].map(roundToPlanPrecision)).toEqual([...levels]);
  });
  it("rises, with a median of 1, and has the standard deviation of the log that it is given", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        fc.double({ min: 3, max: 100, noNaN: true }),
        (factorSigma, factorDegreesOfFreedom) => {
          const levels = factorLevels({ factorSigma, factorDegreesOfFreedom }, 401);
          expect(levels[200]).toBe(1);
          let squares = 0;
          levels.forEach((level, block) => {
            squares += Math.log(level) ** 2 / 401;
            expect(level).toBeGreaterThan(levels[block - 1] ?? 0);
          });
          // Midpoints leave out what lies beyond the outer ones.
          const sd = Math.sqrt(squares) / factorSigma;
          expect(sd).toBeGreaterThan(0.97);
          expect(sd).toBeLessThan(1.001);
        },
      ),
      { seed: 1, numRuns: 30 },
    );
  });
  it("refuses what is no spread", () => {
    expect(() => factorLevels({ factorSigma: -1, factorDegreesOfFreedom: 5 }, 8)).toThrow(RangeError);
    expect(() => factorLevels({ factorSigma: 0.1, factorDegreesOfFreedom: 2 }, 8)).toThrow(RangeError);
    expect(() => factorLevels({ factorSigma: 0.1, factorDegreesOfFreedom: 5 }, 0)).toThrow(RangeError);
  });
});

describe("factorQuantile()", () => {
  it("is cut off at 4.21 for 5 degrees of freedom, after rescaling", () => {
    expect(factorQuantile(1, 5)).toBeCloseTo(4.21191, 5);
    expect(factorDistribution(5).cdf(4.3)).toBe(1);
    expect(factorDistribution(5).cdf(-4.3)).toBe(0);
    expect(factorDistribution(5).cdf(factorQuantile(0.2, 5))).toBeCloseTo(0.2, 11);
  });
});
