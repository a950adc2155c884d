import { Decimal } from "decimal.js";
import { describe, expect, it } from "vitest";
import { MoneyDecimal } from "../../../src/core/base/money.ts";
import type { CostPlan } from "../../../src/core/costs/cost-plan.ts";
import { discountFactorsForDraws } from "../../../src/core/roi/discount.ts";
import type { FlowLine } from "../../../src/core/scenario/case-flows.ts";
import type { CaseFigure } from "../../../src/core/scenario/case-figures.ts";
import type { DirectBenefit } from "../../../src/core/scenario/direct-benefit.ts";
import { caseRiskView } from "../../../src/core/scenario/risk-view.ts";
import type { Scenario } from "../../../src/core/scenario/scenario.ts";
import {
  simulateScenario,
  startRun,
  type ScenarioResult,
} from "../../../src/core/scenario/simulate-scenario.ts";
import { companyView, fixedCosts, modelOf, NO_COSTS, scenarioOf } from "./case-samples.ts";
import { sampleBook } from "./sample-business.ts";
import { leverOf } from "./sample-levers.ts";

const model = modelOf(companyView(), 12);
const run = startRun(model, { drawCount: 1_000, seed: 1, minorDigits: 2 });
const benefit = (perMonth: string): DirectBenefit => ({
  name: "Hours",
  kind: "amount",
  perMonth: new MoneyDecimal(perMonth),
  startMonth: 2,
  adoptionMonths: 3,
  growthRatePerYear: new MoneyDecimal("0.03"),
  reasoning: "",
});
const replacing: CostPlan = {
  ...fixedCosts(5_000, 333.33),
  technology: [
    {
      name: "Tool",
      category: "technology",
      startMonth: 1,
      licence: {
        seats: 7,
        growthRatePerYear: new Decimal(0),
        per: "month",
        tiers: [{ pricePerSeat: new Decimal("33.335") }],
        tierPricing: "graduated",
        billed: "monthly",
        renewalTermMonths: 12,
        renewalUpliftRate: new Decimal(0),
      },
      replaces: { name: "Old tool", costPerMonth: new Decimal("99.99"), overlapMonths: 2 },
    },
  ],
};
const net30 = {
  bookingShare: 0.7,
  terms: {
    kind: "recurring" as const,
    serviceMonths: 12,
    billing: "yearly" as const,
    startDelayMonths: 1,
    paymentDays: 30,
  },
};
const CASES: Readonly<Record<string, Scenario>> = {
  "paid at once": scenarioOf({ levers: [leverOf("win_rate", 0.1)], costs: fixedCosts(2_000, 100) }),
  "with contracts, benefits and a tool replaced": scenarioOf({
    levers: [leverOf("win_rate", { distribution: "uniform", low: 0, high: 0.2 })],
    contracts: [net30],
    costs: replacing,
    directBenefits: [benefit("123.456")],
  }),
  "with a recurring book": scenarioOf({
    levers: [leverOf("churn", -0.1), leverOf("opportunity_creation", 0.1)],
    recurring: sampleBook(),
    costs: fixedCosts(2_000, 100),
  }),
  "with costs alone": scenarioOf({ costs: fixedCosts(2_000, 100) }),
};
const results = Object.entries(CASES).map(([name, scenario]): readonly [string, ScenarioResult] => [
  name,
  simulateScenario(run, scenario),
]);
const linesOf = ({ flows }: ScenarioResult, kind: string, of = "difference"): readonly FlowLine[] =>
  flows.lines.filter((line) => line.kind === kind && line.of === of);
const sumIn = (lines: readonly FlowLine[], month: number): Decimal =>
  lines.reduce((sum, { cells }) => sum.plus(cells[month]!), new MoneyDecimal(0));
const COUNTED = ["gross_margin", "payment_timing", "direct_benefit", "avoided_cost", "cost"];
const meanOf = (values: Float64Array): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

describe.each(results)("caseFlows() %s", (_, result) => {
  const { flows, base, changed } = result;
  const { monthCount, drawCount } = flows;

  it("adds up to the net in every month of the ledger, to the cent", () => {
    const [net] = linesOf(result, "net");
    for (let month = 0; month <= monthCount; month++) {
      const parts = COUNTED.flatMap((kind) => linesOf(result, kind));
      expect(net!.cells[month]!.toFixed()).toBe(sumIn(parts, month).toFixed());
    }
  });

  it("shows the difference of scenario and base in every line, and whole cents only", () => {
    for (const { kind, of, cells } of flows.lines) {
      expect(cells.length).toBe(monthCount + 1);
      expect(cells.every((cell) => cell.decimalPlaces() <= 2)).toBe(true);
      const [before, after] = [linesOf(result, kind, "base")[0], linesOf(result, kind, "scenario")[0]];
      const isPair = of === "difference" && before !== undefined && after !== undefined;
      const differences = cells.map((cell, month) =>
        isPair ? after.cells[month]!.minus(before.cells[month]!).minus(cell).toNumber() : 0,
      );
      expect(differences.every((left) => left === 0)).toBe(true);
    }
  });

  it("accumulates the net", () => {
    const [[net], [cumulative]] = [linesOf(result, "net"), linesOf(result, "cumulative")];
    let sum = new MoneyDecimal(0);
    net!.cells.forEach((amount, month) => {
      sum = sum.plus(amount);
      expect(cumulative!.cells[month]!.equals(sum)).toBe(true);
    });
  });

  it("holds in every draw: margin and timing of both sides, benefits and costs", () => {
    const fixed = Array.from({ length: monthCount + 1 }, (__, month) =>
      Math.round(
        100 *
          sumIn(
            ["direct_benefit", "avoided_cost", "cost"].flatMap((kind) => linesOf(result, kind)),
            month,
          ).toNumber(),
      ),
    );
    const wrong = flows.netFlows.filter((net, cell) => {
      const month = Math.floor(cell / drawCount);
      const at = cell - drawCount;
      const flow = ({ money }: typeof base): number =>
        month === 0 ? 0 : money!.grossMargin[at]! + money!.cash[at]! - money!.revenue[at]!;
      return net !== flow(changed) - flow(base) + fixed[month]!;
    });
    expect(wrong.length).toBe(0);
  });

  it("has a ledger that is the mean of the draws, to the cents of its rounding", () => {
    const [net] = linesOf(result, "net");
    for (let month = 0; month <= monthCount; month++) {
      const mean = meanOf(flows.netFlows.subarray(month * drawCount, (month + 1) * drawCount));
      // Six means of lines are rounded by half a cent each.
      expect(Math.abs(net!.cells[month]!.toNumber() * 100 - mean)).toBeLessThanOrEqual(3.001);
    }
  });

  it("has figures of the ledger that are those of its net line, and close to the mean of the draws", () => {
    const { figures, scenario } = result;
    const [net] = linesOf(result, "net");
    const factors = discountFactorsForDraws(scenario.discountRatePerYear, monthCount);
    const direct = net!.cells.reduce((sum, cell, month) => sum + factors[month]! * cell.toNumber(), 0);
    const ledger = ({ ledger: own }: CaseFigure): number => (own.ok ? own.value.toNumber() : Number.NaN);
    expect(Math.abs(ledger(figures.netPresentValue) - direct)).toBeLessThan(0.0051);
    const mean = meanOf(figures.netPresentValue.draws) / 100;
    expect(Math.abs(mean - direct)).toBeLessThan(0.03 * (monthCount + 1));
    const difference = ledger(figures.presentValueOfBenefits) - ledger(figures.presentValueOfCosts);
    expect(Math.abs(difference - ledger(figures.netPresentValue))).toBeLessThan(0.011);
    expect(figures.presentValueOfCosts.draws[0]! / 100).toBeCloseTo(ledger(figures.presentValueOfCosts), 1);
    const ratio = ledger(figures.netPresentValue) / ledger(figures.presentValueOfCosts);
    expect(Math.abs(ledger(figures.returnOnInvestment) - ratio)).toBeLessThan(1e-4);
  });

  it("explains its figures by terms that add up to them exactly", () => {
    const explanation = result.figures.explanations.find(({ figure }) => figure === "netPresentValue")!;
    const sum = explanation.terms.reduce((total, { value }) => total.plus(value), new MoneyDecimal(0));
    expect(sum.minus(explanation.value).abs().lessThan("1e-20")).toBe(true);
  });
});

describe("a case without pipeline data", () => {
  const alone = (scenario: Scenario, minorDigits = 2): ScenarioResult =>
    simulateScenario(startRun(undefined, { drawCount: 1_000, seed: 1, minorDigits }), scenario);

  it("has the same flows in every draw", () => {
    const { flows, figures } = alone(
      scenarioOf({ costs: fixedCosts(1_000), directBenefits: [benefit("200")] }),
    );
    const { drawCount } = flows;
    flows.netFlows.forEach((net, cell) => {
      expect(net).toBe(flows.netFlows[cell - (cell % drawCount)]);
    });
    const npv = figures.netPresentValue;
    expect(npv.ledger.ok && npv.ledger.value.toNumber()).toBeCloseTo(npv.draws[0]! / 100, 1);
  });

  it("rounds to whole units of the currency, of a yearly table too", () => {
    const yearly = {
      costs: { initial: new MoneyDecimal("53150.55"), years: [new MoneyDecimal("10.5")] },
      benefits: { initial: new MoneyDecimal(0), years: [new MoneyDecimal("160651.4567")] },
    };
    for (const minorDigits of [0, 2, 3]) {
      const { flows } = alone(scenarioOf({ yearlyTable: yearly }), minorDigits);
      for (const { cells } of flows.lines) {
        expect(Math.max(...cells.map((cell) => cell.decimalPlaces()))).toBeLessThanOrEqual(minorDigits);
      }
      expect(flows.netFlows.every(Number.isInteger)).toBe(true);
    }
  });

  it("keeps the range of an item for the view that adjusts for risk", () => {
    const risk = { low: new MoneyDecimal(1), likely: new MoneyDecimal(1), high: new MoneyDecimal("1.3") };
    const less = { low: new MoneyDecimal("0.7"), likely: new MoneyDecimal(1), high: new MoneyDecimal(1) };
    const [item] = fixedCosts(1_000).fixed;
    const scenario = scenarioOf({
      costs: { ...NO_COSTS, fixed: [{ ...item!, risk }] },
      directBenefits: [{ ...benefit("200"), riskAdjustment: less }],
    });
    const { flows, figures } = alone(scenario);
    const { riskAdjusted } = caseRiskView(flows, scenario)!;
    const { presentValueOfBenefits: benefits, presentValueOfCosts: costs } = figures;
    if (!benefits.ledger.ok || !costs.ledger.ok) throw new Error("There are benefits and costs");
    expect(riskAdjusted.presentValueOfCosts.toNumber()).toBeCloseTo(1.1 * costs.ledger.value.toNumber(), 1);
    expect(riskAdjusted.presentValueOfBenefits.toNumber()).toBeCloseTo(
      0.9 * benefits.ledger.value.toNumber(),
      1,
    );
  });

  it("says that levers on the pipeline change nothing, and has no money lines", () => {
    const { flows, findings } = alone(
      scenarioOf({ levers: [leverOf("win_rate", 0.1)], directBenefits: [benefit("10")], costs: NO_COSTS }),
    );
    expect(findings.map(({ code }) => code)).toEqual(["lever_without_effect", "no_costs"]);
    expect(flows.lines.map(({ kind }) => kind)).toEqual(["direct_benefit", "net", "cumulative"]);
  });
});
