import { Decimal } from "decimal.js";

/**
 * The arithmetic of this folder: enough digits that sums of discounted amounts below 1e99 are exact (see
 * `DISCOUNTED_DECIMALS`), also where a rate near -1 per year blows them up.
 */
export const FlowDecimal = Decimal.clone({ precision: 120, rounding: Decimal.ROUND_HALF_EVEN });

/** Decimal places of a discounted amount and of a ratio: one fixed grid, so that terms add up to their sum exactly. */
export const DISCOUNTED_DECIMALS = 20;

/** A value on the fixed grid of 20 decimal places, half to even: the only rounding of figures before they are shown. */
export function onGrid(value: Decimal): Decimal {
  return new FlowDecimal(value).toDecimalPlaces(DISCOUNTED_DECIMALS);
}
