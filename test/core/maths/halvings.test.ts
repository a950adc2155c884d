import { describe, expect, it } from "vitest";
import { halvings } from "../../../src/core/maths/halvings.ts";

describe("halvings()", () => {
  it("halves once for every half-life", () => {
    expect(halvings(0)).toBe(1);
    for (let count = 1; count <= 40; count++) {
      expect(Math.abs(halvings(count) * 2 ** count - 1)).toBeLessThan(1e-13);
    }
  });

  it("multiplies over parts of a half-life", () => {
    expect(halvings(0.25) ** 4).toBeCloseTo(0.5, 14);
    expect(halvings(1.75)).toBeCloseTo(halvings(1) * halvings(0.75), 15);
  });
});
