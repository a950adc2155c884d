import { ensure } from "../base/ensure.ts";

/**
 * Continuous ranked probability score of equally weighted draws, taken as the whole distribution: the plain form
 * E|X - y| - E|X - X'| / 2 with 1/(2 m^2). Rewards a forecast that is sharp and honest; for one draw it is the absolute error.
 * @param sortedDraws shape [draw], ascending, finite; money in one currency
 * @param actual      booked amount, same currency
 * @returns           score >= 0 in that currency; lower is better
 * @throws {RangeError} without draws, or when they do not ascend
 * @see Gneiting & Raftery (2007), section 4.2; Jordan, Krueger & Lerch (2019), equation 9
 */
export function crpsFromSortedDraws(sortedDraws: Float64Array, actual: number): number {
  const drawCount = sortedDraws.length;
  ensure(drawCount > 0, "Cannot score a forecast without draws");
  // Twice the mean pinball loss of the draws as quantiles (rank + 1/2) / m: no term is negative, so nothing cancels.
  let sum = 0;
  let last = sortedDraws[0]!;
  let isAscending = Number.isFinite(last);
  for (let rank = 0; rank < drawCount; rank++) {
    const draw = sortedDraws[rank]!;
    if (!(draw >= last)) isAscending = false;
    last = draw;
    sum += draw < actual ? (actual - draw) * (rank + 0.5) : (draw - actual) * (drawCount - rank - 0.5);
  }
  ensure(isAscending && last < Infinity, "Cannot score draws that are not finite and in ascending order");
  return (2 * sum) / drawCount / drawCount;
}

/**
 * The fair form, with 1/(2 m (m - 1)): unbiased for the score of the distribution that few draws were taken from.
 * Below the plain form by half the mean distance of two different draws over m; it can be negative.
 * @param sortedDraws shape [draw], at least two, ascending, finite
 * @param actual      booked amount, same currency
 * @throws {RangeError} with fewer than two draws, or when they do not ascend
 * @see Ferro (2014), "Fair scores for ensemble forecasts"
 */
export function fairCrpsFromSortedDraws(sortedDraws: Float64Array, actual: number): number {
  const drawCount = sortedDraws.length;
  ensure(drawCount > 1, "Cannot score fairly with fewer than two draws");
  const plain = crpsFromSortedDraws(sortedDraws, actual);
  // The gap above a rank is part of the distance of (rank + 1) * (m - rank - 1) pairs of draws.
  let distances = 0;
  for (let rank = 0; rank + 1 < drawCount; rank++) {
    distances += (sortedDraws[rank + 1]! - sortedDraws[rank]!) * (rank + 1) * (drawCount - rank - 1);
  }
  return plain - distances / drawCount / drawCount / (drawCount - 1);
}
