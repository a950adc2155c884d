import type { Decimal } from "decimal.js";
import { found, missing, type Outcome } from "../base/outcome.ts";
import { flowsInOrder, type CashFlow } from "./cash-flow.ts";
import { ratesOfRoots, reasonWithoutRate, type NoRate, type RateSearch } from "./rates-of-roots.ts";

/**
 * All internal rates of return: every yearly rate above -1 at which the net present value of the flows is zero. Plans
 * whose flows change sign more than once can have several, one, or none.
 * @param flows  any order; a scale (currency, thousands) does not matter
 * @param search the lowest rate that counts
 * @returns      rates per year, ascending, each once, 1 + rate to 40 digits; or why there is none
 * @throws {RangeError} for a flow before the start or one that is not finite
 * @see positive-roots.ts for why none is missed
 */
export function internalRatesOfReturn(
  flows: readonly CashFlow[],
  search: RateSearch = {},
): Outcome<readonly Decimal[], NoRate> {
  const inOrder = flowsInOrder(flows);
  const reason = reasonWithoutRate(inOrder);
  if (reason !== undefined) return missing(reason);
  const terms = inOrder.map(({ monthsFromStart, amount }) => ({
    exponent: monthsFromStart,
    coefficient: amount,
  }));
  const rates = ratesOfRoots(terms, 12, search);
  return rates.length > 0 ? found(rates) : missing("no_root");
}

/**
 * The internal rate of return as one figure; where several rates fit, none of them is it.
 * @returns rate per year > -1, or why there is not one single rate
 */
export function internalRateOfReturn(
  flows: readonly CashFlow[],
  search: RateSearch = {},
): Outcome<Decimal, NoRate | "several_roots"> {
  return oneRate(internalRatesOfReturn(flows, search));
}

/** The only rate of a list, or the reason why it is not one. */
export function oneRate(
  rates: Outcome<readonly Decimal[], NoRate>,
): Outcome<Decimal, NoRate | "several_roots"> {
  if (!rates.ok) return rates;
  return rates.value.length === 1 ? found(rates.value[0]!) : missing("several_roots");
}
