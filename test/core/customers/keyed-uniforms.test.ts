import { describe, expect, it } from "vitest";
import { fillKeyedUniforms, PURPOSES } from "../../../src/core/customers/keyed-uniforms.ts";

const COUNT = 20_000;
const key = { seed: 1, segmentName: "SMB", month: 3, purpose: PURPOSES.leaving };
function uniformsOf(changes: Partial<typeof key> | { purpose: 1 } = {}): Float64Array {
  const uniforms = new Float64Array(COUNT);
  fillKeyedUniforms(uniforms, { ...key, ...changes });
  return uniforms;
}

describe("fillKeyedUniforms()", () => {
  it("fills a hundred equal bins evenly", () => {
    const counts = new Float64Array(100);
    for (const uniform of uniformsOf()) counts[Math.floor(100 * uniform)]!++;
    const chiSquare = counts.reduce((sum, count) => sum + (count - COUNT / 100) ** 2 / (COUNT / 100), 0);
    // 99 degrees of freedom: mean 99, standard error sqrt(198).
    expect(Math.abs(chiSquare - 99)).toBeLessThan(4 * Math.sqrt(198));
  });
  it("has no correlation between keys that differ in one thing, nor between neighbouring draws", () => {
    const base = uniformsOf();
    const others = [
      uniformsOf({ seed: 2 }),
      uniformsOf({ segmentName: "SMC" }),
      uniformsOf({ month: 4 }),
      uniformsOf({ purpose: PURPOSES.comingBack }),
      base.map((_, index) => base[(index + 1) % COUNT]!),
    ];
    for (const other of others) {
      const covariance = base.reduce((sum, u, index) => sum + (u - 0.5) * (other[index]! - 0.5), 0) / COUNT;
      expect(Math.abs(12 * covariance)).toBeLessThan(4 / Math.sqrt(COUNT));
    }
  });
  it("depends on nothing but its key", () => {
    const fewer = new Float64Array(10);
    fillKeyedUniforms(fewer, key);
    expect(fewer).toEqual(uniformsOf().subarray(0, 10));
  });
});
