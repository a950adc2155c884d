import type { Decimal } from "decimal.js";
import { found, missing, type Outcome } from "../base/outcome.ts";
import { datedFlowsInOrder, type DatedCashFlow } from "./cash-flow.ts";
import { oneRate } from "./internal-rate-of-return.ts";
import { DAYS_PER_DISCOUNT_YEAR } from "./net-present-value-by-day.ts";
import { ratesOfRoots, reasonWithoutRate, type NoRate, type RateSearch } from "./rates-of-roots.ts";

/**
 * All internal rates of return of flows on irregular days, act/365 (XIRR): every yearly rate above -1 at which
 * `netPresentValueByDay` is zero. Deep losses are no harder than gains: roots are bracketed, not guessed.
 * @param flows  any order
 * @param search the lowest rate that counts
 * @returns      rates per year, ascending, each once; or why there is none
 */
export function internalRatesOfReturnByDay(
  flows: readonly DatedCashFlow[],
  search: RateSearch = {},
): Outcome<readonly Decimal[], NoRate> {
  const inOrder = datedFlowsInOrder(flows);
  const reason = reasonWithoutRate(inOrder);
  if (reason !== undefined) return missing(reason);
  const firstDay = inOrder[0]!.day;
  const terms = inOrder.map(({ day, amount }) => ({ exponent: day - firstDay, coefficient: amount }));
  const rates = ratesOfRoots(terms, DAYS_PER_DISCOUNT_YEAR, search);
  return rates.length > 0 ? found(rates) : missing("no_root");
}

/** The internal rate of return of dated flows as one figure, or why there is not one single rate. */
export function internalRateOfReturnByDay(
  flows: readonly DatedCashFlow[],
  search: RateSearch = {},
): Outcome<Decimal, NoRate | "several_roots"> {
  return oneRate(internalRatesOfReturnByDay(flows, search));
}
