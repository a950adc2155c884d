import { Decimal } from "decimal.js";
import { positiveRoots, type PowerTerm } from "./positive-roots.ts";

/** Why flows have no internal rate of return. */
export type NoRate = "all_zero" | "no_sign_change" | "no_root";

const GrowthDecimal = Decimal.clone({ precision: 40, rounding: Decimal.ROUND_HALF_EVEN });
/** Digits for 1 + rate - 1 where a nearly total loss leaves 1 + rate at 1e-900. */
const RateDecimal = Decimal.clone({ precision: 1_000, rounding: Decimal.ROUND_HALF_EVEN });

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
export function ratesOfRoots(terms: readonly PowerTerm[], periodsPerYear: number): readonly Decimal[] {
  return positiveRoots(terms)
    .map((factor) => new RateDecimal(new GrowthDecimal(factor.pow(-periodsPerYear)).plus(0)).minus(1))
    .reverse();
}
