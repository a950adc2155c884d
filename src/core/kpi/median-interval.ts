import { logGamma } from "../maths/log-gamma.ts";
import { portableExp } from "../maths/portable-exp.ts";
import type { KpiInterval } from "./kpi-record.ts";

/** From here on the binomial ranks are those of the normal distribution, to within one rank. */
const MOST_EXACT = 1_000;
const Z_95 = 1.959963984540054;
/** Fewer values have no interval at 95 %: even all of them lie on one side of the median too often. */
const FEWEST = 6;

/**
 * Distribution-free interval of a median: between two order statistics, their ranks from the binomial distribution.
 * @param sorted ascending
 * @returns      null with fewer than six values
 * @see Conover, Practical Nonparametric Statistics, section 3.2
 */
export function medianInterval(sorted: Float64Array): KpiInterval | null {
  const count = sorted.length;
  if (count < FEWEST) return null;
  const below = ranksBelow(count);
  return { low: sorted[below]!, high: sorted[count - 1 - below]!, method: "order statistics" };
}

/** Largest k with P(Binomial(count, 1/2) <= k) <= 0.025: k values may be left out at each end. */
function ranksBelow(count: number): number {
  if (count > MOST_EXACT) return Math.max(0, Math.floor((count - Z_95 * Math.sqrt(count)) / 2) - 1);
  let probability = 0;
  for (let k = 0; k < count; k++) {
    const logChoose = logGamma(count + 1) - logGamma(k + 1) - logGamma(count - k + 1);
    probability += portableExp(logChoose - count * Math.LN2);
    if (probability > 0.025) return k - 1;
  }
  return 0;
}
