import { ensure } from "../base/ensure.ts";
import { selectQuantiles } from "../maths/select-quantiles.ts";

/** What a row of draws comes to, in its unit. */
export interface RowSummary {
  readonly mean: number;
  /** Standard deviation of the draws as they are (divided by their number). */
  readonly sd: number;
  /** Type 7; shape [level]. */
  readonly quantiles: Float64Array;
}

/**
 * Mean, standard deviation and exact quantiles of equally likely draws; sums run in the order of the draws, so the same
 * row gives the same bytes.
 * @param row    shape [draw], finite, not empty
 * @param levels each 0..1
 * @throws {RangeError} outside these ranges
 */
export function summariseRow(row: Float64Array, levels: readonly number[]): RowSummary {
  ensure(row.length > 0, "Cannot summarise a row without draws");
  let sum = 0;
  for (let draw = 0; draw < row.length; draw++) sum += row[draw]!;
  const mean = sum / row.length;
  let squares = 0;
  for (let draw = 0; draw < row.length; draw++) {
    const distance = row[draw]! - mean;
    squares += distance * distance;
  }
  return { mean, sd: Math.sqrt(squares / row.length), quantiles: selectQuantiles(row, levels) };
}
