import type { Decimal } from "decimal.js";
import type { CashFlow } from "./cash-flow.ts";
import { flowsInOrder } from "./cash-flow.ts";
import { discountFactors, type FlowTiming } from "./discount.ts";
import { FlowDecimal, onGrid } from "./flow-decimal.ts";

/** A flow and what it is worth on the day of the decision. */
export interface DiscountedFlow extends CashFlow {
  readonly discountFactor: Decimal;
  /** amount x factor, half to even at 20 decimal places. */
  readonly presentValue: Decimal;
}

/**
 * Each flow with its present value, by time; flows of one time are added up first.
 * @param discountRatePerYear > -1
 * @throws {RangeError} for a rate of -1 or less
 */
export function discountedFlows(
  flows: readonly CashFlow[],
  discountRatePerYear: Decimal,
  timing: FlowTiming = {},
): readonly DiscountedFlow[] {
  const factorOf = discountFactors(discountRatePerYear, timing);
  return flowsInOrder(flows).map(({ monthsFromStart, amount }) => {
    const discountFactor = factorOf(monthsFromStart);
    const presentValue = onGrid(new FlowDecimal(amount).times(discountFactor));
    return { monthsFromStart, amount, discountFactor, presentValue };
  });
}

/**
 * Net present value: what all flows together are worth on the day of the decision (time 0, unlike the function of
 * spreadsheets, which puts the first flow one period later).
 * @param flows               any order; 0 for none
 * @param discountRatePerYear > -1
 * @param timing              end of period (default) or its middle
 * @returns                   money, the exact sum of `discountedFlows`, not rounded to cents
 * @throws {RangeError} for a rate of -1 or less
 * @see Brealey, Myers & Allen, "Principles of Corporate Finance", chapter 2
 */
export function netPresentValue(
  flows: readonly CashFlow[],
  discountRatePerYear: Decimal,
  timing: FlowTiming = {},
): Decimal {
  return discountedFlows(flows, discountRatePerYear, timing).reduce<Decimal>(
    (sum, { presentValue }) => sum.plus(presentValue),
    new FlowDecimal(0),
  );
}
