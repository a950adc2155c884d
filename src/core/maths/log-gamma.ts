import { ensure } from "../base/ensure.ts";
import { portableLog } from "./portable-log.ts";

/** From here on Stirling's series reaches the last bit with the terms below. */
const STIRLING_FROM = 15;
const HALF_LOG_TWO_PI = 0.9189385332046728;
/** Bernoulli numbers B2k / (2k (2k - 1)). */
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360_360, 1 / 156];

/**
 * Logarithm of the gamma function for positive arguments, by Stirling's series after moving the argument up. Error below
 * 1e-14 * max(1, |value|); the same bits on every runtime.
 * @param x > 0, finite
 * @throws {RangeError} outside that range
 * @see Abramowitz & Stegun 6.1.15 and 6.1.40
 */
export function logGamma(x: number): number {
  ensure(x > 0 && Number.isFinite(x), `Cannot take the gamma function of ${x}`);
  let product = 1;
  let moved = x;
  for (; moved < STIRLING_FROM; moved++) product *= moved;
  const square = moved * moved;
  let series = 0;
  for (let term = STIRLING.length - 1; term >= 0; term--) series = series / square + STIRLING[term]!;
  const logarithm = (moved - 0.5) * portableLog(moved) - moved + HALF_LOG_TWO_PI + series / moved;
  return logarithm - portableLog(product);
}
