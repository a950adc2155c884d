import { probabilityBins } from "./probability-bins.ts";
import type { Series } from "./series.ts";

export interface BrierDecomposition {
  /** Mean squared distance of the mean probability of a bin from its share won; 0 is perfect. */
  readonly reliability: number;
  /** Mean squared distance of the share won of a bin from the share over all; higher is better. */
  readonly resolution: number;
  /** Variance of the outcome: what always saying the share over all would score. */
  readonly uncertainty: number;
  /** What bins hide: variance of the probabilities within bins less twice their covariance with the outcome. */
  readonly withinBins: number;
}

/**
 * Parts of the Brier score: reliability - resolution + uncertainty + withinBins is the score, exactly up to rounding.
 * The last is 0 when all probabilities of a bin are equal.
 * @param probabilities shape [opportunity], 0..1
 * @param outcomes      shape [opportunity], 1 for won and 0 for not
 * @param binCount      bins with about equal counts; equal probabilities share one
 * @throws {RangeError} without opportunities or outside these ranges
 * @see Murphy (1973); Stephenson, Coelho & Jolliffe (2008), "Two extra components in the Brier score decomposition"
 */
export function brierDecomposition(
  probabilities: Series,
  outcomes: Series,
  binCount = 10,
): BrierDecomposition {
  const bins = probabilityBins(probabilities, outcomes, binCount);
  const rowCount = probabilities.length;
  const baseRate = bins.reduce((sum, bin) => sum + bin.wins, 0) / rowCount;
  let reliability = 0;
  let resolution = 0;
  let withinBins = 0;
  for (const { count, wins, meanProbability, variance, covariance } of bins) {
    const share = wins / count;
    reliability += count * (meanProbability - share) * (meanProbability - share);
    resolution += count * (share - baseRate) * (share - baseRate);
    withinBins += count * (variance - 2 * covariance);
  }
  return {
    reliability: reliability / rowCount,
    resolution: resolution / rowCount,
    uncertainty: baseRate * (1 - baseRate),
    withinBins: withinBins / rowCount,
  };
}
