import { Decimal } from "decimal.js";
import { found, missing, type Outcome } from "../base/outcome.ts";
import type { CashFlow } from "./cash-flow.ts";
import type { FlowTiming } from "./discount.ts";
import { onGrid } from "./flow-decimal.ts";
import { netPresentValue } from "./net-present-value.ts";

/** A case with its two sides apart, as a ratio of benefits to costs needs them. */
export interface CostsAndBenefits {
  /** Money out is negative; a positive amount is a refund. */
  readonly costs: readonly CashFlow[];
  /** Money in is positive. */
  readonly benefits: readonly CashFlow[];
}

export interface ReturnOnInvestment {
  /** (benefits - costs) / costs: 3.29 is 329 %; half to even at 20 decimal places. */
  readonly ratio: Decimal;
  readonly presentValueOfBenefits: Decimal;
  /** > 0 */
  readonly presentValueOfCosts: Decimal;
}

/**
 * Return on investment over the whole horizon (not per year): (PV benefits - PV costs) / PV costs.
 * @param discountRatePerYear > -1
 * @returns                   `no_costs` where the present value of costs is not above 0
 * @throws {RangeError} for a rate of -1 or less
 * @see Forrester, "The Total Economic Impact methodology"
 */
export function returnOnInvestment(
  { costs, benefits }: CostsAndBenefits,
  discountRatePerYear: Decimal,
  timing: FlowTiming = {},
): Outcome<ReturnOnInvestment, "no_costs"> {
  const presentValueOfCosts = netPresentValue(costs, discountRatePerYear, timing).neg();
  const presentValueOfBenefits = netPresentValue(benefits, discountRatePerYear, timing);
  if (presentValueOfCosts.lte(0)) return missing("no_costs");
  const ratio = onGrid(presentValueOfBenefits.minus(presentValueOfCosts).div(presentValueOfCosts));
  return found({ ratio, presentValueOfBenefits, presentValueOfCosts });
}

/** The same ratio of plain sums, as if money were worth the same at any time. */
export function undiscountedReturnOnInvestment(
  case_: CostsAndBenefits,
): Outcome<ReturnOnInvestment, "no_costs"> {
  return returnOnInvestment(case_, new Decimal(0));
}
