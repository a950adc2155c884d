import { ensure } from "../base/ensure.ts";

/** ln 2 in two parts; the first has 32 bits, so that its product with an exponent is exact. */
export const LN2_HIGH = 0.6931471803691238;
export const LN2_LOW = 1.9082149292705877e-10;

const bits = new DataView(new ArrayBuffer(8));
/** Odd terms of the series of the inverse hyperbolic tangent, enough for arguments up to 0.172. */
const SERIES_TERMS = 12;

/**
 * Natural logarithm by additions, multiplications and divisions in a fixed order: the same bits on every runtime, which
 * `Math.log` does not promise. Within 2 units in the last place.
 * @param value > 0, finite
 * @throws {RangeError} outside that range
 */
export function portableLog(value: number): number {
  ensure(value > 0 && Number.isFinite(value), `Cannot take the logarithm of ${value}`);
  const { mantissa, exponent } = splitNearOne(value);
  return exponent * LN2_HIGH + (logOfOnePlus(mantissa - 1) + exponent * LN2_LOW);
}

/**
 * log(1 + value) without losing the digits of a small value.
 * @param value > -1, finite
 */
export function portableLog1p(value: number): number {
  return value > -0.29 && value < 0.41 ? logOfOnePlus(value) : portableLog(1 + value);
}

/** log(1 + x) = 2 artanh(x / (2 + x)) by its series, for sqrt(1/2) <= 1 + x <= sqrt(2). */
function logOfOnePlus(x: number): number {
  const s = x / (2 + x);
  const square = s * s;
  let sum = 0;
  for (let term = SERIES_TERMS; term >= 1; term--) sum = (sum + 1 / (2 * term + 1)) * square;
  // x - s x = 2 s: the large term is kept apart from the small correction.
  return x - s * (x - 2 * sum);
}

/** value = mantissa * 2^exponent with the mantissa between sqrt(1/2) and sqrt(2). */
function splitNearOne(value: number): { mantissa: number; exponent: number } {
  const isSubnormal = value < 2 ** -1022;
  bits.setFloat64(0, isSubnormal ? value * 2 ** 54 : value);
  const high = bits.getUint32(0);
  bits.setUint32(0, (high & 0x000fffff) | 0x3ff00000);
  const exponent = (high >>> 20) - 1023 - (isSubnormal ? 54 : 0);
  const mantissa = bits.getFloat64(0);
  return mantissa > Math.SQRT2 ? { mantissa: mantissa / 2, exponent: exponent + 1 } : { mantissa, exponent };
}
