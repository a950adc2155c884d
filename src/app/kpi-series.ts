import { addDays, addMonths, civilFromDay, dayFromCivil, isoFromDay, type Day } from "../core/base/day.ts";
import { quarterOf, type FiscalCalendar, type Period } from "../core/base/period.ts";

/** Periods of a series: as many as make three years of quarters or a year of months and one more, to see the same month again. */
const MOST = { month: 13, quarter: 12 } as const;

/**
 * Months or fiscal quarters up to the one that holds the last measured day, oldest first, none before history begins.
 */
export function seriesPeriods(
  kind: "month" | "quarter",
  firstDay: Day,
  lastDay: Day,
  calendar: FiscalCalendar,
): readonly Period[] {
  const periods: Period[] = [];
  let day = lastDay;
  while (periods.length < MOST[kind]) {
    const period = kind === "quarter" ? quarterOf(day, calendar) : monthOf(day);
    if (period.to < firstDay) break;
    periods.unshift(period);
    day = addDays(period.from, -1);
  }
  return periods;
}

function monthOf(day: Day): Period {
  const { year, month } = civilFromDay(day);
  const from = dayFromCivil(year, month, 1);
  return { from, to: addDays(addMonths(from, 1), -1), label: isoFromDay(from).slice(0, 7) };
}
