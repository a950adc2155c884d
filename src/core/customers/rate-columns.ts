import { hazardTimes, leavingChanceOf, multiplierAt, type RateAdjustments } from "./rate-adjustments.ts";
import type { RetentionRates } from "./retention-rates.ts";

/** The rates of a segment as levers leave them, month by month for all draws. */
export interface RateColumns {
  readonly rates: RetentionRates;
  readonly adjustments: RateAdjustments;
  readonly monthCount: number;
}

/** @param shares shape [draw]; overwritten with the adjusted share of the month */
export function fillShares(
  shares: Float64Array,
  { rates, adjustments, monthCount }: RateColumns,
  month: number,
  rate: "contraction" | "expansion" | "reactivation",
): void {
  const shareTimes = hazardTimes(rates[`${rate}PerMonth`]);
  const multipliers = adjustments[rate];
  fill(shares, [multipliers], monthCount, (drawIndex) =>
    shareTimes(multiplierAt(multipliers, monthCount, month, drawIndex)),
  );
}

/** @param chances shape [draw]; overwritten with the chance to leave of a customer who may leave in the month */
export function fillLeavingChances(
  chances: Float64Array,
  { rates, adjustments, monthCount }: RateColumns,
  month: number,
): void {
  const { churn, renewal } = adjustments;
  const chanceOf = leavingChanceOf(rates.leaving);
  fill(chances, [churn, renewal], monthCount, (drawIndex) =>
    chanceOf(
      multiplierAt(churn, monthCount, month, drawIndex),
      multiplierAt(renewal, monthCount, month, drawIndex),
    ),
  );
}

/** Computes a value once where no multiplier differs by draw. */
function fill(
  column: Float64Array,
  multipliers: readonly (Float64Array | undefined)[],
  monthCount: number,
  valueAt: (drawIndex: number) => number,
): void {
  if (multipliers.every((values) => values === undefined || values.length === monthCount)) {
    column.fill(valueAt(0));
  } else {
    for (let drawIndex = 0; drawIndex < column.length; drawIndex++) column[drawIndex] = valueAt(drawIndex);
  }
}
