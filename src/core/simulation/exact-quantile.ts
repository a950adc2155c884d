import { ensure } from "../base/ensure.ts";
import type { Mixture } from "./exact-mixture.ts";

/** Distribution functions are compared with p to this: sums of masses lose their last digits. */
const PROBABILITY_NOISE = 1e-12;
const MOST_HALVINGS = 60;
/** With a factor, the distribution function is taken as linear between points this near, in standard deviations. */
const FINEST_SHARE_OF_SD = 1 / 8192;

/**
 * The inverse of a distribution function: the smallest value with P(Y <= value) >= p. Halves one and the same interval for
 * every p, so that a larger p can never end up lower.
 * @param kind "lattice": whole amounts; "smooth": continuous but for a mass at 0; "mixed": the same with a common factor,
 *             where a look at the distribution function is dear
 */
export function mixtureQuantile(
  mixed: Mixture,
  kind: "lattice" | "smooth" | "mixed",
  sd: number,
): (p: number) => number {
  const { cdf, cdfBelow, least, most } = mixed;
  const zeroFrom = cdfBelow(0);
  const zeroTo = cdf(0);
  const finest = kind === "mixed" ? sd * FINEST_SHARE_OF_SD : 0;
  return (p) => {
    ensure(p >= 0 && p <= 1, `Cannot take the quantile at ${p}: it must be between 0 and 1`);
    const wanted = p - PROBABILITY_NOISE;
    if (zeroFrom < wanted && wanted <= zeroTo) return 0;
    if (wanted <= 0) return least;
    // The mass at 0 must not lie within the interval.
    let low = wanted > zeroTo ? Math.max(0, least) : least;
    let high = wanted > zeroTo ? most : Math.min(0, most);
    let lowShare = wanted > zeroTo && least <= 0 ? zeroTo : 0;
    let highShare = wanted > zeroTo ? 1 : zeroFrom;
    for (let halving = 0; halving < MOST_HALVINGS && high - low > finest; halving++) {
      const middle = 0.5 * (low + high);
      const share = cdf(middle);
      if (share >= wanted) {
        high = middle;
        highShare = share;
      } else {
        low = middle;
        lowShare = share;
      }
    }
    if (kind === "lattice") return Math.round(high);
    const part = highShare > lowShare ? (wanted - lowShare) / (highShare - lowShare) : 1;
    return low + Math.min(1, Math.max(0, part)) * (high - low);
  };
}
