import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutStudentT } from "../../../src/core/maths/cut-student-t.ts";
import { gaussLegendre } from "../../../src/core/maths/gauss-legendre.ts";
import oracle from "./fixtures/distributions.json" with { type: "json" };

describe("cutStudentT()", () => {
  it("agrees with SciPy to 1e-11 from 2.1 to 1,000 degrees of freedom", () => {
    for (const { degreesOfFreedom, limit, p, quantile } of oracle.cutStudentT) {
      const tau = cutStudentT(degreesOfFreedom, oracle.cut);
      expect(Math.abs(tau.limit / limit - 1)).toBeLessThan(1e-11);
      p.forEach((share, index) => {
        expect(Math.abs(tau.quantile(share) - quantile[index]!)).toBeLessThan(1e-11 * limit);
        expect(Math.abs(tau.cdf(quantile[index]!) - share)).toBeLessThan(1e-12);
      });
    }
  });
  it("has mean 0, variance 1 and mass 1", () => {
    for (const df of [2.01, 2.5, 4, 30, 1e6]) {
      const tau = cutStudentT(df, 4);
      expect(Math.abs(tau.expectation((x) => x))).toBeLessThan(1e-13);
      expect(Math.abs(tau.expectation((x) => x * x) - 1)).toBeLessThan(1e-12);
      expect(Math.abs(tau.expectation(() => 1) - 1)).toBeLessThan(1e-12);
    }
  });
  it("has a density that integrates to the distribution function", () => {
    const tau = cutStudentT(5, 4);
    const { nodes, weights } = gaussLegendre(60);
    let mass = 0;
    nodes.forEach((node, index) => (mass += weights[index]! * tau.density(1 + node)));
    expect(Math.abs(mass - (tau.cdf(2) - tau.cdf(0)))).toBeLessThan(1e-13);
  });
  it("inverts its distribution function, symmetric about 0 and within its limit", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 2.001, max: 300, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (df, p) => {
          const tau = cutStudentT(df, 4);
          const value = tau.quantile(p);
          expect(Math.abs(tau.cdf(value) - p)).toBeLessThan(1e-12);
          expect(Math.abs(value)).toBeLessThanOrEqual(tau.limit);
          expect(Math.abs(tau.quantile(1 - p) + value)).toBeLessThan(1e-10 * tau.limit);
        },
      ),
      { seed: 1, numRuns: 60 },
    );
  });
  it("refuses a spread that does not exist", () => {
    expect(() => cutStudentT(2, 4)).toThrow("more than 2 are needed");
    expect(() => cutStudentT(5, 0)).toThrow(RangeError);
  });
});
