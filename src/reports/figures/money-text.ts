import { MoneyDecimal } from "../../core/base/money.ts";

/** Names of thousands, millions, billions, trillions and more. */
const STEPS = ["", "k", "M", "B", "T", "Q"] as const;

/**
 * An amount with thousands separated: `-1,234,567` or `12.50`.
 * @param decimals how many decimal places; rounding is half to even
 */
export function moneyText(amount: string | number, decimals = 0): string {
  const rounded = new MoneyDecimal(amount).toDecimalPlaces(decimals);
  const [whole, fraction] = rounded.abs().toFixed(decimals).split(".");
  const grouped = whole!.replace(/\B(?=(\d{3})+$)/g, ",");
  return `${rounded.isNegative() && !rounded.isZero() ? "-" : ""}${grouped}${fraction === undefined ? "" : `.${fraction}`}`;
}

/** The same with a sign before positive amounts too: what is added or above. */
export function signedMoneyText(amount: string | number, decimals = 0): string {
  const text = moneyText(amount, decimals);
  return text.startsWith("-") || new MoneyDecimal(amount).toDecimalPlaces(decimals).isZero()
    ? text
    : `+${text}`;
}

/**
 * An amount in four significant digits: `9,876`, `12.35k`, `1.235M`. Below ten thousand it is whole.
 * @param shortest drops zeros at the end (`1.5M`), for the marks of an axis
 */
export function compactMoneyText(amount: string | number, shortest = false): string {
  const rounded = new MoneyDecimal(amount).toSignificantDigits(4);
  if (rounded.abs().lt(10_000) && !(shortest && rounded.abs().gte(1_000))) {
    return moneyText(rounded.toString(), shortest && rounded.abs().lt(10) ? rounded.decimalPlaces() : 0);
  }
  const step = Math.min(STEPS.length - 1, Math.floor(rounded.e / 3));
  const scaled = rounded.div(new MoneyDecimal(1_000).pow(step));
  const text = scaled.toFixed(Math.max(0, 3 - scaled.e));
  return `${shortest && text.includes(".") ? text.replace(/\.?0+$/, "") : text}${STEPS[step]}`;
}

/** Decimal places for figures that stand together: none from a thousand up, else those of the amounts themselves. */
export function decimalsFor(amounts: readonly string[]): number {
  const small = amounts.every((amount) => new MoneyDecimal(amount).abs().lt(1_000));
  return small ? Math.max(0, ...amounts.map((amount) => new MoneyDecimal(amount).decimalPlaces())) : 0;
}

/**
 * How to write the amounts of one table: in full while the largest takes at most `fullDigits` digits, else compact.
 * @returns the function that writes one of them
 */
export function tableMoneyText(amounts: readonly string[], fullDigits = 7): (amount: string) => string {
  const decimals = decimalsFor(amounts);
  const limit = new MoneyDecimal(10).pow(fullDigits).minus(0.5);
  const full = amounts.every((amount) => new MoneyDecimal(amount).abs().lt(limit));
  return full ? (amount) => moneyText(amount, decimals) : (amount) => compactMoneyText(amount);
}

/** The currency as people read it: the code, or that there is none. */
export function currencyText(currency: string): string {
  return currency === "XXX" ? "no currency given" : currency;
}
