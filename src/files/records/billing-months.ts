import type { Decimal } from "decimal.js";
import { addDays, addMonths, civilFromDay, daysInMonth, type Day } from "../../core/base/day.ts";
import { MoneyDecimal } from "../../core/base/money.ts";

const NAMED: Readonly<Record<string, number>> = {
  month: 1, monthly: 1, months: 1, mo: 1,
  quarter: 3, quarterly: 3, quarters: 3,
  halfyear: 6, halfyearly: 6, semiannual: 6, semiannually: 6, biannual: 6,
  year: 12, yearly: 12, annual: 12, annually: 12, years: 12, annum: 12,
}; // prettier-ignore
const MONTHS_PER_YEAR = 12;
const MOST_MONTHS = 120;
/** Of a year of 365 days; weeks and days are not whole parts of a month. */
const PER_YEAR: Readonly<Record<string, number>> = {
  week: 365 / 7,
  weekly: 365 / 7,
  weeks: 365 / 7,
  day: 365,
  daily: 365,
};

/** Months of a billing period: `month`, `quarter`, `half-year`, `year`, `3`, `3 months`, `2 years`; week and day of a year of 365 days. */
export function billingMonths(text: string): Decimal | undefined {
  const [, count, unit] =
    /^(\d{0,3})([a-z]*)$/.exec(text.toLowerCase().replaceAll(/^every|[\s_-]/g, "")) ?? [];
  if (count === undefined || unit === undefined || (count === "" && unit === "")) return undefined;
  const units = count === "" ? 1 : Number(count);
  const perYear = PER_YEAR[unit];
  if (perYear !== undefined && units > 0)
    return new MoneyDecimal(units * MONTHS_PER_YEAR).div(
      new MoneyDecimal(365).div(unit.startsWith("w") ? 7 : 1),
    );
  const months = units * (unit === "" ? 1 : (NAMED[unit] ?? 0));
  return months >= 1 && months <= MOST_MONTHS ? new MoneyDecimal(months) : undefined;
}

/**
 * Months of a stretch of days, both ends included: whole months as the calendar has them, and of what is left its share of the
 * month that it lies in. 2025-01-15 to 2025-02-14 is 1, the first half of a June is a half.
 */
export function monthsBetween(from: Day, to: Day): Decimal {
  const end = addDays(to, 1);
  const a = civilFromDay(from);
  const b = civilFromDay(end);
  let whole = (b.year - a.year) * 12 + b.month - a.month;
  while (addMonths(from, whole) > end) whole--;
  const rest = addMonths(from, whole);
  const { year, month } = civilFromDay(rest);
  return new MoneyDecimal(whole).plus(new MoneyDecimal(end - rest).div(daysInMonth(year, month)));
}
