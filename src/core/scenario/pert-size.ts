import { clamp } from "../maths/clamp.ts";
import { inverseIncompleteBeta } from "../maths/incomplete-beta.ts";
import type { MomentsAndQuantile, PertSize } from "./lever-size.ts";

/** Weight of the likely value against the two ends; 4 is what PERT means. */
const LAMBDA = 4;

/**
 * Beta distribution stretched over low..high, with shapes 1 + 4 (likely - low) / (high - low) and its mirror.
 * @see Vose (2008), "Risk Analysis", section III.6 on the PERT distribution
 */
export function pertSize({ low, likely, high }: PertSize): MomentsAndQuantile {
  const width = high - low;
  const shapes = { a: 1 + (LAMBDA * (likely - low)) / width, b: 1 + (LAMBDA * (high - likely)) / width };
  const mean = (low + LAMBDA * likely + high) / (LAMBDA + 2);
  return {
    mean,
    sd: Math.sqrt(((mean - low) * (high - mean)) / (LAMBDA + 3)),
    quantile: (p) => clamp(low + width * inverseIncompleteBeta(p, shapes), low, high),
  };
}
