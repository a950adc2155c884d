import { Decimal } from "decimal.js";
import { describe, expect, it } from "vitest";
import type { Lever } from "../../../src/core/scenario/lever.ts";
import { simulateScenario, startRun } from "../../../src/core/scenario/simulate-scenario.ts";
import { companyView, modelOf, scenarioOf } from "./case-samples.ts";
import { relativeDifference } from "./relative-difference.ts";
import { everyPipelineLever, leverOf, rampLever } from "./sample-levers.ts";

const view = companyView();
const model = modelOf(view, 12, { columns: ["region", "owner"] });
const DRAWS = { drawCount: 1_000, seed: 1, minorDigits: 2 };
const run = startRun(model, DRAWS);
const owner = view.attributes.find(({ name }) => name === "owner")!.values.find((name) => name !== "")!;
const pipelineLevers = (size: number): Lever[] => everyPipelineLever(size, owner);
const simulate = (levers: readonly Lever[]) => simulateScenario(run, scenarioOf({ levers }));
const meanOf = (values: Float64Array): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

describe("simulateScenario()", () => {
  it("gives the same bytes whatever the order of the levers", () => {
    const uncertain = everyPipelineLever({ distribution: "uniform", low: -0.1, high: 0.1 }, owner);
    const forward = simulate(uncertain);
    const backward = simulate(uncertain.toReversed());
    expect(backward.flows.lines).toEqual(forward.flows.lines);
    expect(backward.flows.netFlows).toEqual(forward.flows.netFlows);
  });

  it("gives a case the same figures to a few per cent whatever the longest scenario of its run", () => {
    const levers = [leverOf("win_rate", 0.1), rampLever(-0.5)];
    const long = startRun(modelOf(view, 24), DRAWS);
    const ofShort = simulateScenario(startRun(modelOf(view, 12), DRAWS), scenarioOf({ levers }));
    const ofLong = simulateScenario(long, scenarioOf({ levers }));
    const [left, right] = [ofShort, ofLong].map(({ figures }) => meanOf(figures.netPresentValue.draws));
    expect(relativeDifference(left!, right!)).toBeLessThan(0.1);
  });

  it("answers with the same bytes when asked again", () => {
    const levers = pipelineLevers(0.1);
    expect(simulateScenario(startRun(model, DRAWS), scenarioOf({ levers })).flows).toEqual(
      simulate(levers).flows,
    );
  });

  it("simulates one month and ten years", () => {
    const one = startRun(modelOf(view, 1), { ...DRAWS, drawCount: 128 });
    expect(
      simulateScenario(one, scenarioOf({ horizonMonths: 1, levers: [leverOf("win_rate", 0.1)] })).flows
        .lines[0]!.cells.length,
    ).toBe(2);
    const ten = startRun(modelOf(view, 120), { ...DRAWS, drawCount: 128 });
    const scenario = scenarioOf({
      horizonMonths: 120,
      discountRatePerYear: new Decimal(0),
      levers: [leverOf("win_rate", 0.1)],
    });
    const { flows, figures } = simulateScenario(ten, scenario);
    expect(flows.netFlows.every(Number.isFinite)).toBe(true);
    expect(figures.netPresentValue.ledger.ok).toBe(true);
  });
});
