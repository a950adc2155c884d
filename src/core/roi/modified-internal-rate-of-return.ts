import type { Decimal } from "decimal.js";
import { found, missing, type Outcome } from "../base/outcome.ts";
import { flowsInOrder, type CashFlow } from "./cash-flow.ts";
import { growthAtRate } from "./discount.ts";
import { FlowDecimal, onGrid } from "./flow-decimal.ts";
import { netPresentValue } from "./net-present-value.ts";

export interface ModifiedRates {
  /** Per year > -1: what money out is borrowed at. */
  readonly financeRatePerYear: Decimal;
  /** Per year > -1: what money in earns until the end. */
  readonly reinvestRatePerYear: Decimal;
}

/** What a modified rate is made of. */
export interface ModifiedReturn {
  /** Per year > -1, half to even at 20 decimal places. */
  readonly ratePerYear: Decimal;
  /** Present value of money out at the finance rate, >= 0. */
  readonly presentValueOut: Decimal;
  /** Value of money in at the end, at the reinvestment rate. */
  readonly finalValueIn: Decimal;
  /** From the decision to the last flow given, one of amount 0 included. */
  readonly monthCount: number;
}

export type NoModifiedRate = "no_outlay" | "no_return" | "no_time";

/**
 * Modified internal rate of return: (final value of money in / present value of money out)^(12 / months) - 1.
 * @param flows any order; the last time given is the end, also where its amount is 0
 * @returns     the rate and its parts; `no_outlay`, `no_return` without money out or in, `no_time` where all is at 0
 * @throws {RangeError} for a rate of -1 or less
 * @see Lin (1976), "The modified internal rate of return and investment criterion"; spreadsheets' MIRR
 */
export function modifiedInternalRateOfReturn(
  flows: readonly CashFlow[],
  { financeRatePerYear, reinvestRatePerYear }: ModifiedRates,
): Outcome<ModifiedReturn, NoModifiedRate> {
  const inOrder = flowsInOrder(flows);
  const presentValueOut = netPresentValue(
    inOrder.filter(({ amount }) => amount.lt(0)),
    financeRatePerYear,
  ).neg();
  const monthCount = inOrder.at(-1)?.monthsFromStart ?? 0;
  const finalValueIn = reinvestedFlows(inOrder, reinvestRatePerYear).reduce<Decimal>(
    (sum, { amount }) => sum.plus(amount),
    new FlowDecimal(0),
  );
  if (presentValueOut.lte(0)) return missing("no_outlay");
  if (finalValueIn.lte(0)) return missing("no_return");
  if (monthCount === 0) return missing("no_time");
  const ratePerYear = onGrid(
    finalValueIn.div(presentValueOut).pow(new FlowDecimal(12).div(monthCount)).minus(1),
  );
  return found({ ratePerYear, presentValueOut, finalValueIn, monthCount });
}

/**
 * Money in with what it has earned by the last time given, by time; money out is left out.
 * @param flows any order; the last time given is the end, also where its amount is 0
 * @throws {RangeError} for a rate of -1 or less
 */
export function reinvestedFlows(
  flows: readonly CashFlow[],
  reinvestRatePerYear: Decimal,
): readonly CashFlow[] {
  const inOrder = flowsInOrder(flows);
  const monthCount = inOrder.at(-1)?.monthsFromStart ?? 0;
  const growthPerYear = growthAtRate(reinvestRatePerYear);
  return inOrder
    .filter(({ amount }) => amount.gt(0))
    .map(({ monthsFromStart, amount }) => {
      const years = new FlowDecimal(monthCount).minus(monthsFromStart).div(12);
      return { monthsFromStart, amount: onGrid(growthPerYear.pow(years).times(amount)) };
    });
}
