import { describe, expect, it } from "vitest";
import { drawBlocksOf } from "../../../src/core/simulation/block-size.ts";
import { preparePlan } from "../../../src/core/simulation/prepare-plan.ts";
import type { SimulationPlan } from "../../../src/core/simulation/plan.ts";
import { samplePlan } from "./sample-plans.ts";

const plan = samplePlan();
const blocks = drawBlocksOf(640);

const keyOf = (prepared: ReturnType<typeof preparePlan>, index: number) => {
  const place = prepared.planIndices.indexOf(index);
  return Array.from(prepared.keys.subarray(2 * place, 2 * place + 2));
};

describe("preparePlan()", () => {
  it("sorts opportunities by strand, leaf and then id", () => {
    const { planIndices, leaves, opportunityEnds } = preparePlan(plan, blocks, 1);
    const strandOf = (place: number) => opportunityEnds.findIndex((end) => place < end);
    const ranks = Array.from(planIndices, (index, place) => ({
      strand: strandOf(place),
      leaf: leaves[place]!,
      id: plan.opportunityIds[index]!,
    }));
    const sorted = ranks.toSorted((a, b) => a.strand - b.strand || a.leaf - b.leaf || (a.id < b.id ? -1 : 1));
    expect(ranks).toEqual(sorted);
    expect(opportunityEnds.at(-1)).toBe(plan.opportunityIds.length);
  });

  it("keeps every column in shared memory, so that posting it to threads copies nothing", () => {
    const prepared = preparePlan(plan, blocks, 1);
    const columns = [...Object.values(prepared), ...Object.values(prepared.newBusiness)].filter((column) =>
      ArrayBuffer.isView(column),
    );
    expect(columns.length).toBeGreaterThan(15);
    for (const column of columns) expect(column.buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  it("depends on other opportunities and their order in no key", () => {
    const alone = samplePlan({ opportunityCount: 1 });
    expect(keyOf(preparePlan(alone, blocks, 1), 0)).toEqual(keyOf(preparePlan(plan, blocks, 1), 0));
    expect(keyOf(preparePlan(plan, blocks, 2), 0)).not.toEqual(keyOf(preparePlan(plan, blocks, 1), 0));
  });

  it("has one cell for each process and sub-period with wins", () => {
    const quiet = { ...plan.newBusiness[1]!, expectedWins: Float64Array.of(0, 2, 0, 0, 0.5) };
    const { newBusiness } = preparePlan({ ...plan, newBusiness: [quiet] }, blocks, 1);
    expect(newBusiness.cellCount).toBe(2);
    expect(Array.from(newBusiness.periods)).toEqual([1, 4]);
    expect(Array.from(newBusiness.expectedWins)).toEqual([2, 0.5]);
  });

  it.each<[string, Partial<SimulationPlan>, string]>([
    ["the same id twice", { opportunityIds: plan.opportunityIds.with(1, plan.opportunityIds[0]!) }, "twice"],
    ["a chance above 1", { winProbabilities: plan.winProbabilities.with(0, 1.5) }, "1.5 as a probability"],
    ["chances above 1 together", { winProbabilities: new Float64Array(300).fill(0.5) }, "with chance 2.5"],
    ["an unknown leaf", { opportunityLeaves: new Uint16Array(60).fill(6) }, "leaf 6"],
    ["an unknown spread class", { spreadClasses: new Uint8Array(60).fill(3) }, "spread class 3"],
    ["no sub-periods", { periods: [] }, "without sub-periods"],
    ["an open scale of 0", { openScale: 0 }, "scale open amounts by 0"],
    ["no amounts", { newBusiness: [{ ...plan.newBusiness[0]!, amounts: new Float64Array(0) }] }, "0 amounts"],
    ["one key twice", { newBusiness: [plan.newBusiness[0]!, plan.newBusiness[0]!] }, "twice under one key"],
  ])("refuses a plan with %s", (_, change, message) => {
    expect(() => preparePlan({ ...plan, ...change }, blocks, 1)).toThrow(message);
  });

  it.each([-1, 0.5, 2 ** 32])("refuses the seed %d", (seed) => {
    expect(() => preparePlan(plan, blocks, seed)).toThrow("as a seed");
  });
});
