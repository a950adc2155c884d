import { describe, expect, it } from "vitest";
import { drawInline } from "../../../src/core/simulation/draw-inline.ts";
import { samplePlan } from "./sample-plans.ts";

describe("drawInline()", () => {
  it("draws the same bytes whether strands are counted or not", () => {
    const plan = samplePlan();
    const counted = drawInline(plan, { drawCount: 1_000, seed: 3 });
    const plain = drawInline(plan, { drawCount: 1_000, seed: 3, countsStrands: false });
    expect(plain.strands).toBeUndefined();
    expect(counted.strands).toBeDefined();
    expect(Buffer.from(plain.cells.buffer).equals(Buffer.from(counted.cells.buffer))).toBe(true);
  });

  it("draws the same periods whatever leaf business belongs to", () => {
    const plan = samplePlan();
    const inOneLeaf = {
      ...plan,
      opportunityLeaves: new Uint16Array(plan.opportunityIds.length),
      newBusiness: plan.newBusiness.map((process) => ({ ...process, leaf: 0 })),
    };
    const options = { drawCount: 1_000, seed: 3, countsStrands: false };
    const rowsOf = (drawn: ReturnType<typeof drawInline>) =>
      drawn.cells.subarray(0, (3 + plan.periods.length) * drawn.drawCount);
    expect(rowsOf(drawInline(inOneLeaf, options))).toEqual(rowsOf(drawInline(plan, options)));
  });

  it("draws nothing where there is nothing to draw", () => {
    const plan = samplePlan();
    const nothing = {
      ...plan,
      opportunityIds: [],
      amounts: new Float64Array(0),
      spreadClasses: new Uint8Array(0),
      opportunityLeaves: new Uint16Array(0),
      winProbabilities: new Float64Array(0),
      newBusiness: [],
    };
    const { cells } = drawInline(nothing, { drawCount: 100, seed: 1, countsStrands: false });
    expect(cells.every((amount) => amount === 0)).toBe(true);
  });
});
