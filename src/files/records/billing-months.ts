import type { Decimal } from "decimal.js";
import { addDays, addMonths, civilFromDay, type Day } from "../../core/base/day.ts";
import { MoneyDecimal } from "../../core/base/money.ts";

/** Months of each word for a period, without spaces and hyphens. */
const MONTHS: ReadonlyMap<string, number> = new Map([
  ...named("mo month months monthly", 1),
  ...named("quarter quarters quarterly", 3),
  ...named("halfyear halfyears halfyearly semiannual semiannually biannual", 6),
  ...named("year years yearly annual annually annum", 12),
]);
/** Days of each word for a period that is no whole part of a month. */
const DAYS: ReadonlyMap<string, number> = new Map([
  ...named("week weeks weekly", 7),
  ...named("day days daily", 1),
]);
const PERIOD = /^(?:every )?(\d{0,3})[ _-]?([a-z]*(?:[ _-][a-z]+)?)$/;
const MONTHS_PER_YEAR = 12;
const DAYS_PER_YEAR = 365;
const MOST_MONTHS = 120;

/**
 * Months of a billing period: `month`, `quarter`, `half-year`, `year`, `3`, `3 months`, `2 years`; weeks and days are those of a
 * year of 365 days.
 * @returns undefined for another text, for none of them, and for more than ten years
 */
export function billingMonths(text: string): Decimal | undefined {
  const plain = text.trim().toLowerCase();
  const match = /^[a-z0-9]/.test(plain) ? PERIOD.exec(plain) : null;
  if (match === null) return undefined;
  const count = match[1] === "" ? 1 : Number(match[1]);
  const unit = match[2]!.replaceAll(/[ _-]/g, "");
  const days = DAYS.get(unit);
  const months = unit === "" ? 1 : MONTHS.get(unit);
  const one = days === undefined ? months : new MoneyDecimal(days * MONTHS_PER_YEAR).div(DAYS_PER_YEAR);
  if (one === undefined) return undefined;
  const period = new MoneyDecimal(one).times(count);
  return period.greaterThan(0) && period.lessThanOrEqualTo(MOST_MONTHS) ? period : undefined;
}

/**
 * Months of a stretch of days, both ends included: whole months as the calendar has them, and of what is left its share of the
 * next one. 2025-01-15 to 2025-02-14 is 1, the first half of a June is a half.
 */
export function monthsBetween(from: Day, to: Day): Decimal {
  const end = addDays(to, 1);
  const a = civilFromDay(from);
  const b = civilFromDay(end);
  let whole = (b.year - a.year) * MONTHS_PER_YEAR + b.month - a.month;
  while (addMonths(from, whole) > end) whole--;
  const rest = addMonths(from, whole);
  const monthDays = addMonths(from, whole + 1) - rest;
  return new MoneyDecimal(whole).plus(new MoneyDecimal(end - rest).div(monthDays));
}

function named(words: string, size: number): readonly (readonly [string, number])[] {
  return words.split(" ").map((word) => [word, size]);
}
