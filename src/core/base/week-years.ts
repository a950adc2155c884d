import { addDays, addMonths, dayFromCivil, dayOfWeek, type Day } from "./day.ts";

export const WEEK_PATTERNS = ["4-4-5", "4-5-4", "5-4-4", "13x4"] as const;
export type WeekPattern = (typeof WEEK_PATTERNS)[number];
/** In the order of `dayOfWeek`. */
export const WEEKDAYS = [
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
  "sunday",
] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** Years of 52 or 53 whole weeks, as retailers count them. */
export interface WeekYears {
  /** Weeks of the periods of each quarter, or 13 periods of 4 weeks of which the last quarter has four. */
  readonly weeks: WeekPattern;
  /** Month that the year ends in or about, 1..12. */
  readonly endMonth: number;
  /** Weekday on which every week, period and year ends. */
  readonly lastWeekday: Weekday;
  /** The year ends on that weekday nearest to the last day of the month, or the last time it comes in the month. */
  readonly yearEnd: "nearest" | "last";
  /** A year that begins in 2025 and ends in 2026 is called after the one or the other; by the months, not by single days. */
  readonly namedBy: "start" | "end";
  /** Period that a 53rd week belongs to; the last one when not said. */
  readonly week53?: number | undefined;
}

/** Natural first and last day of the year called `name`. */
export function weekYearSpan(name: number, rule: WeekYears): { readonly from: Day; readonly to: Day } {
  return { from: addDays(lastDayOfWeekYear(name - 1, rule), 1), to: lastDayOfWeekYear(name, rule) };
}

/**
 * Weeks of each period of a year that has `weekCount` weeks.
 * @returns shape [period], 12 or 13 of them, adding up to `weekCount`
 */
export function weeksOfPeriods(weekCount: number, { weeks, week53 }: WeekYears): readonly number[] {
  const counts = weeks === "13x4" ? Array.from({ length: 13 }, () => 4) : quarterOfWeeks(weeks);
  const long = (week53 ?? counts.length) - 1;
  return counts.map((count, index) => (index === long ? count + weekCount - 52 : count));
}

function quarterOfWeeks(pattern: Exclude<WeekPattern, "13x4">): readonly number[] {
  const quarter = pattern.split("-").map(Number);
  return [quarter, quarter, quarter, quarter].flat();
}

/** The day of the year-end rule; ties cannot be, a week has an odd number of days. */
function lastDayOfWeekYear(name: number, { endMonth, lastWeekday, yearEnd, namedBy }: WeekYears): Day {
  // A year from January on begins and ends in the civil year of its name, whichever names it.
  const civilYear = namedBy === "start" && endMonth < 12 ? name + 1 : name;
  const monthEnd = addDays(addMonths(dayFromCivil(civilYear, endMonth, 1), 1), -1);
  const daysBack = (dayOfWeek(monthEnd) - WEEKDAYS.indexOf(lastWeekday) + 7) % 7;
  return addDays(monthEnd, yearEnd === "nearest" && daysBack > 3 ? 7 - daysBack : -daysBack);
}
