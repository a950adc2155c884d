import { addDays, addMonths, civilFromDay, dayFromCivil, isoFromDay, type Day } from "./day.ts";
import { found, missing, type Outcome } from "./outcome.ts";

/** Days `from` to `to`, inclusive on both ends, with the name that people use for them. */
export interface Period {
  readonly from: Day;
  readonly to: Day;
  readonly label: string;
}

/** How an organisation counts its years. */
export interface FiscalCalendar {
  /** Month in which the fiscal year begins, 1..12. */
  readonly startMonth: number;
  /** A year that begins in 2025 and ends in 2026 is called after its first or its last day. */
  readonly namedBy: "start" | "end";
}

export const CALENDAR_YEARS: FiscalCalendar = { startMonth: 1, namedBy: "end" };

const QUARTER = /^(?:FY)?(\d{4})-?Q([1-4])$/i;
const MONTH = /^(\d{4})-(\d{2})$/;
const YEAR = /^(?:FY)?(\d{4})$/i;
const HORIZON = /^([1-9]\d{0,4})(d|w|m)$/i;

/**
 * Period of `2018-Q3` (fiscal quarter), `2018-07` (calendar month) or `2018` / `FY2018` (fiscal year).
 * @returns the period, or the reason that the text names none
 */
export function parsePeriod(text: string, calendar: FiscalCalendar): Outcome<Period, "not_a_period"> {
  const quarter = QUARTER.exec(text);
  if (quarter !== null) {
    const from = addMonths(fiscalYearStart(Number(quarter[1]), calendar), 3 * (Number(quarter[2]) - 1));
    return found({ from, to: addDays(addMonths(from, 3), -1), label: `${quarter[1]}-Q${quarter[2]}` });
  }
  const month = MONTH.exec(text);
  if (month !== null && Number(month[2]) >= 1 && Number(month[2]) <= 12) {
    const from = dayFromCivil(Number(month[1]), Number(month[2]), 1);
    return found({ from, to: addDays(addMonths(from, 1), -1), label: text });
  }
  const year = YEAR.exec(text);
  if (year !== null) {
    const from = fiscalYearStart(Number(year[1]), calendar);
    return found({ from, to: addDays(addMonths(from, 12), -1), label: `FY${year[1]}` });
  }
  return missing("not_a_period");
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
  const { year, month } = civilFromDay(day);
  const monthsSinceStart = (((month - calendar.startMonth) % 12) + 12) % 12;
  const from = dayFromCivil(year, month, 1);
  const start = addMonths(from, -(monthsSinceStart % 3));
  const yearStart = civilFromDay(addMonths(from, -monthsSinceStart));
  const name = calendar.startMonth > 1 && calendar.namedBy === "end" ? yearStart.year + 1 : yearStart.year;
  const quarterIndex = Math.floor(monthsSinceStart / 3);
  return { from: start, to: addDays(addMonths(start, 3), -1), label: `${name}-Q${quarterIndex + 1}` };
}

/** 0..2: which month of its fiscal quarter a day falls in. */
export function monthOfQuarter(day: Day, calendar: FiscalCalendar): number {
  const { month } = civilFromDay(day);
  return (((month - calendar.startMonth) % 3) + 3) % 3;
}

/** A rest of fewer days than this joins the week before it. */
const SHORTEST_LAST_WEEK = 4;

/**
 * The sub-periods that a result is broken into: days up to ten days, weeks of seven days from the first day up to
 * 120 days (the last one has four to ten days, so that a quarter has 13), calendar months beyond.
 */
export function subPeriodsOf(period: Pick<Period, "from" | "to">): readonly Period[] {
  const dayCount = period.to - period.from + 1;
  const parts: Period[] = [];
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

function fiscalYearStart(name: number, calendar: FiscalCalendar): Day {
  const startsInYearBefore = calendar.startMonth > 1 && calendar.namedBy === "end";
  return dayFromCivil(startsInYearBefore ? name - 1 : name, calendar.startMonth, 1);
}
