import type { Day } from "../base/day.ts";
import { ensure } from "../base/ensure.ts";
import type { Period } from "../base/period.ts";
import type { KpiWindow } from "./kpi-record.ts";

/** How many rows behind a figure are named, first by opportunity id. */
const ROWS_NAMED = 20;

/**
 * The days over which KPIs of a period are measured as of a day: up to that day where the period is not over. Cohorts
 * are followed to the as-of day.
 * @throws {RangeError} when the period begins after the as-of day
 */
export function windowOf(period: Period, asOf: Day): KpiWindow {
  ensure(period.from <= asOf, "Cannot measure a period that has not begun");
  return {
    from: period.from,
    to: Math.min(period.to, asOf),
    periodEnd: period.to,
    followUntil: asOf,
    rowLimit: ROWS_NAMED,
  };
}

/**
 * The like of a window in another period: as many days from its first day where the window is not a whole period, and
 * cohorts followed for as long after it, so that both are equally old.
 */
export function comparableWindow(window: KpiWindow, other: Period, asOf: Day): KpiWindow {
  ensure(other.from <= asOf, "Cannot measure a period that has not begun");
  const isWhole = window.to === window.periodEnd;
  const to = Math.min(other.to, asOf, isWhole ? other.to : other.from + (window.to - window.from));
  return {
    from: other.from,
    to,
    periodEnd: other.to,
    followUntil: Math.min(asOf, to + (window.followUntil - window.to)),
    rowLimit: 0,
    isBare: true,
  };
}
