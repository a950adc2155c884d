import { Decimal } from "decimal.js";
import { ensure } from "../base/ensure.ts";
import { positiveRoots } from "./positive-roots.ts";
import type { PowerTerm } from "./power-sum.ts";

/** Why flows have no internal rate of return. */
export type NoRate = "all_zero" | "no_sign_change" | "no_root";

const GrowthDecimal = Decimal.clone({ precision: 40, rounding: Decimal.ROUND_HALF_EVEN });
/** Digits for 1 + rate - 1 where a nearly total loss leaves 1 + rate at 1e-900. */
const RateDecimal = Decimal.clone({ precision: 1_000, rounding: Decimal.ROUND_HALF_EVEN });

export interface RateSearch {
  /**
   * -1 <= rate < 0, default -1; rates per year at or below it do not count. A plan that ends with money out often has a
   * second rate of nearly -1 that means nothing, which a floor such as -0.99 keeps from hiding the other.
   */
  readonly lowestRatePerYear?: number;
}

/** Why there cannot be a rate, by the signs alone; undefined where there may be one. */
export function reasonWithoutRate(
  flowsByTime: readonly { readonly amount: Decimal }[],
): Exclude<NoRate, "no_root"> | undefined {
  const hasInflow = flowsByTime.some(({ amount }) => amount.gt(0));
  const hasOutflow = flowsByTime.some(({ amount }) => amount.lt(0));
  if (hasInflow && hasOutflow) return undefined;
  return hasInflow || hasOutflow ? "no_sign_change" : "all_zero";
}

/**
 * Yearly rates at which the sum of terms is zero, where x is the discount factor of one period.
 * @param periodsPerYear 12 for months, 365 for days
 * @returns              ascending; 1 + rate has 40 digits and the rate all that this needs, so it stays above -1
 */
export function ratesOfRoots(
  terms: readonly PowerTerm[],
  periodsPerYear: number,
  { lowestRatePerYear = -1 }: RateSearch,
): readonly Decimal[] {
  ensure(
    lowestRatePerYear >= -1 && lowestRatePerYear < 0,
    `Cannot look for rates above ${lowestRatePerYear} a year: the lowest must lie between -1 and 0`,
  );
  return positiveRoots(terms)
    .map((factor) => new RateDecimal(new GrowthDecimal(factor.pow(-periodsPerYear)).plus(0)).minus(1))
    .filter((rate) => rate.gt(lowestRatePerYear))
    .reverse();
}
