import { describe, expect, it } from "vitest";
import { gaussLegendre } from "../../../src/core/maths/gauss-legendre.ts";

describe("gaussLegendre()", () => {
  it("gives the textbook rule with three nodes", () => {
    const { nodes, weights } = gaussLegendre(3);
    expect(nodes[0]).toBeCloseTo(-Math.sqrt(0.6), 15);
    expect(nodes[1]).toBe(0);
    expect(weights[0]).toBeCloseTo(5 / 9, 15);
    expect(weights[1]).toBeCloseTo(8 / 9, 15);
  });
  it("is exact for polynomials up to degree 2 n - 1", () => {
    for (const count of [1, 2, 5, 14, 60, 200]) {
      const { nodes, weights } = gaussLegendre(count);
      const degree = 2 * count - 2;
      let sum = 0;
      nodes.forEach((node, index) => (sum += weights[index]! * node ** degree));
      expect(Math.abs((sum * (degree + 1)) / 2 - 1)).toBeLessThan(1e-11);
    }
  });
  it("refuses a rule without nodes", () => expect(() => gaussLegendre(0)).toThrow(RangeError));
});
