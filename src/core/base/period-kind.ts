import { addDays, addMonths, civilFromDay, dayFromCivil, dayOfWeek, isoFromDay, type Day } from "./day.ts";
import { fiscalPeriod, weeksOfYear, type Period } from "./fiscal-periods.ts";
import { fiscalYearOf, isWeekYears, type FiscalCalendar } from "./fiscal-year.ts";
import { isoWeekOf } from "./iso-week.ts";
import { quarterOf } from "./period.ts";

/** How long a period of the calendar is. `month` is a calendar month, `period` a period of a fiscal year of weeks. */
export type PeriodKind = "week" | "month" | "period" | "quarter" | "year";

/** The period of a kind that a day falls in. */
export function periodOfKind(kind: PeriodKind, day: Day, calendar: FiscalCalendar): Period {
  if (kind === "quarter") return quarterOf(day, calendar);
  if (kind === "month") return calendarMonthOf(day);
  const year = fiscalYearOf(day, calendar);
  if (kind === "year") return { from: year.from, to: year.to, label: `FY${year.name}` };
  if (kind === "period") {
    return fiscalPeriod(
      year,
      year.periodStart.findLastIndex((start) => start <= day),
    );
  }
  return weeksOfYear(year).find(({ to }) => to >= day) ?? isoWeekPeriod(day);
}

/** The steps in which an organisation looks at its months: calendar months, or the periods of its years of weeks. */
export function monthlyKind(calendar: FiscalCalendar, day: Day): "month" | "period" {
  return isWeekYears(fiscalYearOf(day, calendar).rule) ? "period" : "month";
}

/** What kind of period has exactly these days; undefined for other stretches. */
export function kindOfPeriod(
  { from, to }: Pick<Period, "from" | "to">,
  calendar: FiscalCalendar,
): PeriodKind | undefined {
  const kinds: readonly PeriodKind[] = ["quarter", "year", "month", "period", "week"];
  return kinds.find((kind) => {
    const period = periodOfKind(kind, from, calendar);
    return period.from === from && period.to === to;
  });
}

/** Up to `most` periods of a kind that end before `day`, the latest first. */
export function periodsBefore(
  kind: PeriodKind,
  day: Day,
  calendar: FiscalCalendar,
  most: number,
): readonly Period[] {
  const periods: Period[] = [];
  let last = addDays(day, -1);
  while (periods.length < most) {
    const period = periodOfKind(kind, last, calendar);
    periods.push(period);
    last = addDays(period.from, -1);
  }
  return periods;
}

/** 1..53: week of the fiscal year of weeks, else of the year of ISO 8601. */
export function weekOfYear(day: Day, calendar: FiscalCalendar): number {
  const weeks = weeksOfYear(fiscalYearOf(day, calendar));
  return weeks.length === 0 ? isoWeekOf(day).week : 1 + weeks.findIndex(({ to }) => to >= day);
}

function calendarMonthOf(day: Day): Period {
  const { year, month } = civilFromDay(day);
  const from = dayFromCivil(year, month, 1);
  return { from, to: addDays(addMonths(from, 1), -1), label: isoFromDay(from).slice(0, 7) };
}

function isoWeekPeriod(day: Day): Period {
  const from = addDays(day, -dayOfWeek(day));
  const { year, week } = isoWeekOf(day);
  return { from, to: addDays(from, 6), label: `${year}-W${String(week).padStart(2, "0")}` };
}
