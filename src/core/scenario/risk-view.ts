import type { Decimal } from "decimal.js";
import { MoneyDecimal } from "../base/money.ts";
import type { CostRisk } from "../costs/cost-plan.ts";
import type { CashFlow } from "../roi/cash-flow.ts";
import { riskAdjustedView, type RiskAdjustedView, type RiskLine } from "../roi/risk-adjusted-view.ts";
import type { CaseFlows, FlowLine } from "./case-flows.ts";
import type { Scenario } from "./scenario.ts";

const CERTAIN: CostRisk = {
  low: new MoneyDecimal(1),
  likely: new MoneyDecimal(1),
  high: new MoneyDecimal(1),
};

/**
 * The view of a case after Forrester's TEI, beside the simulation: benefits shrunk and costs grown by the means of their
 * ranges. A line has its own range, or that of the scenario.
 * @returns undefined where no range is given, or where what levers bring is a loss, which has no risk of being less
 */
export function caseRiskView(
  { lines, monthCount }: Pick<CaseFlows, "lines" | "monthCount">,
  { riskAdjustment, discountRatePerYear }: Scenario,
): RiskAdjustedView | undefined {
  const own = lines.filter(({ kind }) => ["direct_benefit", "avoided_cost", "cost"].includes(kind));
  if (riskAdjustment === undefined && own.every(({ risk }) => risk === undefined)) return undefined;
  const ofLevers = lines.filter(
    ({ kind, of }) => of === "difference" && (kind === "gross_margin" || kind === "payment_timing"),
  );
  const gained = addedCells(ofLevers, monthCount);
  if (gained.reduce((sum, amount) => sum.plus(amount), new MoneyDecimal(0)).lt(0)) return undefined;
  const benefits = riskAdjustment?.benefits ?? CERTAIN;
  const costs = riskAdjustment?.costs ?? CERTAIN;
  const riskLines: RiskLine[] = own.map(({ label, kind, cells, risk }) => ({
    label,
    kind: kind === "cost" ? "cost" : "benefit",
    flows: flowsOf(cells),
    risk: risk ?? (kind === "cost" ? costs : benefits),
  }));
  if (ofLevers.length > 0) {
    riskLines.push({ label: "Gross margin", kind: "benefit", flows: flowsOf(gained), risk: benefits });
  }
  return riskAdjustedView(riskLines, discountRatePerYear);
}

function addedCells(lines: readonly FlowLine[], monthCount: number): Decimal[] {
  return Array.from({ length: monthCount + 1 }, (_, month) =>
    lines.reduce((sum, { cells }) => sum.plus(cells[month]!), new MoneyDecimal(0)),
  );
}

function flowsOf(cells: readonly Decimal[]): CashFlow[] {
  return cells.map((amount, monthsFromStart) => ({ monthsFromStart, amount }));
}
