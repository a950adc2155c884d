import type { Decimal } from "decimal.js";
import { ensure } from "../base/ensure.ts";
import { FlowDecimal, onGrid } from "./flow-decimal.ts";

/** How unsure a line is: a range around its likely size (any unit, e.g. percent of likely), or a share itself. */
export type RiskEstimate =
  { readonly low: Decimal; readonly likely: Decimal; readonly high: Decimal } | { readonly share: Decimal };

/** Mean of a triangular distribution, (low + likely + high) / 3. */
export function triangularMean(low: Decimal, likely: Decimal, high: Decimal): Decimal {
  ensure(
    low.lte(likely) && likely.lte(high),
    `Cannot take a range of ${low.toString()} / ${likely.toString()} / ${high.toString()}: it must ascend`,
  );
  return new FlowDecimal(low).plus(likely).plus(high).div(3);
}

/**
 * The share that a line is adjusted by for its risk: benefits shrink by it, costs grow by it.
 * @returns 1 - mean / likely for a benefit and mean / likely - 1 for a cost, half to even at 20 decimal places: 0.05 for
 *          a benefit of 80 / 100 / 105. Below 0 where the range leans the good way.
 * @throws {RangeError} for a range that does not ascend or begins below 0, a likely size of 0, a share outside 0..1 (a
 *         benefit) or below 0 (a cost)
 * @see Forrester, "The Total Economic Impact methodology", risk
 */
export function riskShareOf(risk: RiskEstimate, kind: "cost" | "benefit"): Decimal {
  if ("share" in risk) {
    ensure(
      risk.share.gte(0) && (kind === "cost" || risk.share.lte(1)),
      `Cannot adjust a ${kind} for a risk of ${risk.share.toString()}`,
    );
    return new FlowDecimal(risk.share);
  }
  ensure(
    risk.low.gte(0) && risk.likely.gt(0),
    `Cannot adjust for risk around ${risk.likely.toString()}: sizes must be above 0`,
  );
  const change = triangularMean(risk.low, risk.likely, risk.high).div(risk.likely).minus(1);
  return onGrid(kind === "benefit" ? change.neg() : change);
}

/** The variant by survey: the share of those who saw a risk times how much it cost them; 66 % x 30 % is about 20 %. */
export function riskShareFromSurvey(likelihood: Decimal, impact: Decimal): Decimal {
  ensure(
    likelihood.gte(0) && likelihood.lte(1) && impact.gte(0) && impact.lte(1),
    "Cannot multiply a likelihood and an impact outside 0..1",
  );
  return onGrid(new FlowDecimal(likelihood).times(impact));
}
