import { describe, expect, it } from "vitest";
import { dealStrands } from "../../../src/core/simulation/deal-strands.ts";
import { reordered, samplePlan } from "./sample-plans.ts";

describe("dealStrands()", () => {
  it("deals out variance evenly", () => {
    const plan = samplePlan({ opportunityCount: 4_500, periodCount: 1, newWins: 0, spreadSigmas: [0] });
    const { count, openCount, ofOpportunity } = dealStrands(plan);
    expect([count, openCount]).toEqual([9, 9]);
    const loads = new Float64Array(9);
    ofOpportunity.forEach((strand, index) => {
      const chance = plan.winProbabilities[index]!;
      loads[strand]! += plan.amounts[index]! ** 2 * chance * (1 - chance);
    });
    expect(Math.max(...loads) / Math.min(...loads)).toBeLessThan(1.1);
  });

  it("keeps opportunities and new business apart, and gives both what their variance asks for", () => {
    const plan = samplePlan({ opportunityCount: 400, newWins: 400 });
    const { count, openCount, ofOpportunity, ofCell } = dealStrands(plan);
    expect(Math.max(...ofOpportunity)).toBe(openCount - 1);
    expect(Math.min(...ofCell)).toBe(openCount);
    expect(Math.max(...ofCell)).toBe(count - 1);
    expect(count).toBe(9);
  });

  it("does not depend on the order of the plan", () => {
    const plan = samplePlan({ opportunityCount: 300 });
    const order = plan.opportunityIds.map((_, index) => (index * 7 + 5) % 300);
    const shuffled = dealStrands({ ...reordered(plan, order), newBusiness: plan.newBusiness.toReversed() });
    const { ofOpportunity, ofCell } = dealStrands(plan);
    expect(Array.from(shuffled.ofOpportunity)).toEqual(order.map((index) => ofOpportunity[index]));
    const periodCount = plan.periods.length;
    const processes = [2, 1, 0].map((process) =>
      Array.from(ofCell.subarray(process * periodCount, (process + 1) * periodCount)),
    );
    expect(Array.from(shuffled.ofCell)).toEqual(processes.flat());
  });

  it("has no strands without business", () => {
    expect(dealStrands(samplePlan({ opportunityCount: 0, newWins: 0 })).count).toBe(0);
  });
});
