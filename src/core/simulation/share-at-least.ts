import { ensure } from "../base/ensure.ts";

/**
 * Share of equally likely draws that reach a level: the chance to hit a target.
 * @throws {RangeError} without draws
 */
export function shareAtLeast(row: Float64Array, level: number): number {
  ensure(row.length > 0, "Cannot count a row without draws");
  let count = 0;
  for (let draw = 0; draw < row.length; draw++) if (row[draw]! >= level) count++;
  return count / row.length;
}
