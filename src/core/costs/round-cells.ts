import type { Decimal } from "decimal.js";
import { MoneyDecimal } from "../base/money.ts";

/** Twelfths are not finite decimals: what is left of them behind this place must not decide a half cent. */
const SURE_DECIMALS = 20;

/**
 * Makes the cents of a line; the one place in this folder that does. Cells are rounded cumulatively within each run of
 * twelve months from the line's first month: a cell is the run's exact total up to its month, rounded half to even, less
 * the rounded total before it. So twelve months add up to the rounded year, and each cell is less than a cent off.
 * @param exact       shape [month], month 0 first
 * @param firstMonth  where the line's years begin; cells before it are 0
 * @param minorDigits decimal places of the currency
 * @returns           shape [month], whole minor units as decimals
 */
export function roundCells(
  exact: readonly Decimal[],
  firstMonth: number,
  minorDigits: number,
): readonly Decimal[] {
  const zero = new MoneyDecimal(0);
  let total = zero;
  let roundedTotal = zero;
  return exact.map((amount, month) => {
    if (month < firstMonth) return zero;
    if ((month - firstMonth) % 12 === 0) [total, roundedTotal] = [zero, zero];
    total = total.plus(amount);
    const rounded = total.toDecimalPlaces(SURE_DECIMALS).toDecimalPlaces(minorDigits);
    const cell = rounded.minus(roundedTotal);
    roundedTotal = rounded;
    return cell;
  });
}
