import { ensure } from "../base/ensure.ts";
import type { Series } from "./series.ts";

/**
 * Randomised probability integral transform: G(y-) + V (G(y) - G(y-)) for the distribution G of equally weighted draws.
 * Sums of opportunities have atoms (often one at 0); without V even a perfect forecast would not come out flat.
 * @param sortedDraws shape [draw], ascending, finite
 * @param actual      booked amount, same currency
 * @param uniform     V, 0..1: how much of the draws equal to the actual counts as below it
 * @returns           0..1; uniform over many windows when forecasts are honest
 * @throws {RangeError} without draws or outside these ranges
 * @see Czado, Gneiting & Held (2009), "Predictive model assessment for count data"
 */
export function randomisedPit(sortedDraws: Float64Array, actual: number, uniform: number): number {
  ensure(sortedDraws.length > 0, "Cannot place an actual among no draws");
  ensure(uniform >= 0 && uniform <= 1, `Cannot break ties by ${uniform}: it must be between 0 and 1`);
  ensure(!Number.isNaN(actual), "Cannot place an actual that is not a number");
  const below = firstIndexWhere(sortedDraws, (draw) => draw >= actual);
  const notAbove = firstIndexWhere(sortedDraws, (draw) => draw > actual);
  return (below + uniform * (notAbove - below)) / sortedDraws.length;
}

/**
 * Counts of probability integral transforms in equal bins: flat = honest, U = too narrow, a hump = too wide, a slope = biased.
 * @param values   shape [window], each 0..1; an inner edge belongs to the bin above it
 * @param binCount whole number > 0
 * @returns        shape [bin], adding up to the number of values
 * @throws {RangeError} outside these ranges
 */
export function pitHistogram(values: Series, binCount: number): number[] {
  ensure(Number.isInteger(binCount) && binCount > 0, `Cannot count in ${binCount} bins`);
  const counts = Array.from({ length: binCount }, () => 0);
  for (let window = 0; window < values.length; window++) {
    const value = values[window]!;
    ensure(value >= 0 && value <= 1, `Cannot count a probability of ${value}`);
    const bin = Math.min(binCount - 1, Math.floor(value * binCount));
    counts[bin] = counts[bin]! + 1;
  }
  return counts;
}

/** The first index from which on `holds` is true; the length when it never is. */
function firstIndexWhere(sorted: Float64Array, holds: (value: number) => boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(sorted[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}
