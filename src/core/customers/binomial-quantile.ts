import { portableExp } from "../maths/portable-exp.ts";
import { portableLog1p } from "../maths/portable-log.ts";
import { tabledNormalQuantile } from "./tabled-normal-quantile.ts";

/** From this variance on the expansion is used; below it the distribution function is summed exactly. */
export const LARGE_VARIANCE = 40;
/** A term this small can no longer move the sum past any uniform number of 52 bits. */
const SMALLEST_TERM = 2 ** -60;

/** Chances that nobody leaves are kept for this many pairs of count and chance; a power of two. */
const KEPT_COUNT = 4096;

/** Beyond this count the rounding of 1 - chance would show. */
const MOST_SQUARED = 4096;

/** Quantile of the number of successes among `trialCount` trials that each succeed with `chance`. */
export type BinomialQuantile = (trialCount: number, chance: number, uniform: number) => number;

/**
 * Smallest k such that a binomial variable is at most k with a chance of at least u: for one and the same u it rises with
 * the chance, so that two scenarios on the same random numbers differ by what the lever does and by nothing else.
 *
 * Exact up to rounding (1e-12 in the chance) below a variance of 40. Above, the expansion of Cornish and Fisher to the fourth
 * cumulant at k + 1/2, with Sheppard's corrections for whole numbers (variance - 1/12, fourth cumulant + 1/120). Its
 * distribution function is off by less than 2e-5 (measured against SciPy, see the test), which bounds the
 * chance that a k is one too high or too low.
 *
 * The function remembers what calls with the same count and chance have in common; that makes it quick and changes nothing.
 * It takes a whole number of trials >= 0, a chance of 0..1 and a uniform number above 0 and below 1, and returns a whole
 * number 0..trialCount.
 * @see Cornish & Fisher (1938), "Moments and cumulants in the specification of distributions"
 */
export function createBinomialQuantile(): BinomialQuantile {
  const keptCounts = new Float64Array(KEPT_COUNT).fill(-1);
  const keptChances = new Float64Array(KEPT_COUNT);
  const kept = new Float64Array(KEPT_COUNT);

  function chanceOfNone(trialCount: number, chance: number): number {
    const place = trialCount & (KEPT_COUNT - 1);
    if (keptCounts[place] !== trialCount || keptChances[place] !== chance) {
      keptCounts[place] = trialCount;
      keptChances[place] = chance;
      kept[place] = powerOfRest(chance, trialCount);
    }
    return kept[place]!;
  }

  function quantileOfRare(trialCount: number, chance: number, uniform: number): number {
    const variance = trialCount * chance * (1 - chance);
    return variance > LARGE_VARIANCE
      ? quantileByExpansion(trialCount, chance, variance, uniform)
      : quantileBySum(trialCount, chance, uniform, chanceOfNone(trialCount, chance));
  }

  return (trialCount, chance, uniform) => {
    if (chance <= 0 || trialCount === 0) return 0;
    if (chance >= 1) return trialCount;
    // The rarer of the two outcomes is counted: fewer terms, and no chance underflows.
    if (chance > 0.5) return trialCount - quantileOfRare(trialCount, 1 - chance, 1 - uniform);
    return quantileOfRare(trialCount, chance, uniform);
  };
}

/** (1 - chance)^count; relative error below 1e-12. Squaring is five times as fast as a logarithm and an exponential. */
function powerOfRest(chance: number, count: number): number {
  if (count > MOST_SQUARED) return portableExp(count * portableLog1p(-chance));
  let power = 1;
  let square = 1 - chance;
  for (let left = count; left > 0; left >>= 1) {
    if ((left & 1) === 1) power *= square;
    square *= square;
  }
  return power;
}

function quantileBySum(trialCount: number, chance: number, uniform: number, chanceOfNone: number): number {
  const odds = chance / (1 - chance);
  let term = chanceOfNone;
  let sum = term;
  let count = 0;
  while (sum < uniform && count < trialCount) {
    term *= (odds * (trialCount - count)) / (count + 1);
    count++;
    sum += term;
    if (term < SMALLEST_TERM && count > trialCount * chance) break;
  }
  return count;
}

function quantileByExpansion(trialCount: number, chance: number, variance: number, uniform: number): number {
  const z = tabledNormalQuantile(uniform);
  const spread = variance - 1 / 12;
  const sd = Math.sqrt(spread);
  const skewness = (variance * (1 - 2 * chance)) / (spread * sd);
  const excess = (variance * (1 - 6 * chance * (1 - chance)) + 1 / 120) / (spread * spread);
  const square = z * z;
  const bent =
    z +
    (skewness * (square - 1)) / 6 +
    (excess * z * (square - 3)) / 24 -
    (skewness * skewness * z * (2 * square - 5)) / 36;
  const count = Math.ceil(trialCount * chance + sd * bent - 0.5);
  return count < 0 ? 0 : count > trialCount ? trialCount : count;
}
