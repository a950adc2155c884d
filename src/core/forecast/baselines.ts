import { SimpleLinearRegression } from "ml-regression";
import type { Period } from "../base/period.ts";
import { found, missing, type Outcome } from "../base/outcome.ts";
import { bookedIn } from "./landmark-sweep.ts";
import type { StateTable } from "./state-table.ts";

type Window = Pick<Period, "from" | "to">;
/** Why a baseline has no forecast. */
export type NoBaseline = "history_too_short";

/**
 * Forecasts that know only what was booked: the ones to beat. Each gives the amount of a window after `day` from
 * bookings up to `day`; whole minor units or a fraction of them.
 */
export type Baseline = (table: StateTable, day: number, window: Window) => Outcome<number, NoBaseline>;

const YEAR_DAYS = 364; // 52 weeks: the same weekdays
const WEEK_DAYS = 7;
const FEWEST_WEEKS = 4;

/** What was booked in as many days up to the day; scaled up where fewer were recorded. */
export const naiveLast: Baseline = (table, day, window) => perDayOf(table, day, lengthOf(window), window);

/** The mean of the last four windows or 90 days, whichever is longer. */
export const trailingMean: Baseline = (table, day, window) =>
  perDayOf(table, day, trailingDays(window), window);

/** What was booked in the same weeks of the year before. */
export const seasonalNaive: Baseline = (table, _day, window) => {
  const before = { from: window.from - YEAR_DAYS, to: window.to - YEAR_DAYS } as Window;
  if (before.from < table.firstCloseDay) return missing("history_too_short");
  return found(bookedIn(table, before));
};

/** A straight line through the weeks of the last four windows or 90 days, drawn on through the window; never below 0. */
export const pacingTrend: Baseline = (table, day, window) => {
  const weekCount = Math.floor(Math.min(trailingDays(window), day - table.firstCloseDay + 1) / WEEK_DAYS);
  if (weekCount < FEWEST_WEEKS) return missing("history_too_short");
  const weeks = Array.from({ length: weekCount }, (_, index) => index - weekCount); // middle of week i: i + .5
  const booked = weeks.map((week) => {
    const from = day + 1 + week * WEEK_DAYS;
    return bookedIn(table, { from, to: from + WEEK_DAYS - 1 } as Window);
  });
  const line = new SimpleLinearRegression(
    weeks.map((week) => week + 0.5),
    booked,
  );
  let sum = 0;
  for (let date = window.from; date <= window.to; date++) {
    sum += Math.max(0, line.predict((date - day - 0.5) / WEEK_DAYS)) / WEEK_DAYS;
  }
  return found(sum);
};

/** Amount per recorded day of the last `days`, times the days of the window. */
function perDayOf(table: StateTable, day: number, days: number, window: Window): Outcome<number, NoBaseline> {
  const recorded = Math.min(days, day - table.firstCloseDay + 1);
  if (recorded < 1) return missing("history_too_short");
  const booked = bookedIn(table, { from: day - recorded + 1, to: day } as Window);
  return found((booked / recorded) * lengthOf(window));
}

function trailingDays(window: Window): number {
  return Math.max(4 * lengthOf(window), 90);
}

function lengthOf(window: Window): number {
  return window.to - window.from + 1;
}
