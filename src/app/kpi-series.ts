import { addDays, type Day } from "../core/base/day.ts";
import { monthlyKind, periodOfKind } from "../core/base/period-kind.ts";
import type { FiscalCalendar, Period } from "../core/base/period.ts";

/** Periods of a series: a quarter of weeks, three years of quarters, or a year of months and one more, to see the same month again. */
const MOST = { week: 13, month: 13, quarter: 12 } as const;

/**
 * Weeks, months or fiscal quarters up to the one that holds the last measured day, oldest first, none before history
 * begins. Where years are made of weeks, their periods stand for months.
 */
export function seriesPeriods(
  kind: "week" | "month" | "quarter",
  firstDay: Day,
  lastDay: Day,
  calendar: FiscalCalendar,
): readonly Period[] {
  const periods: Period[] = [];
  let day = lastDay;
  while (periods.length < MOST[kind]) {
    const period = periodOfKind(kind === "month" ? monthlyKind(calendar, day) : kind, day, calendar);
    if (period.to < firstDay) break;
    periods.unshift(period);
    day = addDays(period.from, -1);
  }
  return periods;
}
