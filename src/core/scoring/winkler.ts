import { ensure } from "../base/ensure.ts";

/**
 * Winkler's interval score: the width, and 2 / (1 - share) for each unit of money that the actual lies outside.
 * @param low    lower end; the quantile (1 - share) / 2 makes the score least
 * @param high   upper end, at least `low`
 * @param share  share of actuals that the interval is meant to hold, between 0 and 1, neither included (0.8: alpha 0.2)
 * @param actual booked amount, same currency as the ends
 * @returns      score >= 0 in that currency; lower is better
 * @throws {RangeError} for another share or ends the wrong way round
 * @see Winkler (1972); Gneiting & Raftery (2007), equation 43
 */
export function winklerScore(low: number, high: number, share: number, actual: number): number {
  ensure(
    share > 0 && share < 1,
    `Cannot score an interval meant to hold ${share}: it must lie between 0 and 1`,
  );
  ensure(low <= high, `Cannot score an interval from ${low} to ${high}`);
  const outside = Math.max(low - actual, actual - high, 0);
  return high - low + (2 / (1 - share)) * outside;
}
