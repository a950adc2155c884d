import { dayOfWeek, type Day } from "../base/day.ts";
import { monthOfQuarter, type FiscalCalendar } from "../base/period.ts";

/** How days differ: by weekday, by month of the fiscal quarter, and holidays, which behave like a Sunday. */
export interface WorkCalendar {
  readonly fiscal: FiscalCalendar;
  readonly holidays: ReadonlySet<number>;
}

export const SUNDAY = 6;
/** Weekday x month of the quarter. */
export const DAY_GROUP_COUNT = 21;

/** Weekday that counts for estimating the effect of weekdays: Sunday for a holiday. 0 = Monday. */
export function effectiveWeekday(calendar: WorkCalendar, day: number): number {
  return calendar.holidays.has(day) ? SUNDAY : dayOfWeek(day as Day);
}

/** Group of a day, effective weekday x 3 + month of the quarter: 0..20. */
export function dayGroup(calendar: WorkCalendar, day: number): number {
  return effectiveWeekday(calendar, day) * 3 + monthOfQuarter(day as Day, calendar.fiscal);
}

/** Factor of a day out of seven weekday factors; a holiday takes the smaller of its own and Sunday's. */
export function weekdayFactor(calendar: WorkCalendar, factors: Float64Array, day: number): number {
  const own = factors[dayOfWeek(day as Day)]!;
  return calendar.holidays.has(day) ? Math.min(own, factors[SUNDAY]!) : own;
}

export function areSameCalendars(a: WorkCalendar, b: WorkCalendar): boolean {
  if (a === b) return true;
  return (
    JSON.stringify(a.fiscal) === JSON.stringify(b.fiscal) && // plain data: its text is all of it
    a.holidays.size === b.holidays.size &&
    [...a.holidays].every((day) => b.holidays.has(day))
  );
}
