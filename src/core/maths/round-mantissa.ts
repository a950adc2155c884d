/** Bits of the mantissa that a number keeps in a plan, its digest and the tables that draws depend on. */
export const PLAN_MANTISSA_BITS = 40;

/** 2^(53 - 40) + 1: adding and taking away this multiple cuts 13 bits off a Float64 (Veltkamp's splitting). */
const SPLITTER = 2 ** (53 - PLAN_MANTISSA_BITS) + 1;
const SHRINK = 2 ** -40;

/**
 * A number rounded to the nearest one with 40 bits of mantissa (about 12 decimal digits), so that results which differ
 * in their last bits only, as those of two runtimes may, become the same.
 * @param value any number; whole numbers up to 2^40 and non-finite numbers come back as they are
 * @returns     idempotent and monotone; -0 becomes 0
 * @see Dekker (1971), "A floating-point technique for extending the available precision"
 */
export function roundToPlanPrecision(value: number): number {
  if (!Number.isFinite(value) || value === 0) return value + 0;
  // The product would overflow for the largest numbers; a power of two changes no mantissa.
  if (Math.abs(value) > 1e300) return splitHigh(value * SHRINK) / SHRINK;
  return splitHigh(value);
}

function splitHigh(value: number): number {
  const product = value * SPLITTER;
  return product - (product - value);
}
