import { Decimal } from "decimal.js";
import { ensure } from "../base/ensure.ts";
import { MoneyDecimal } from "../base/money.ts";
import type { Schedule } from "./contract-schedules.ts";

/**
 * One amount of the ledger, spread by a schedule to the cent: each part is rounded half to even, the last takes the rest,
 * so the parts add up to the amount exactly. An amount of so few cents that the rest would have the other sign is
 * rounded towards zero instead.
 * @param amount      with at most `minorDigits` decimals; may be negative
 * @param minorDigits decimal places of the currency
 * @returns           shape [months since booking]
 * @throws {RangeError} when the amount has more decimals
 */
export function scheduleAmount(schedule: Schedule, amount: Decimal, minorDigits: number): readonly Decimal[] {
  ensure(
    amount.decimalPlaces() <= minorDigits,
    `Cannot schedule ${amount.toString()}: it has more than ${minorDigits} decimals`,
  );
  const parts = split(schedule, amount, minorDigits, Decimal.ROUND_HALF_EVEN);
  const isFlipped = parts.at(-1)!.times(amount).isNegative() && !parts.at(-1)!.isZero();
  return isFlipped ? split(schedule, amount, minorDigits, Decimal.ROUND_DOWN) : parts;
}

function split(
  { shares, denominator }: Schedule,
  amount: Decimal,
  minorDigits: number,
  rounding: Decimal.Rounding,
): readonly Decimal[] {
  let rest: Decimal = new MoneyDecimal(amount);
  return shares.map((share, month) => {
    if (month === shares.length - 1) return rest;
    const part = new MoneyDecimal(amount)
      .times(share)
      .div(denominator)
      .toDecimalPlaces(minorDigits, rounding);
    rest = rest.minus(part);
    return part;
  });
}
