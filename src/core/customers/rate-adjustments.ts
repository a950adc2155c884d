import { ensure } from "../base/ensure.ts";
import { portableExp } from "../maths/portable-exp.ts";
import { portableLog1p } from "../maths/portable-log.ts";
import type { RetentionRates } from "./retention-rates.ts";

/**
 * What levers make of a segment's rates: multipliers >= 0 by month, shape [month], or by month and draw where the size
 * of a lever is uncertain, shape [month x draw]. 1 is no change, to the byte. Several levers on one rate multiply, so
 * their order does not matter.
 *
 * No multiplier can push a rate past 1. On churn, contraction, expansion and reactivation it multiplies the hazard:
 * p becomes 1 - (1 - p)^h, so that 0.8 means nearly a fifth less (2 % becomes 1.603 %). On renewal it multiplies the odds:
 * r / (1 - r) becomes o r / (1 - r). In a segment with renewals the multiplier of churn acts on the chance not to renew,
 * before that of renewal does.
 */
export interface RateAdjustments {
  readonly churn?: Float64Array;
  readonly contraction?: Float64Array;
  readonly expansion?: Float64Array;
  readonly reactivation?: Float64Array;
  readonly renewal?: Float64Array;
}

export const NO_ADJUSTMENTS: RateAdjustments = {};
export const ADJUSTED_RATES = ["churn", "contraction", "expansion", "reactivation", "renewal"] as const;
export type AdjustedRate = (typeof ADJUSTED_RATES)[number];

/** 1 - (1 - share)^multiplier: the chance when the hazard is multiplied; 0..1 for every multiplier >= 0. */
export function withHazardTimes(share: number, multiplier: number): number {
  return hazardTimes(share)(multiplier);
}

/** The same as a function of the multiplier, for many of them: the logarithm is taken once. */
export function hazardTimes(share: number): (multiplier: number) => number {
  if (share === 0) return () => 0;
  if (share === 1) return (multiplier) => (multiplier === 0 ? 0 : 1);
  const logOfRest = portableLog1p(-share);
  return (multiplier) => (multiplier === 1 ? share : 1 - portableExp(multiplier * logOfRest));
}

/** The chance when its odds are multiplied; 0..1 for every multiplier >= 0. A certain renewal stays certain. */
export function withOddsTimes(share: number, multiplier: number): number {
  if (multiplier === 1 || share === 1) return share;
  const scaled = multiplier * share;
  return scaled === Infinity ? 1 : scaled / (1 - share + scaled);
}

/**
 * Chance of a customer who may leave in a month (every one, or the ones up for renewal) to do so, as a function of the
 * multipliers of churn and of renewal.
 */
export function leavingChanceOf(
  leaving: RetentionRates["leaving"],
): (churnMultiplier: number, renewalMultiplier: number) => number {
  if (leaving.kind === "churn") return hazardTimes(leaving.churnPerMonth);
  const lapseTimes = hazardTimes(1 - leaving.renewalRate);
  return (churnMultiplier, renewalMultiplier) => {
    const lapse = lapseTimes(churnMultiplier);
    return renewalMultiplier === 1 ? lapse : 1 - withOddsTimes(1 - lapse, renewalMultiplier);
  };
}

/** Rates that are adjusted although there is nothing to adjust: the lever on them does nothing in this segment. */
export function adjustmentsWithoutEffect(
  rates: RetentionRates,
  adjustments: RateAdjustments,
): readonly AdjustedRate[] {
  const isIdle: Readonly<Record<AdjustedRate, boolean>> = {
    churn:
      rates.leaving.kind === "churn" ? rates.leaving.churnPerMonth === 0 : rates.leaving.renewalRate === 1,
    contraction: rates.contractionPerMonth === 0,
    expansion: rates.expansionPerMonth === 0,
    reactivation: rates.reactivationPerMonth === 0,
    renewal:
      rates.leaving.kind === "churn" || rates.leaving.renewalRate === 1 || rates.leaving.renewalRate === 0,
  };
  return ADJUSTED_RATES.filter(
    (rate) => isIdle[rate] && (adjustments[rate]?.some((multiplier) => multiplier !== 1) ?? false),
  );
}

/**
 * Stops multipliers of a wrong shape or sign.
 * @throws {RangeError} naming the rate
 */
export function ensureAdjustments(
  adjustments: RateAdjustments,
  monthCount: number,
  drawCount: number,
  where: string,
): void {
  for (const rate of ADJUSTED_RATES) {
    const multipliers = adjustments[rate];
    if (multipliers === undefined) continue;
    ensure(
      multipliers.length === monthCount || multipliers.length === monthCount * drawCount,
      `Cannot adjust ${rate} of ${where}: ${multipliers.length} multipliers for ${monthCount} months and ${drawCount} draws`,
    );
    ensure(
      multipliers.every((multiplier) => multiplier >= 0 && multiplier < Infinity),
      `Cannot adjust ${rate} of ${where}: a multiplier is negative or not finite`,
    );
  }
}

/** The multiplier of a month and draw; 1 where the rate is not adjusted. */
export function multiplierAt(
  multipliers: Float64Array | undefined,
  monthCount: number,
  month: number,
  drawIndex: number,
): number {
  if (multipliers === undefined) return 1;
  if (multipliers.length === monthCount) return multipliers[month]!;
  return multipliers[(multipliers.length / monthCount) * month + drawIndex]!;
}
