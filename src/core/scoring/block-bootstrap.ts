import { ensure } from "../base/ensure.ts";
import { smallFastRandom } from "../maths/small-fast-random.ts";
import { ensurePaired, type Series } from "./series.ts";

export interface BlockBootstrapOptions {
  /** Windows in a row that are drawn together, at least as long as windows overlap; whole number > 0. */
  readonly blockLength: number;
  /** How many times windows are drawn; whole number > 0. */
  readonly replications: number;
  /** Whole number 0..2^32-1; methods compared with one seed are compared on the same windows. */
  readonly seed: number;
  /** Share of replications in the interval, between 0 and 1, neither included. */
  readonly confidence: number;
}

export interface RatioInterval {
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
}

/** Keeps these numbers apart from other users of the same seed. */
const STREAM = 0xb10c;

/**
 * Mean score over the baseline's mean score, with a percentile interval by the circular block bootstrap: blocks of
 * neighbouring windows are drawn with replacement, the same for both, from the series closed to a circle.
 *
 * Defined where it is delicate: 0 / 0 counts as 1 (equal), anything else over 0 as Infinity. When a block is as long as
 * the series every replication would be the whole series again and the interval a point; nothing is known
 * then, and the interval is 0..Infinity.
 * @param scores         shape [window], in order of time, >= 0, finite
 * @param baselineScores shape [window], of the same windows
 * @returns              below 1: better than the baseline; ends are order statistics, rounded outwards
 * @throws {RangeError} without windows or outside these ranges
 * @see Politis & Romano (1992), "A circular block-resampling procedure for stationary data"
 */
export function pairedRatioInterval(
  scores: Series,
  baselineScores: Series,
  options: BlockBootstrapOptions,
): RatioInterval {
  const { blockLength, replications, seed, confidence } = options;
  ensurePaired(scores, baselineScores);
  const windowCount = scores.length;
  ensure(windowCount > 0, "Cannot compare scores of no windows");
  ensure(Number.isInteger(blockLength) && blockLength > 0, `Cannot draw blocks of ${blockLength} windows`);
  ensure(Number.isInteger(replications) && replications > 0, `Cannot draw ${replications} times`);
  ensure(seed >>> 0 === seed, `Cannot draw from the seed ${seed}`);
  ensure(confidence > 0 && confidence < 1, `Cannot give an interval that holds ${confidence}`);
  const ratio = ratioOf(sumOf(scores), sumOf(baselineScores));
  if (blockLength >= windowCount) return { ratio, low: 0, high: Infinity };

  const random = smallFastRandom(seed, STREAM);
  const ratios = new Float64Array(replications);
  for (let replication = 0; replication < replications; replication++) {
    let sum = 0;
    let baselineSum = 0;
    for (let drawn = 0; drawn < windowCount; drawn += blockLength) {
      const start = Math.floor(random() * windowCount);
      // The last block is cut, so that each replication has as many windows as the series.
      const length = Math.min(blockLength, windowCount - drawn);
      for (let step = 0; step < length; step++) {
        const window = (start + step) % windowCount;
        sum += scores[window]!;
        baselineSum += baselineScores[window]!;
      }
    }
    ratios[replication] = ratioOf(sum, baselineSum);
  }
  ratios.sort();
  const tail = ((1 - confidence) / 2) * (replications - 1);
  return { ratio, low: ratios[Math.floor(tail)]!, high: ratios[replications - 1 - Math.floor(tail)]! };
}

function sumOf(scores: Series): number {
  let sum = 0;
  for (let window = 0; window < scores.length; window++) {
    const score = scores[window]!;
    ensure(score >= 0 && score < Infinity, `Cannot compare a score of ${score}`);
    sum += score;
  }
  return sum;
}

function ratioOf(sum: number, baselineSum: number): number {
  if (baselineSum > 0) return sum / baselineSum;
  return sum > 0 ? Infinity : 1;
}
