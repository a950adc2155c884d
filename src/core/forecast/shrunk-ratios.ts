import { clamp } from "../maths/clamp.ts";
import type { SegmentExits } from "./segment-exits.ts";

/** Exits that the common level counts as: at least, and where segments do not differ at all. */
const LEAST_PRIOR_EXITS = 10;
const MOST_PRIOR_EXITS = 1e6;

/**
 * How many times as often as expected each segment is left, drawn to 1 the more, the less the segments differ beyond
 * chance: (O + k) / (E + k) with k = 1 / v, where v is the variance of the true ratios by the method of moments; chance
 * is deducted twice, so that a difference has to be clear before it counts.
 * @returns > 0; shape [group]
 * @see reference model, section 2.2
 */
export function shrunkRatios({ observed, expected }: SegmentExits): Float64Array {
  let excess = 0;
  let squares = 0;
  expected.forEach((count, group) => {
    excess += (observed[group]! - count) ** 2 - 2 * count;
    squares += count ** 2;
  });
  const variance = squares > 0 ? Math.max(0, excess / squares) : 0;
  const prior = clamp(1 / variance, LEAST_PRIOR_EXITS, MOST_PRIOR_EXITS);
  return expected.map((count, group) => (observed[group]! + prior) / (count + prior));
}
