import { addDays, addMonths, civilFromDay, dayFromCivil, isoFromDay, type Day } from "./day.ts";
import {
  fiscalYear,
  fiscalYearOf,
  isMonthYears,
  isWeekYears,
  type FiscalCalendar,
  type MonthYears,
} from "./fiscal-year.ts";
import { fiscalPeriod, quarterPeriod, weeksOfYear, type Period } from "./fiscal-periods.ts";
import { isoWeekCount, mondayOfIsoWeek } from "./iso-week.ts";
import { found, missing, type Outcome } from "./outcome.ts";

export type { Period } from "./fiscal-periods.ts";

export type { FiscalCalendar } from "./fiscal-year.ts";

export const CALENDAR_YEARS: MonthYears = { startMonth: 1, namedBy: "end" };

const QUARTER = /^(?:FY)?(\d{4})-?Q([1-4])$/i;
const FISCAL_PERIOD = /^(?:FY)?(\d{4})-?[MP](\d{1,2})$/i;
const MONTH = /^(\d{4})-(\d{2})$/;
const WEEK = /^(ISO)?(\d{4})-?W(\d{1,2})$/i;
const YEAR = /^(?:FY)?(\d{4})$/i;
const HORIZON = /^([1-9]\d{0,4})(d|w|m)$/i;

/** What a period may be written as, for messages. */
export const PERIOD_FORMS =
  "a quarter (2018-Q3), a month (2018-07), a period of the fiscal year (2018-M07), a week (2018-W07) or a year (2018)";

/** Whether a text is written as a period, whatever the calendar; whether that has it is for `parsePeriod` to say. */
export function isPeriodText(text: string): boolean {
  const month = MONTH.exec(text);
  if (month !== null) return Number(month[2]) >= 1 && Number(month[2]) <= 12;
  return [QUARTER, FISCAL_PERIOD, WEEK, YEAR].some((form) => form.test(text));
}

/** Whether a text is written as a horizon. */
export function isHorizonText(text: string): boolean {
  return HORIZON.test(text);
}

/**
 * Period of `2018-Q3` (fiscal quarter), `2018-M07` (seventh period of the fiscal year), `2018-07` (calendar month), `2018-W07`
 * (week of a fiscal year of weeks, else of ISO 8601), `ISO2018-W07` (always of ISO 8601) or `2018` / `FY2018` (fiscal year).
 * @returns the period, or the reason that the text names none, which a week 53 does in a year of 52
 */
export function parsePeriod(text: string, calendar: FiscalCalendar): Outcome<Period, "not_a_period"> {
  const quarter = QUARTER.exec(text);
  if (quarter !== null) {
    return found(quarterPeriod(fiscalYear(Number(quarter[1]), calendar), Number(quarter[2]) - 1));
  }
  const part = FISCAL_PERIOD.exec(text);
  if (part !== null) {
    const year = fiscalYear(Number(part[1]), calendar);
    const index = Number(part[2]) - 1;
    const exists = index >= 0 && index < year.periodStart.length - 1;
    return exists ? found(fiscalPeriod(year, index)) : missing("not_a_period");
  }
  const month = MONTH.exec(text);
  if (month !== null && Number(month[2]) >= 1 && Number(month[2]) <= 12) {
    const from = dayFromCivil(Number(month[1]), Number(month[2]), 1);
    return found({ from, to: addDays(addMonths(from, 1), -1), label: text });
  }
  const week = WEEK.exec(text);
  if (week !== null) return weekPeriod(week, calendar);
  const year = YEAR.exec(text);
  if (year === null) return missing("not_a_period");
  const { from, to } = fiscalYear(Number(year[1]), calendar);
  return found({ from, to, label: `FY${year[1]}` });
}

function weekPeriod(match: RegExpExecArray, calendar: FiscalCalendar): Outcome<Period, "not_a_period"> {
  const [name, number] = [Number(match[2]), Number(match[3])];
  const label = `${match[2]}-W${String(number).padStart(2, "0")}`;
  const year = fiscalYear(name, calendar);
  const ofFiscalYear = isWeekYears(year.rule);
  if (match[1] !== undefined || !ofFiscalYear) {
    if (number < 1 || number > isoWeekCount(name)) return missing("not_a_period");
    const from = mondayOfIsoWeek({ year: name, week: number });
    return found({ from, to: addDays(from, 6), label: ofFiscalYear ? `ISO${label}` : label });
  }
  const week = weeksOfYear(year)[number - 1];
  return week === undefined ? missing("not_a_period") : found({ ...week, label });
}

/** Period of `30d`, `12w` or `3m` that begins on the day after `asOf`: `30d` is asOf+1 to asOf+30. */
export function parseHorizon(text: string, asOf: Day): Outcome<Period, "not_a_horizon"> {
  const match = HORIZON.exec(text);
  if (match === null) return missing("not_a_horizon");
  const count = Number(match[1]);
  const unit = match[2]!.toLowerCase();
  const from = addDays(asOf, 1);
  const to =
    unit === "m" ? addDays(addMonths(from, count), -1) : addDays(asOf, unit === "w" ? 7 * count : count);
  return found({ from, to, label: `${isoFromDay(from)} to ${isoFromDay(to)}` });
}

/** The fiscal quarter that a day falls in. */
export function quarterOf(day: Day, calendar: FiscalCalendar): Period {
  const year = fiscalYearOf(day, calendar);
  return quarterPeriod(
    year,
    year.quarterStart.findLastIndex((index) => year.periodStart[index]! <= day),
  );
}

/**
 * 0..2: which month of its fiscal quarter a day falls in. A quarter of four periods of four weeks has its second and third
 * in the middle, so that 2 is always the one that ends the quarter.
 */
export function monthOfQuarter(day: Day, calendar: FiscalCalendar): number {
  if (isMonthYears(calendar)) {
    const { month } = civilFromDay(day);
    return (((month - calendar.startMonth) % 3) + 3) % 3;
  }
  const { periodStart, quarterStart } = fiscalYearOf(day, calendar);
  let index = 0;
  while (periodStart[index + 1]! <= day) index++;
  const quarter = Math.min(3, Math.floor(index / 3));
  if (index === quarterStart[quarter + 1]! - 1) return 2;
  return Math.min(1, index - quarterStart[quarter]!);
}

/** A rest of fewer days than this joins the week before it. */
const SHORTEST_LAST_WEEK = 4;

/**
 * The sub-periods that a result is broken into: days up to ten days, weeks of seven days from the first day up to
 * 120 days (the last one has four to ten days, so that a quarter has 13), calendar months beyond, or the periods of a
 * calendar whose years are made of weeks.
 */
export function subPeriodsOf(
  period: Pick<Period, "from" | "to">,
  calendar: FiscalCalendar = CALENDAR_YEARS,
): readonly Period[] {
  const dayCount = period.to - period.from + 1;
  const parts: Period[] = [];
  if (dayCount > 120 && !isMonthYears(calendar)) return fiscalPartsOf(period, calendar);
  let from = period.from;
  while (from <= period.to) {
    const to = Math.min(period.to, endOfSubPeriod(from, period.to, dayCount)) as Day;
    parts.push({ from, to, label: labelOfSubPeriod(from, parts.length, dayCount) });
    from = addDays(to, 1);
  }
  return parts;
}

function endOfSubPeriod(from: Day, last: Day, dayCount: number): Day {
  if (dayCount <= 10) return from;
  if (dayCount <= 120) return last - (from + 6) < SHORTEST_LAST_WEEK ? last : addDays(from, 6);
  const { year, month } = civilFromDay(from);
  return addDays(addMonths(dayFromCivil(year, month, 1), 1), -1);
}

function labelOfSubPeriod(from: Day, index: number, dayCount: number): string {
  if (dayCount <= 10) return isoFromDay(from);
  if (dayCount <= 120) return `week ${index + 1}`;
  return isoFromDay(from).slice(0, 7);
}

/** Periods of the fiscal years, the first and the last cut off where the whole ends. */
function fiscalPartsOf(
  { from, to }: Pick<Period, "from" | "to">,
  calendar: FiscalCalendar,
): readonly Period[] {
  const parts: Period[] = [];
  for (let day = from; day <= to;) {
    const year = fiscalYearOf(day, calendar);
    const index = year.periodStart.findLastIndex((start) => start <= day);
    const part = fiscalPeriod(year, index);
    parts.push({ from: day, to: Math.min(part.to, to) as Day, label: part.label });
    day = addDays(part.to, 1);
  }
  return parts;
}
