import { ensure } from "../base/ensure.ts";
import { clamp } from "../maths/clamp.ts";
import type { Series } from "./series.ts";
import { winsByProbability, type WinsByProbability } from "./wins-by-probability.ts";

export interface ProbabilityBin {
  readonly count: number;
  readonly wins: number;
  readonly meanProbability: number;
  /** Mean squared distance of a probability from the bin's mean. */
  readonly variance: number;
  /** Mean product of the distances of probability and outcome from the bin's means. */
  readonly covariance: number;
}

/**
 * Bins with about equal counts, by ascending probability. Equal probabilities stay together, in the bin that the middle
 * of their ranks falls in: bins do not depend on the order of rows, and where there are ties counts differ and
 * there may be fewer bins.
 * @param probabilities shape [opportunity], 0..1
 * @param outcomes      shape [opportunity], 0 or 1
 * @param binCount      whole number > 0: the most there can be
 * @returns             bins that are not empty
 * @throws {RangeError} without opportunities or outside these ranges
 */
export function probabilityBins(
  probabilities: Series,
  outcomes: Series,
  binCount: number,
): readonly ProbabilityBin[] {
  ensure(Number.isInteger(binCount) && binCount > 0, `Cannot count in ${binCount} bins`);
  const groups = winsByProbability(probabilities, outcomes);
  const bins: ProbabilityBin[] = [];
  let first = 0;
  let bin = 0;
  let rank = 0;
  for (let group = 0; group < groups.counts.length; group++) {
    const middle = rank + groups.counts[group]! / 2;
    const own = Math.floor((middle * binCount) / probabilities.length);
    if (own > bin && group > first) {
      bins.push(summarise(groups, first, group));
      first = group;
    }
    bin = own;
    rank += groups.counts[group]!;
  }
  bins.push(summarise(groups, first, groups.counts.length));
  return bins;
}

/** The bin of the groups first..end-1. */
function summarise(groups: WinsByProbability, first: number, end: number): ProbabilityBin {
  let count = 0;
  let wins = 0;
  let sum = 0;
  for (let group = first; group < end; group++) {
    count += groups.counts[group]!;
    wins += groups.wins[group]!;
    sum += groups.counts[group]! * groups.probabilities[group]!;
  }
  // A mean of equal numbers must not leave their range by rounding.
  const low = groups.probabilities[first]!;
  const high = groups.probabilities[end - 1]!;
  const meanProbability = clamp(sum / count, low, high);
  let squares = 0;
  let products = 0;
  for (let group = first; group < end; group++) {
    const distance = groups.probabilities[group]! - meanProbability;
    squares += groups.counts[group]! * distance * distance;
    products += distance * (groups.wins[group]! - (groups.counts[group]! * wins) / count);
  }
  return { count, wins, meanProbability, variance: squares / count, covariance: products / count };
}
