/** A piece of x > 0 with one single root, near `guess`; the sum has the sign `signAtLow` at `low`, the other at `high`. */
export interface RootBracket {
  readonly low: number;
  readonly high: number;
  readonly guess: number;
  readonly signAtLow: number;
}

/** A value this small against the sizes of its terms has no sure sign: far above rounding, which is near 1e-14. */
const SURE_SIGN = 1e-9;
const STEP_TOLERANCE = 1e-14;
const MOST_STEPS = 200;

/**
 * One bracket for every distinct positive root of the sum of coefficient * x^exponent, in Float64, the way that
 * `positiveRoots` describes.
 * @param exponents    ascending from 0; shape [term]
 * @param coefficients without zeros, at most 1 in size; shape [term]
 * @returns            ascending; undefined where a sign is in doubt, as at a double root, or a size is beyond Float64
 */
export function rootBrackets(
  exponents: Float64Array,
  coefficients: Float64Array,
): readonly RootBracket[] | undefined {
  if (coefficients.some((coefficient) => coefficient === 0)) return undefined;
  const change = coefficients.findIndex(
    (coefficient, index) => index > 0 && coefficient < 0 !== coefficients[index - 1]! < 0,
  );
  if (change < 0) return [];
  const between = (exponents[change - 1]! + exponents[change]!) / 2;
  const turns = rootBrackets(exponents, scaledSlope(exponents, coefficients, between));
  if (turns === undefined) return undefined;

  const f: Float64Sum = { exponents, coefficients };
  const brackets: RootBracket[] = [];
  let low: number | undefined;
  let signAtLow = Math.sign(coefficients[0]!);
  for (const { guess: turn } of turns) {
    const sign = sureSign(f, turn);
    if (sign === 0) return undefined;
    if (sign !== signAtLow && !addBracket(f, low, turn, signAtLow, brackets)) return undefined;
    low = turn;
    signAtLow = sign;
  }
  const signAtInfinity = Math.sign(coefficients.at(-1)!);
  if (signAtInfinity !== signAtLow && !addBracket(f, low, undefined, signAtLow, brackets)) return undefined;
  return brackets;
}

interface Float64Sum {
  readonly exponents: Float64Array;
  readonly coefficients: Float64Array;
}

/** Coefficients of the slope of f(x) / x^between, the largest of size 1. */
function scaledSlope(exponents: Float64Array, coefficients: Float64Array, between: number): Float64Array {
  const slope = coefficients.map((coefficient, index) => coefficient * (exponents[index]! - between));
  const largest = slope.reduce((size, value) => Math.max(size, Math.abs(value)), 0);
  return slope.map((value) => value / largest);
}

/** Adds the bracket between two turning points (undefined: 0 or infinity); false where Float64 cannot find its end. */
function addBracket(
  f: Float64Sum,
  left: number | undefined,
  right: number | undefined,
  signAtLow: number,
  brackets: RootBracket[],
): boolean {
  const low = left ?? outward(f, right ?? 1, -1, signAtLow);
  const high = right ?? outward(f, left ?? 1, 1, -signAtLow);
  if (low === undefined || high === undefined) return false;
  brackets.push({ low, high, guess: rootBetween(f, low, high, signAtLow), signAtLow });
  return true;
}

/** A point beyond `start` towards 0 or infinity where the sum surely has the sign that it keeps from there on. */
function outward(f: Float64Sum, start: number, direction: 1 | -1, sign: number): number | undefined {
  for (let step = 1; step < 1e9; step *= 2) {
    const x = start * Math.exp((direction * step) / f.exponents.at(-1)!);
    if (!(x > 0 && x < Infinity)) return undefined;
    if (sureSign(f, x) === sign) return x;
  }
  return undefined;
}

/** -1 or 1, or 0 where rounding may have made the sign. */
function sureSign({ exponents, coefficients }: Float64Sum, x: number): number {
  let value = 0;
  let size = 0;
  for (let index = 0; index < exponents.length; index++) {
    const term = coefficients[index]! * x ** exponents[index]!;
    value += term;
    size += Math.abs(term);
  }
  return Math.abs(value) > SURE_SIGN * size ? Math.sign(value) : 0;
}

/** Bracketed Newton's method in the logarithm of x. */
function rootBetween(f: Float64Sum, from: number, to: number, signAtLow: number): number {
  const { exponents, coefficients } = f;
  let low = from;
  let high = to;
  let x = Math.sqrt(low) * Math.sqrt(high);
  let lastStep = Infinity;
  for (let step = 0; step < MOST_STEPS; step++) {
    let value = 0;
    let slopeTimesX = 0;
    for (let index = 0; index < exponents.length; index++) {
      const term = coefficients[index]! * x ** exponents[index]!;
      value += term;
      slopeTimesX += exponents[index]! * term;
    }
    if (value === 0) return x;
    if (Math.sign(value) === signAtLow) low = x;
    else high = x;
    let next = x - (value / slopeTimesX) * x;
    const isSafe = next > low && next < high && Math.abs(next - x) < lastStep / 2;
    if (!isSafe) next = high > 2 * low ? Math.sqrt(low) * Math.sqrt(high) : (low + high) / 2;
    lastStep = Math.abs(next - x);
    x = next;
    if (lastStep <= STEP_TOLERANCE * x) return x;
  }
  return x;
}
