import { Decimal } from "decimal.js";
import { ensure } from "./ensure.ts";

/**
 * Where the two kinds of money meet. Draws and simulated amounts are Float64 whole minor units (cents), exact up to
 * 9e15; ledger money and everything printed is decimal. Rounding is half to even on both ways.
 */
export const MoneyDecimal = Decimal.clone({ precision: 40, rounding: Decimal.ROUND_HALF_EVEN });

/** Currencies without two decimal places, by ISO 4217. `Intl` rounds some to what is in use, and differs by version. */
const DIGITS_BESIDE_TWO: ReadonlyMap<string, number> = new Map([
  ..."BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(" ").map(digitsOf(0)),
  ..."BHD IQD JOD KWD LYD OMR TND".split(" ").map(digitsOf(3)),
  ..."CLF UYW".split(" ").map(digitsOf(4)),
]);

function digitsOf(digits: number): (code: string) => readonly [string, number] {
  return (code) => [code, digits];
}

/**
 * Decimal places of a currency by ISO 4217; 2 for the unknown currency XXX and for any other code.
 * @throws {RangeError} when the text is not three capital letters
 */
export function minorDigitsOf(currency: string): number {
  ensure(/^[A-Z]{3}$/.test(currency), `Cannot use currency "${currency}": it is not an ISO 4217 code`);
  return DIGITS_BESIDE_TWO.get(currency) ?? 2;
}

/** Whole minor units of a decimal text such as `1234.56`; half a unit is rounded to even. */
export function minorUnitsFromDecimal(amount: Decimal.Value, minorDigits: number): number {
  const units = new MoneyDecimal(amount)
    .times(10 ** minorDigits)
    .toDecimalPlaces(0)
    .toNumber();
  ensure(Number.isSafeInteger(units), `Cannot hold ${String(amount)} in whole minor units`);
  return units;
}

/** `1234.56`, with exactly `minorDigits` decimals; a mean of draws is rounded half to even to whole minor units. */
export function decimalFromMinorUnits(minorUnits: number, minorDigits: number): string {
  ensure(Number.isFinite(minorUnits), "Cannot present an amount that is not finite");
  const amount = new MoneyDecimal(minorUnits).toDecimalPlaces(0).div(10 ** minorDigits);
  return amount.isZero() ? new MoneyDecimal(0).toFixed(minorDigits) : amount.toFixed(minorDigits);
}
