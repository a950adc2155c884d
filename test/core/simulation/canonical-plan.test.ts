import { describe, expect, it } from "vitest";
import type { Day } from "../../../src/core/base/day.ts";
import { canonicalPlanBytes } from "../../../src/core/simulation/canonical-plan.ts";
import type { SimulationPlan } from "../../../src/core/simulation/plan.ts";
import { reordered, samplePlan } from "./sample-plans.ts";
import { simulateInline } from "./simulate-inline.ts";

const plan = samplePlan();
const SMALL = { drawCount: 640, seed: 1 };

/** The plan with its leaves in reverse order. */
function withLeavesReversed(plan: SimulationPlan): SimulationPlan {
  const last = plan.leaves.length - 1;
  const periodCount = plan.periods.length;
  const booked = plan.booked.map((_, cell) => {
    const leaf = Math.floor(cell / periodCount);
    return plan.booked[(last - leaf) * periodCount + (cell % periodCount)]!;
  });
  return {
    ...plan,
    leaves: plan.leaves.toReversed(),
    opportunityLeaves: plan.opportunityLeaves.map((leaf) => last - leaf),
    newBusiness: plan.newBusiness.map((process) => ({ ...process, leaf: last - process.leaf })),
    booked,
  };
}

describe("canonicalPlanBytes()", () => {
  const bytes = canonicalPlanBytes(plan);

  it("are the same for opportunities, processes and leaves in another order, and so are the draws", () => {
    const order = plan.opportunityIds.map((_, index) => (index * 13 + 5) % plan.opportunityIds.length);
    const shuffled = withLeavesReversed({
      ...reordered(plan, order),
      newBusiness: plan.newBusiness.toReversed(),
    });
    expect(canonicalPlanBytes(shuffled)).toEqual(bytes);
    expect(simulateInline("wasm", shuffled, SMALL).cells).toEqual(simulateInline("wasm", plan, SMALL).cells);
  });

  it("are the same for numbers that differ in their last bits, and so are the draws", () => {
    const nudged: SimulationPlan = {
      ...plan,
      winProbabilities: plan.winProbabilities.map((chance) => chance * (1 + 2 ** -50)),
      openScale: plan.openScale * (1 + 2 ** -52),
      factorSigma: plan.factorSigma * (1 - 2 ** -52),
    };
    expect(canonicalPlanBytes(nudged)).toEqual(bytes);
    expect(simulateInline("wasm", nudged, SMALL).cells).toEqual(simulateInline("wasm", plan, SMALL).cells);
  });

  it.each<[string, Partial<SimulationPlan>]>([
    ["an amount", { amounts: plan.amounts.with(3, 1) }],
    ["a chance", { winProbabilities: plan.winProbabilities.with(8, 0.5) }],
    ["a spread", { spreadSigmas: Float64Array.of(0, 0.3, 0.81) }],
    [
      "a leaf",
      { opportunityLeaves: plan.opportunityLeaves.map((leaf, index) => (index === 0 ? 5 - leaf : leaf)) },
    ],
    ["an id", { opportunityIds: plan.opportunityIds.with(0, "other") }],
    ["the open scale", { openScale: 1.2 }],
    ["the common factor", { factorSigma: 0.16 }],
    ["its degrees of freedom", { factorDegreesOfFreedom: 6 }],
    ["new business", { newBusiness: plan.newBusiness.slice(1) }],
    ["booked revenue", { booked: plan.booked.with(2, 5) }],
    ["a period", { periods: plan.periods.with(0, { ...plan.periods[0]!, from: 17_999 as Day }) }],
    ["a group's name", { dimensions: plan.dimensions.with(1, { name: "dimension 1", groups: ["a", "b"] }) }],
  ])("differ when %s does", (_, change) => {
    expect(canonicalPlanBytes({ ...plan, ...change })).not.toEqual(bytes);
  });
});
