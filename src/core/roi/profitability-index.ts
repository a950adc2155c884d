import type { Decimal } from "decimal.js";
import { found, missing, type Outcome } from "../base/outcome.ts";
import type { CashFlow } from "./cash-flow.ts";
import { flowsInOrder } from "./cash-flow.ts";
import { onGrid } from "./flow-decimal.ts";
import { netPresentValue } from "./net-present-value.ts";

/**
 * What the index divides by. `initial_outlay`: the net money out on the day of the decision; above it stands the present
 * value of all later net flows, so the index is 1 + NPV / outlay. `all_outlays`: the present value of every time with
 * money out; above it that of every time with money in.
 */
export type ProfitabilityBasis = "initial_outlay" | "all_outlays";

export interface Profitability {
  /** 1 = breaks even; half to even at 20 decimal places. */
  readonly index: Decimal;
  readonly presentValueOfReturns: Decimal;
  /** > 0 */
  readonly presentValueOfOutlay: Decimal;
}

/**
 * Profitability index: present value of returns per unit of outlay.
 * @param flows               net flows, any order
 * @param discountRatePerYear > -1
 * @returns                   `no_outlay` where nothing is paid out (on the day of the decision, for `initial_outlay`)
 * @throws {RangeError} for a rate of -1 or less
 */
export function profitabilityIndex(
  flows: readonly CashFlow[],
  discountRatePerYear: Decimal,
  basis: ProfitabilityBasis,
): Outcome<Profitability, "no_outlay"> {
  const inOrder = flowsInOrder(flows);
  const isOutlay = ({ monthsFromStart, amount }: CashFlow): boolean =>
    basis === "initial_outlay" ? monthsFromStart === 0 : amount.lt(0);
  const presentValueOfOutlay = netPresentValue(inOrder.filter(isOutlay), discountRatePerYear).neg();
  const returns = inOrder.filter((flow) => !isOutlay(flow));
  const presentValueOfReturns = netPresentValue(returns, discountRatePerYear);
  if (presentValueOfOutlay.lte(0)) return missing("no_outlay");
  const index = onGrid(presentValueOfReturns.div(presentValueOfOutlay));
  return found({ index, presentValueOfReturns, presentValueOfOutlay });
}
