import type { Decimal } from "decimal.js";
import { ensure } from "../base/ensure.ts";
import type { Outcome } from "../base/outcome.ts";
import type { CashFlow } from "./cash-flow.ts";
import { FlowDecimal, onGrid } from "./flow-decimal.ts";
import { netPresentValue } from "./net-present-value.ts";
import {
  returnOnInvestment,
  type CostsAndBenefits,
  type ReturnOnInvestment,
} from "./return-on-investment.ts";
import { riskShareOf, type RiskEstimate } from "./risk-share.ts";

/** One row of a Total Economic Impact table, at its likely size. */
export interface RiskLine {
  readonly label: string;
  /** `cost`: amounts are negative (money out); `benefit`: positive. */
  readonly kind: "cost" | "benefit";
  /** At 0 (the undiscounted Initial column) and 12, 24, 36, or monthly. */
  readonly flows: readonly CashFlow[];
  readonly risk: RiskEstimate;
}

export interface RiskAdjustedLine extends RiskLine {
  /** Benefits are taken times 1 - share, costs times 1 + share. */
  readonly riskShare: Decimal;
  readonly adjustedFlows: readonly CashFlow[];
  /** With the sign of the flows, exact on 20 decimal places. */
  readonly presentValue: Decimal;
  readonly adjustedPresentValue: Decimal;
}

/** The totals of one view of all lines. */
export interface RiskCase {
  readonly presentValueOfCosts: Decimal;
  readonly presentValueOfBenefits: Decimal;
  readonly netPresentValue: Decimal;
  readonly returnOnInvestment: Outcome<ReturnOnInvestment, "no_costs">;
  readonly costsAndBenefits: CostsAndBenefits;
}

export interface RiskAdjustedView {
  readonly lines: readonly RiskAdjustedLine[];
  /** Every line at its risk-adjusted size: the view that is reported. */
  readonly riskAdjusted: RiskCase;
  readonly likely: RiskCase;
  /** Benefits at their low and costs at their high estimate, lines without a range at their risk-adjusted size. */
  readonly low: RiskCase;
  /** Benefits at their high and costs at their low estimate, lines without a range as likely. */
  readonly high: RiskCase;
  /** Present value of flexibility (options that the investment opens): beside the totals, in none of them. */
  readonly flexibility: Decimal;
}

/**
 * Forrester's Total Economic Impact view: costs, benefits, flexibility, risk.
 * @param lines               rows at their likely size
 * @param discountRatePerYear > -1; by custom 0.1
 * @param flexibility         flows that further options may bring, not risk-adjusted
 * @throws {RangeError} for a line whose sign does not fit its kind, a risk out of range, a rate of -1 or less
 * @see Forrester, "The Total Economic Impact methodology"
 */
export function riskAdjustedView(
  lines: readonly RiskLine[],
  discountRatePerYear: Decimal,
  flexibility: readonly CashFlow[] = [],
): RiskAdjustedView {
  const adjusted = lines.map((line) => adjustedLine(line, discountRatePerYear));
  const caseOf = (scaleOf: (line: RiskAdjustedLine) => Decimal): RiskCase =>
    riskCase(adjusted, scaleOf, discountRatePerYear);
  return {
    lines: adjusted,
    riskAdjusted: caseOf(adjustedScale),
    likely: caseOf(() => new FlowDecimal(1)),
    low: caseOf((line) => rangeScale(line, line.kind === "benefit" ? "low" : "high") ?? adjustedScale(line)),
    high: caseOf((line) => rangeScale(line, line.kind === "benefit" ? "high" : "low") ?? new FlowDecimal(1)),
    flexibility: netPresentValue(flexibility, discountRatePerYear),
  };
}

function adjustedLine(line: RiskLine, discountRatePerYear: Decimal): RiskAdjustedLine {
  const sum = line.flows.reduce((sum, { amount }) => sum.plus(amount), new FlowDecimal(0));
  ensure(
    line.kind === "cost" ? sum.lte(0) : sum.gte(0),
    `Cannot adjust "${line.label}" for risk: a ${line.kind} must add up to money ${line.kind === "cost" ? "out" : "in"}`,
  );
  const riskShare = riskShareOf(line.risk, line.kind);
  const scale = line.kind === "benefit" ? riskShare.neg().plus(1) : riskShare.plus(1);
  const adjustedFlows = scaled(line.flows, scale);
  return {
    ...line,
    riskShare,
    adjustedFlows,
    presentValue: netPresentValue(line.flows, discountRatePerYear),
    adjustedPresentValue: netPresentValue(adjustedFlows, discountRatePerYear),
  };
}

function adjustedScale({ kind, riskShare }: RiskAdjustedLine): Decimal {
  return kind === "benefit" ? riskShare.neg().plus(1) : riskShare.plus(1);
}

/** An end of a range as a share of the likely size; undefined where there is no range. */
function rangeScale({ risk }: RiskLine, end: "low" | "high"): Decimal | undefined {
  return "likely" in risk ? onGrid(new FlowDecimal(risk[end]).div(risk.likely)) : undefined;
}

function riskCase(
  lines: readonly RiskAdjustedLine[],
  scaleOf: (line: RiskAdjustedLine) => Decimal,
  discountRatePerYear: Decimal,
): RiskCase {
  const flowsOf = (kind: RiskLine["kind"]): readonly CashFlow[] =>
    lines.filter((line) => line.kind === kind).flatMap((line) => scaled(line.flows, scaleOf(line)));
  const costsAndBenefits = { costs: flowsOf("cost"), benefits: flowsOf("benefit") };
  const presentValueOfCosts = netPresentValue(costsAndBenefits.costs, discountRatePerYear).neg();
  const presentValueOfBenefits = netPresentValue(costsAndBenefits.benefits, discountRatePerYear);
  return {
    presentValueOfCosts,
    presentValueOfBenefits,
    netPresentValue: presentValueOfBenefits.minus(presentValueOfCosts),
    returnOnInvestment: returnOnInvestment(costsAndBenefits, discountRatePerYear),
    costsAndBenefits,
  };
}

function scaled(flows: readonly CashFlow[], scale: Decimal): readonly CashFlow[] {
  return flows.map(({ monthsFromStart, amount }) => ({
    monthsFromStart,
    amount: new FlowDecimal(amount).times(scale),
  }));
}
