import { ensure } from "../base/ensure.ts";
import { ensurePaired, type Series } from "./series.ts";

/** Opportunities grouped by their probability, ascending; columns of one length. */
export interface WinsByProbability {
  /** Distinct probabilities, ascending. */
  readonly probabilities: Float64Array;
  /** Opportunities with that probability. */
  readonly counts: Float64Array;
  /** How many of them were won. */
  readonly wins: Float64Array;
}

/**
 * Groups opportunities by their probability, so that no score depends on the order of rows or splits ties.
 * Won and lost are sorted apart, as plain numbers, and merged: five times as fast as sorting indices.
 * @param probabilities shape [opportunity], 0..1
 * @param outcomes      shape [opportunity], 1 for won and 0 for not
 * @throws {RangeError} without opportunities or outside these ranges
 */
export function winsByProbability(probabilities: Series, outcomes: Series): WinsByProbability {
  const rowCount = probabilities.length;
  ensurePaired(probabilities, outcomes);
  ensure(rowCount > 0, "Cannot score the probabilities of no opportunities");
  const sides = new Float64Array(rowCount);
  let lostCount = 0;
  let wonFrom = rowCount;
  for (let row = 0; row < rowCount; row++) {
    const probability = ensureProbability(probabilities[row]!);
    if (isWon(outcomes[row]!)) sides[--wonFrom] = probability;
    else sides[lostCount++] = probability;
  }
  const lost = sides.subarray(0, lostCount).sort();
  const won = sides.subarray(wonFrom).sort();

  const values = new Float64Array(rowCount);
  const counts = new Float64Array(rowCount);
  const wins = new Float64Array(rowCount);
  let groupCount = 0;
  for (let lostIndex = 0, wonIndex = 0; lostIndex < lost.length || wonIndex < won.length; groupCount++) {
    const value = Math.min(lost[lostIndex] ?? Infinity, won[wonIndex] ?? Infinity);
    const firstLost = lostIndex;
    const firstWon = wonIndex;
    while (lost[lostIndex] === value) lostIndex++;
    while (won[wonIndex] === value) wonIndex++;
    values[groupCount] = value;
    wins[groupCount] = wonIndex - firstWon;
    counts[groupCount] = wonIndex - firstWon + (lostIndex - firstLost);
  }
  return {
    probabilities: values.subarray(0, groupCount),
    counts: counts.subarray(0, groupCount),
    wins: wins.subarray(0, groupCount),
  };
}

/** @throws {RangeError} unless the probability is 0..1 */
export function ensureProbability(probability: number): number {
  // `ensure` would write its message for every row.
  if (probability >= 0 && probability <= 1) return probability;
  throw new RangeError(`Cannot score a probability of ${probability}`);
}

/** @throws {RangeError} unless the outcome is 0 or 1 */
export function isWon(outcome: number): boolean {
  if (outcome === 1) return true;
  if (outcome === 0) return false;
  throw new RangeError(`Cannot score an outcome of ${outcome}: it must be 0 or 1`);
}
