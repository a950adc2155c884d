import { ensure } from "../base/ensure.ts";

/**
 * Pinball (quantile) loss without the factor 2: CRPS is twice its integral over all levels.
 * @param quantile what the actual was forecast to stay below with probability `level`
 * @param level    between 0 and 1, neither included
 * @param actual   booked amount, same currency as the quantile
 * @returns        loss >= 0 in that currency; lower is better
 * @throws {RangeError} for another level
 * @see Gneiting (2011), "Quantiles as optimal point forecasts"
 */
export function pinballLoss(quantile: number, level: number, actual: number): number {
  ensure(level > 0 && level < 1, `Cannot score the quantile ${level}: it must lie between 0 and 1`);
  return actual < quantile ? (1 - level) * (quantile - actual) : level * (actual - quantile);
}
