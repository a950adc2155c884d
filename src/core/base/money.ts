import { Decimal } from "decimal.js";
import { ensure } from "./ensure.ts";

/**
 * Where the two kinds of money meet. Draws and simulated amounts are Float64 whole minor units (cents), exact up to
 * 9e15; ledger money and everything printed is decimal. Rounding is half to even on both ways.
 */
export const MoneyDecimal = Decimal.clone({ precision: 40, rounding: Decimal.ROUND_HALF_EVEN });

/** Decimal places of a currency by ISO 4217 (2 for the unknown currency XXX). */
export function minorDigitsOf(currency: string): number {
  if (currency === "XXX") return 2;
  return (
    new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2
  );
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
