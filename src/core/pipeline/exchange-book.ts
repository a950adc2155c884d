import type { Day } from "../base/day.ts";

/**
 * How amounts of several currencies become one. `plan`: at plan rates; `close`: at spot rates; both at the rate of the day
 * of the close for what is closed and at that of the as-of day for what is open. `spot`: everything at the spot rate of the
 * as-of day.
 */
export const RATE_VIEWS = ["plan", "spot", "close"] as const;
export type RateView = (typeof RATE_VIEWS)[number];

/** The rates of one currency: each takes effect on its day and holds until the next. */
export interface CurrencyRates {
  /** ISO 4217 code. */
  readonly code: string;
  /** First days, ascending. Empty for the company's own currency. */
  readonly days: Int32Array;
  /** Minor units of the company for one of this currency, as a fraction; each has shape [rate]. */
  readonly numerators: readonly bigint[];
  readonly denominators: readonly bigint[];
}

/** All that converts amounts into the currency of the company; plain data, so that it can go to another thread. */
export interface ExchangeBook {
  readonly view: RateView;
  /** ISO 4217 code of the company's currency. */
  readonly company: string;
  readonly currencies: readonly CurrencyRates[];
}

/** Amounts as the source has them, beside those of the company; each has shape [row] of the log. */
export interface OriginalAmounts {
  readonly book: ExchangeBook;
  /** Whole minor units of the row's own currency; NaN when unknown. */
  readonly amount: Float64Array;
  /** Index into the book's currencies. */
  readonly currency: Uint8Array;
  /** Name of the attribute that tells the same. */
  readonly attribute: string;
}

const LARGEST_EXACT = 2 ** 53;

/**
 * An amount in minor units of the company, by the rate in force on a day; exact, with half a unit rounded to even once.
 * @param units whole minor units of the currency; NaN stays NaN
 * @returns undefined when the currency has no rate on or before the day
 */
export function convertedUnits(
  book: ExchangeBook,
  currency: number,
  units: number,
  day: number,
): number | undefined {
  const { code, days, numerators, denominators } = book.currencies[currency]!;
  if (code === book.company || Number.isNaN(units)) return units;
  const rate = lastOnOrBefore(days, day);
  return rate < 0 ? undefined : roundedShare(units, numerators[rate]!, denominators[rate]!);
}

/** First day of a currency's rates; undefined when it needs none or has none. */
export function firstRateDay({ currencies }: ExchangeBook, currency: number): Day | undefined {
  return currencies[currency]!.days[0] as Day | undefined;
}

/** units * numerator / denominator as a whole number, half to even. */
export function roundedShare(units: number, numerator: bigint, denominator: bigint): number {
  const size = Math.abs(units);
  const product = size * Number(numerator);
  const divisor = Number(denominator);
  // Whole numbers below 2^53 are exact as doubles, and so are their quotient and remainder after one correction.
  if (product < LARGEST_EXACT && divisor < LARGEST_EXACT && numerator < LARGEST_EXACT) {
    let whole = Math.floor(product / divisor);
    let rest = product - whole * divisor;
    if (rest < 0) {
      whole--;
      rest += divisor;
    } else if (rest >= divisor) {
      whole++;
      rest -= divisor;
    }
    const twice = rest * 2;
    if (twice > divisor || (twice === divisor && whole % 2 === 1)) whole++;
    return signed(units, whole);
  }
  const exact = BigInt(size) * numerator;
  let whole = exact / denominator;
  const twice = (exact - whole * denominator) * 2n;
  if (twice > denominator || (twice === denominator && whole % 2n === 1n)) whole++;
  return signed(units, Number(whole));
}

function signed(units: number, size: number): number {
  return units < 0 && size !== 0 ? -size : size;
}

/** Index of the last day that is not after `day`, -1 when there is none. */
function lastOnOrBefore(days: Int32Array, day: number): number {
  let low = 0;
  let high = days.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (days[middle]! <= day) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
