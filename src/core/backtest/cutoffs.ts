import { addDays, type Day } from "../base/day.ts";
import { found, missing, type Outcome } from "../base/outcome.ts";
import { parseHorizon, quarterOf, type FiscalCalendar, type Period } from "../base/period.ts";

/** One forecast to make: as of the end of `cutoff`, of `period`. */
export interface Cutoff {
  readonly cutoff: Day;
  readonly period: Period;
  /** Whole weeks of the period that were over at the cut-off; 0 when it begins after it. */
  readonly weekOfPeriod: number;
}

/** A horizon that stands for the rest of the fiscal quarter. */
export const QUARTER_HORIZON = "quarter";

/**
 * Cut-offs from a day to another.
 * @param everyDays days between two; a fraction is carried, so 3.5 alternates three and four
 * @param horizon   `30d`, `12w`, `3m`, or `quarter`: the fiscal quarter that the day after the cut-off falls in
 */
export function cutoffsOf(
  { from, to, everyDays }: { readonly from: Day; readonly to: Day; readonly everyDays: number },
  horizon: string,
  calendar: FiscalCalendar,
): Outcome<Cutoff[], "not_a_horizon"> {
  const cutoffs: Cutoff[] = [];
  for (let k = 0; from + Math.floor(k * everyDays) <= to; k++) {
    const cutoff = addDays(from, Math.floor(k * everyDays));
    const period = periodAfter(cutoff, horizon, calendar);
    if (!period.ok) return missing(period.reason);
    const daysOver = Math.max(0, cutoff - period.value.from + 1);
    cutoffs.push({ cutoff, period: period.value, weekOfPeriod: Math.floor(daysOver / 7) });
  }
  return found(cutoffs);
}

function periodAfter(
  cutoff: Day,
  horizon: string,
  calendar: FiscalCalendar,
): Outcome<Period, "not_a_horizon"> {
  return horizon === QUARTER_HORIZON
    ? found(quarterOf(addDays(cutoff, 1), calendar))
    : parseHorizon(horizon, cutoff);
}
