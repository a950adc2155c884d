import { ensure } from "../base/ensure.ts";

/** Numbers in a row, one a window or one an opportunity. */
export type Series = readonly number[] | Float64Array;

/**
 * Stops a score that would compare two rows of different lengths.
 * @throws {RangeError} when the lengths differ
 */
export function ensurePaired(forecasts: Series, actuals: Series): void {
  ensure(
    forecasts.length === actuals.length,
    `Cannot score ${forecasts.length} forecasts against ${actuals.length} actuals`,
  );
}
