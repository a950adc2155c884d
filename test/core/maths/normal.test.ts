import { describe, expect, it } from "vitest";
import { normalCdf, normalDensity, normalQuantile } from "../../../src/core/maths/normal.ts";
import oracle from "./fixtures/distributions.json" with { type: "json" };

describe("normalQuantile()", () => {
  it("agrees with SciPy to 1e-12", () => {
    oracle.normal.p.forEach((p, index) => {
      const expected = oracle.normal.quantile[index]!;
      expect(Math.abs(normalQuantile(p) - expected)).toBeLessThan(1e-12 * Math.max(1, Math.abs(expected)));
    });
  });
  it("is antisymmetric about one half", () => {
    for (const p of [1 / 512, 0.125, 0.25, 0.375]) expect(normalQuantile(1 - p)).toBe(-normalQuantile(p));
  });
  it("reaches the ends and refuses what is no probability", () => {
    expect(normalQuantile(0)).toBe(-Infinity);
    expect(normalQuantile(1)).toBe(Infinity);
    expect(() => normalQuantile(1.01)).toThrow(RangeError);
    expect(() => normalQuantile(Number.NaN)).toThrow(RangeError);
  });
});

describe("normalCdf()", () => {
  it("agrees with SciPy to a relative 1e-13, in the lower tail too, and to 1e-12 at -37", () => {
    oracle.normal.x.forEach((x, index) => {
      const expected = oracle.normal.cdf[index]!;
      expect(Math.abs(normalCdf(x) / expected - 1)).toBeLessThan(x < -10 ? 1e-12 : 1e-13);
    });
  });
  it("has the density as its slope", () => {
    for (const x of [-3, -2.75, -1, 0, 0.5, 2.75, 4]) {
      const slope = (normalCdf(x + 1e-5) - normalCdf(x - 1e-5)) / 2e-5;
      expect(Math.abs(slope - normalDensity(x))).toBeLessThan(1e-9);
    }
  });
});
