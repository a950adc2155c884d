import { describe, expect, it } from "vitest";
import { measureKpi } from "../../../src/core/scenario/goal-measures.ts";
import type { Lever } from "../../../src/core/scenario/lever.ts";
import { GOAL_KPIS, type GoalKpi } from "../../../src/core/scenario/scenario.ts";
import { simulateScenario, startRun } from "../../../src/core/scenario/simulate-scenario.ts";
import { sampleBook } from "./sample-business.ts";
import { companyView, modelOf, scenarioOf } from "./case-samples.ts";
import { EMEA, leverOf } from "./sample-levers.ts";

const model = modelOf(companyView(), 12, { columns: ["region"] });
const run = startRun(model, { drawCount: 1_000, seed: 1, minorDigits: 2 });
const meanOf = (values: Float64Array): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** A KPI in month 12 with levers over the same without. */
function changeOf(kpi: GoalKpi, levers: readonly Lever[]): number {
  const { base, changed } = simulateScenario(run, scenarioOf({ levers }));
  const [before, after] = [base, changed].map((side) => measureKpi(kpi, 12, side));
  if (!before!.ok || !after!.ok) throw new Error(`${kpi} is not there`);
  return meanOf(after!.value) / meanOf(before!.value);
}

/** Share of the expected new wins in EMEA. */
const emeaShare = ((): number => {
  const { dimensions, leaves, newBusiness } = model.plan;
  const winsOf = (names: readonly string[]): number =>
    newBusiness
      .filter(({ leaf }) => names.includes(dimensions[0]!.groups[leaves[leaf]!.groups[0]!]!))
      .reduce((sum, { expectedWins }) => sum + expectedWins.reduce((a, b) => a + b, 0), 0);
  return winsOf(["EMEA"]) / winsOf(dimensions[0]!.groups);
})();

describe("measureKpi()", () => {
  it("has every KPI with a pipeline and a recurring book, and says why without them", () => {
    const whole = simulateScenario(run, scenarioOf({ recurring: sampleBook() }));
    for (const kpi of GOAL_KPIS) {
      const value = measureKpi(kpi, 12, whole.changed);
      expect(value.ok && value.value.every(Number.isFinite)).toBe(true);
    }
    const alone = simulateScenario(
      startRun(undefined, { drawCount: 1_000, seed: 1, minorDigits: 2 }),
      scenarioOf({ recurring: sampleBook() }),
    );
    const reasons = GOAL_KPIS.map((kpi) => {
      const value = measureKpi(kpi, 12, alone.changed);
      return value.ok ? "there" : value.reason;
    });
    expect(Object.fromEntries(GOAL_KPIS.map((kpi, index) => [kpi, reasons[index]]))).toEqual({
      bookings: "no_pipeline",
      revenue: "there",
      gross_margin: "there",
      won_count: "no_pipeline",
      win_rate: "no_pipeline",
      average_won_amount: "no_pipeline",
      opportunities_created: "no_pipeline",
      sales_cycle_days: "no_pipeline",
      mrr: "there",
      customers: "there",
      logo_churn_per_month: "there",
      net_revenue_retention: "there",
      gross_revenue_retention: "there",
    });
    const nothing = simulateScenario(run, scenarioOf());
    const mrr = measureKpi("mrr", 12, nothing.changed);
    expect(mrr).toMatchObject({ ok: false, reason: "no_recurring_book" });
  });

  it("moves created opportunities, win rate and amounts by the size of a lever on all of them", () => {
    expect(changeOf("opportunities_created", [leverOf("opportunity_creation", 0.1)])).toBeCloseTo(1.1, 9);
    expect(changeOf("win_rate", [leverOf("win_rate", 0.05)])).toBeCloseTo(1.05, 3);
    expect(changeOf("average_won_amount", [leverOf("deal_size", 0.05)])).toBeCloseTo(1.05, 9);
    // A little less than the size: some are won on the day of their creation, and fewer lost ones come back.
    expect(Math.abs(changeOf("won_count", [leverOf("win_rate", 0.05)]) - 1.05)).toBeLessThan(0.002);
    expect(changeOf("sales_cycle_days", [leverOf("cycle_time", -0.1)])).toBeLessThan(0.97);
    expect(changeOf("win_rate", [leverOf("opportunity_creation", 0.1)])).toBe(1);
  });

  it("moves them by the share of the business that a scoped lever acts on", () => {
    expect(emeaShare).toBeGreaterThan(0.2);
    expect(emeaShare).toBeLessThan(0.8);
    const created = changeOf("opportunities_created", [
      leverOf("opportunity_creation", 0.1, { scope: EMEA }),
    ]);
    expect(created).toBeCloseTo(1 + 0.1 * emeaShare, 9);
    const winRate = changeOf("win_rate", [leverOf("win_rate", 0.1, { scope: EMEA })]);
    expect(Math.abs(winRate - (1 + 0.1 * emeaShare))).toBeLessThan(0.002);
    const nowhere = { segment: { column: "region", values: ["Nowhere"] } };
    expect(changeOf("win_rate", [leverOf("win_rate", 0.1, { scope: nowhere })])).toBe(1);
  });

  it("does not count a lever in a month in which it does not act", () => {
    expect(changeOf("win_rate", [leverOf("win_rate", 0.1, { endMonth: 11 })])).toBe(1);
    expect(changeOf("opportunities_created", [leverOf("opportunity_creation", 0.1, { endMonth: 9 })])).toBe(
      1,
    );
  });
});
