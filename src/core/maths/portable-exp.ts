import { LN2_HIGH, LN2_LOW } from "./portable-log.ts";

/** Taylor terms that reach the last bit for |x| <= ln(2) / 2. */
const EXP_TERMS = 14;
const SINH_TERMS = 9;

/**
 * e^value by additions and multiplications in a fixed order: the same bits on every runtime, which `Math.exp` does not
 * promise. Within 2 units in the last place; 0 below -745 and Infinity above 709.79.
 */
export function portableExp(value: number): number {
  if (Number.isNaN(value)) return value;
  if (value > 709.79) return Infinity;
  if (value < -745.2) return 0;
  const exponent = Math.round(value * Math.LOG2E);
  const rest = value - exponent * LN2_HIGH - exponent * LN2_LOW;
  let sum = 0;
  for (let term = EXP_TERMS; term >= 1; term--) sum = ((1 + sum) * rest) / term;
  // Two steps, since 2^1024 is no number and 2^-1074 has lost its mantissa.
  const half = exponent >> 1;
  return (1 + sum) * powerOfTwo(half) * powerOfTwo(exponent - half);
}

/** (e^value - e^-value) / 2, exact for small values too; the same bits on every runtime. */
export function portableSinh(value: number): number {
  if (Math.abs(value) >= 1) return (portableExp(value) - portableExp(-value)) / 2;
  const square = value * value;
  let sum = 0;
  for (let term = SINH_TERMS; term >= 1; term--) sum = ((1 + sum) * square) / (2 * term * (2 * term + 1));
  return value + value * sum;
}

/** 2^exponent by repeated squaring of exact numbers; |exponent| <= 1022. */
function powerOfTwo(exponent: number): number {
  let power = 1;
  let base = exponent < 0 ? 0.5 : 2;
  for (let left = Math.abs(exponent); left > 0; left >>= 1) {
    if ((left & 1) === 1) power *= base;
    base *= base;
  }
  return power;
}
