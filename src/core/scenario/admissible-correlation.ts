import { choleskyFactor } from "../maths/cholesky.ts";
import { solvePositiveDefinite } from "../maths/solve-positive-definite.ts";
import { rankCorrelationOf } from "./score-correlation.ts";

/**
 * Rank correlations that one pair can have beside the others of the leading block up to `row`: with K the other rows, the
 * correlation of scores lies within c_rK C_KK^-1 c_Kj -+ the root of what K leaves unexplained of both.
 * @param matrix correlations of normal scores, shape [size x size], row-major
 * @param column < row
 * @returns      undefined where no value of this pair would do
 */
export function admissibleCorrelation(
  matrix: Float64Array,
  size: number,
  row: number,
  column: number,
): { readonly low: number; readonly high: number } | undefined {
  const others = Array.from({ length: row }, (_, index) => index).filter((index) => index !== column);
  const entry = (a: number, b: number) => matrix[a * size + b]!;
  const block = Float64Array.from(others.flatMap((a) => others.map((b) => entry(a, b))));
  if (!choleskyFactor(block, others.length).ok) return undefined;
  const ofRow = Float64Array.from(others, (other) => entry(row, other));
  const ofColumn = Float64Array.from(others, (other) => entry(column, other));
  const weights = solvePositiveDefinite(block, ofColumn);
  const rowWeights = solvePositiveDefinite(block, ofRow);
  const unexplained = (1 - dot(ofRow, rowWeights)) * (1 - dot(ofColumn, weights));
  if (dot(ofRow, rowWeights) >= 1 || !(unexplained > 0)) return undefined;
  const centre = dot(ofRow, weights);
  const reach = Math.sqrt(unexplained);
  return {
    low: rankCorrelationOf(Math.max(-1, centre - reach)),
    high: rankCorrelationOf(Math.min(1, centre + reach)),
  };
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, index) => sum + value * b[index]!, 0);
}
