import { ensure } from "../base/ensure.ts";

/** The standard normal quantile at 0.975: 95 % in the middle. */
const Z_95 = 1.959963984540054;

/**
 * Wilson's interval for a share, as if trials were independent. Stays within 0..1 and is honest for few trials.
 * @param successes whole number 0..trials
 * @param trials    whole number; of none nothing is known, and the interval is 0..1
 * @param z         half-width in standard errors; 95 % unless told
 * @throws {RangeError} outside these ranges
 * @see Wilson (1927); Brown, Cai & DasGupta (2001), "Interval estimation for a binomial proportion"
 */
export function wilsonInterval(successes: number, trials: number, z = Z_95): { low: number; high: number } {
  ensure(
    Number.isInteger(successes) && Number.isInteger(trials) && successes >= 0 && successes <= trials,
    `Cannot give an interval for ${successes} of ${trials}`,
  );
  ensure(z >= 0 && z < Infinity, `Cannot give an interval of ${z} standard errors`);
  if (trials === 0) return { low: 0, high: 1 };
  const share = successes / trials;
  const square = (z * z) / trials;
  const middle = (share + square / 2) / (1 + square);
  const half = (z * Math.sqrt((share * (1 - share) + square / 4) / trials)) / (1 + square);
  // Rounding must not push the ends off a share that was seen.
  return {
    low: Math.min(share, Math.max(0, middle - half)),
    high: Math.max(share, Math.min(1, middle + half)),
  };
}
