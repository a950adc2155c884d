import { ensure } from "../base/ensure.ts";
import { portableExp } from "./portable-exp.ts";
import { portableLog } from "./portable-log.ts";

const SQRT_TWO_PI = 2.5066282746310002;
/** Below this the series is used, above it the continued fraction; both reach 1e-15 there with the terms given. */
const SERIES_LIMIT = 2.75;
const SERIES_TERMS = 45;
const FRACTION_TERMS = 120;
const HALLEY_STEPS = 3;

/** Density of the standard normal distribution. */
export function normalDensity(x: number): number {
  return portableExp(-0.5 * x * x) / SQRT_TWO_PI;
}

/**
 * Probability that a standard normal variable is at most x; relative error below 1e-13 down to -10, 1e-12 to -37.
 * The same bits on every runtime.
 */
export function normalCdf(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > SERIES_LIMIT) return 1 - upperTail(x);
  if (x < -SERIES_LIMIT) return upperTail(-x);
  // 1/2 + density * (x + x^3 / 3 + x^5 / (3 * 5) + ...)
  let sum = 0;
  for (let term = SERIES_TERMS; term >= 1; term--) sum = ((1 + sum) * x * x) / (2 * term + 1);
  return 0.5 + normalDensity(x) * (x + x * sum);
}

/**
 * Value that a standard normal variable stays below with probability p: the rational start of Abramowitz & Stegun
 * 26.2.23 (error below 4.5e-4), then Halley's method. Error below 1e-13 * max(1, |value|); the same bits on every
 * runtime; antisymmetric about 1/2 as far as 1 - p is.
 * @param p 0..1; -Infinity at 0 and Infinity at 1
 * @throws {RangeError} outside that range
 */
export function normalQuantile(p: number): number {
  ensure(p >= 0 && p <= 1, `Cannot take the normal quantile at ${p}: it must be between 0 and 1`);
  if (p > 0.5) return p === 1 ? Infinity : -lowerQuantile(1 - p);
  return p === 0 ? -Infinity : lowerQuantile(p);
}

function lowerQuantile(p: number): number {
  if (p === 0.5) return 0;
  const t = Math.sqrt(-2 * portableLog(p));
  const top = 2.515517 + t * (0.802853 + t * 0.010328);
  const bottom = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308));
  let x = top / bottom - t;
  for (let step = 0; step < HALLEY_STEPS; step++) {
    const newton = (normalCdf(x) - p) / normalDensity(x);
    x -= newton / (1 + 0.5 * x * newton);
  }
  return x;
}

/** P(X > x) for large x by Laplace's continued fraction, evaluated from its end. */
function upperTail(x: number): number {
  let fraction = x;
  for (let term = FRACTION_TERMS; term >= 1; term--) fraction = x + term / fraction;
  return normalDensity(x) / fraction;
}
