import { Decimal } from "decimal.js";
import { describe, expect, it } from "vitest";
import { combinedScenario } from "../../../src/core/scenario/combined-scenario.ts";
import type { Scenario } from "../../../src/core/scenario/scenario.ts";
import { simulateScenario, startRun } from "../../../src/core/scenario/simulate-scenario.ts";
import { companyView, fixedCosts, modelOf, scenarioOf } from "./case-samples.ts";
import { leverOf } from "./sample-levers.ts";

const meanOf = (values: Float64Array): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const together = (...scenarios: readonly Scenario[]): Scenario => {
  const combined = combinedScenario(scenarios);
  if (!combined.ok) throw new Error(combined.reason);
  return combined.value;
};
const wins = scenarioOf({ name: "wins", levers: [leverOf("win_rate", 0.2)], costs: fixedCosts(1_000) });
const sizes = scenarioOf({ name: "sizes", levers: [leverOf("deal_size", 0.3)], costs: fixedCosts(2_000) });

describe("combinedScenario()", () => {
  it("has the costs of both, and levers multiply where the sum of two cases has each alone", () => {
    const run = startRun(modelOf(companyView(), 12), { drawCount: 500, seed: 3, minorDigits: 2 });
    const npvOf = (scenario: Scenario): number =>
      meanOf(simulateScenario(run, scenario).figures.netPresentValue.draws);
    const costs = 300_000;
    const [first, second] = [npvOf(wins) + 100_000, npvOf(sizes) + 200_000];
    const joint = npvOf(together(wins, sizes)) + costs;
    // 1.2 x 1.3 = 1.56: six points beyond the sum of 0.2 and 0.3, which is a third of the first effect at 0.3 of it.
    expect(joint - first - second).toBeGreaterThan(0);
    expect((joint - first - second) / (0.3 * first)).toBeCloseTo(1, 1);
  });

  it("does not exist for cases on other terms, by yearly sums, or with levers of one name", () => {
    const reasonOf = (other: Scenario): string | undefined => {
      const combined = combinedScenario([wins, other]);
      return combined.ok ? undefined : combined.reason;
    };
    expect(reasonOf({ ...sizes, horizonMonths: 6 })).toBe("other_terms");
    expect(reasonOf({ ...sizes, grossMargin: new Decimal("0.5") })).toBe("other_terms");
    expect(reasonOf({ ...sizes, levers: wins.levers })).toBe("same_lever_name");
    const sums = { initial: new Decimal(1), years: [new Decimal(1)] };
    expect(reasonOf({ ...sizes, levers: [], yearlyTable: { costs: sums, benefits: sums } })).toBe(
      "yearly_table",
    );
    expect(reasonOf(sizes)).toBeUndefined();
  });
});
