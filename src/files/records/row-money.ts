import type { Decimal } from "decimal.js";
import type { Day } from "../../core/base/day.ts";
import { MoneyDecimal } from "../../core/base/money.ts";
import { SHARED_SIGNS } from "../amount-text.ts";
import { currencyCode } from "./record-formats.ts";
import type { RecordRow } from "./record-row.ts";
import type { SpotRates } from "./spot-rates.ts";

/** What the money of a whole import is counted in. */
export interface RecordMoney {
  readonly currency: string;
  readonly minorDigits: number;
  /** For rows in another currency that state no rate of their own. */
  readonly spotRates: SpotRates;
}

/** Money of a row in the company's currency, in minor units and not yet rounded, and the rate that made it so. */
export interface RowMoney {
  readonly minorUnits: Decimal;
  readonly rate: number;
}

/**
 * An amount of a row in the company's currency. A row in another currency needs a rate, its own or that of a table of rates.
 * @param from first day of the row: the rate of this day holds for all of it
 * @param mayBeNegative the row is listed when an amount is negative that cannot be
 * @returns undefined when the cell is blank, or the row is listed
 */
export function moneyOf(
  row: RecordRow,
  name: string,
  money: RecordMoney,
  { from, mayBeNegative = false }: { readonly from: Day; readonly mayBeNegative?: boolean },
): RowMoney | undefined {
  const amount = row.amount(name);
  if (amount === undefined || row.isRejected) return undefined;
  if (amount.value.isNegative() && !amount.value.isZero() && !mayBeNegative) {
    row.reject(name, `a negative ${name.replaceAll("_", " ")}`);
    return undefined;
  }
  const rate = rateOf(row, name, money, { sign: amount.sign, from });
  if (rate === undefined) return undefined;
  const minorUnits = amount.value.times(rate).times(new MoneyDecimal(10).pow(money.minorDigits));
  return { minorUnits, rate: rate.toNumber() };
}

/**
 * Whole minor units, half a unit to even: the one place where money of a record is rounded.
 * @returns undefined when the amount is too large to be held exactly; the row is listed
 */
export function wholeUnits(row: RecordRow, name: string, minorUnits: Decimal): number | undefined {
  const units = minorUnits.toDecimalPlaces(0, MoneyDecimal.ROUND_HALF_EVEN).toNumber();
  if (Number.isSafeInteger(units)) return units === 0 ? 0 : units;
  row.reject(name, "an amount that is too large");
  return undefined;
}

function rateOf(
  row: RecordRow,
  name: string,
  { currency, spotRates }: RecordMoney,
  { sign, from }: { readonly sign: string | undefined; readonly from: Day },
): Decimal | undefined {
  const written = row.text("currency");
  const code = written === undefined ? undefined : currencyCode(written);
  if (written !== undefined && code === undefined) {
    row.reject("currency", "not a currency code of three letters");
    return undefined;
  }
  const rate = row.number("rate");
  if (row.isRejected) return undefined;
  if (rate !== undefined && !rate.greaterThan(0)) {
    row.reject("rate", "a rate is above 0");
    return undefined;
  }
  const isOurs = code === undefined ? isOwnSign(sign, currency) : code === currency;
  if (isOurs && rate !== undefined && !rate.equals(1) && (code !== undefined || sign !== undefined)) {
    row.reject("rate", `the rate of ${currency}, the company's own currency, is 1`);
    return undefined;
  }
  if (isOurs) return rate ?? new MoneyDecimal(1);
  const spot = rate ?? spotRates(code ?? sign ?? currency, from);
  if (spot !== undefined) return spot;
  row.reject(
    code === undefined ? name : "currency",
    `in ${code ?? sign}, where the company counts in ${currency}, and without a rate`,
  );
  return undefined;
}

function isOwnSign(sign: string | undefined, currency: string): boolean {
  if (sign === undefined || sign === currency) return true;
  return SHARED_SIGNS[sign]?.includes(currency) === true;
}
