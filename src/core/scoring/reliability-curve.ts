import { probabilityBins } from "./probability-bins.ts";
import type { Series } from "./series.ts";
import { wilsonInterval } from "./wilson-interval.ts";

export interface ReliabilityPoint {
  readonly count: number;
  readonly meanProbability: number;
  /** Share won. */
  readonly share: number;
  /** 95 % Wilson interval of the share, as if opportunities were independent. */
  readonly low: number;
  readonly high: number;
}

/**
 * Share won beside the mean probability, by bins with about equal counts: on the diagonal when probabilities are honest.
 * @param probabilities shape [opportunity], 0..1
 * @param outcomes      shape [opportunity], 1 for won and 0 for not
 * @param binCount      the most points; equal probabilities share one
 * @returns             ascending by probability
 * @throws {RangeError} without opportunities or outside these ranges
 */
export function reliabilityCurve(probabilities: Series, outcomes: Series, binCount = 10): ReliabilityPoint[] {
  return probabilityBins(probabilities, outcomes, binCount).map(({ count, wins, meanProbability }) => {
    const { low, high } = wilsonInterval(wins, count);
    return { count, meanProbability, share: wins / count, low, high };
  });
}

/**
 * Expected calibration error: how far the share won lies from the mean probability of a bin, on average over
 * opportunities. Never 0 for few rows, however honest the forecast: compare it only at the same counts.
 * @returns 0..1; lower is better
 * @throws {RangeError} as `reliabilityCurve`
 */
export function expectedCalibrationError(probabilities: Series, outcomes: Series, binCount = 10): number {
  let sum = 0;
  for (const { count, wins, meanProbability } of probabilityBins(probabilities, outcomes, binCount)) {
    sum += count * Math.abs(meanProbability - wins / count);
  }
  return sum / probabilities.length;
}
