import type { KpiRequest } from "../contracts/kpi.ts";
import type { KpiPacing } from "../contracts/kpi-sections.ts";
import { dayFromIso, dayOfWeek, isoFromDay, type Day } from "../core/base/day.ts";
import { weekOfPeriod } from "../core/base/fiscal-periods.ts";
import { decimalFromMinorUnits } from "../core/base/money.ts";
import type { Outcome } from "../core/base/outcome.ts";
import { kindOfPeriod, periodsBefore, weekOfYear, type PeriodKind } from "../core/base/period-kind.ts";
import type { Period } from "../core/base/period.ts";
import { OUTCOME, type OpportunityLives } from "../core/kpi/opportunity-lives.ts";
import type { PacingBy } from "../core/kpi/pacing-moment.ts";
import { pacing, type Pacing } from "../core/kpi/pacing.ts";

/** Past periods that are shown: three years of quarters, a year of months and one, a quarter of weeks. */
const MOST: Readonly<Record<PeriodKind, number>> = { week: 13, month: 13, period: 13, quarter: 12, year: 5 };
const SATURDAY = 5;

const ALIKE: Readonly<Record<PacingBy, string>> = {
  days: "days are alike when the same share of the calendar days of their period is over",
  workdays:
    "days are alike when the same share of the working days of their period is over (Monday to Friday without the holidays that were given)",
  weeks: "days are alike when they are the same day of the same week of their period",
};

/** Pacing of the period asked for, as the contract wants it. */
export function pacingOf(
  lives: OpportunityLives,
  request: KpiRequest,
  { target, minorDigits }: { readonly target: number | undefined; readonly minorDigits: number },
): KpiPacing | null {
  if (request.pacing === null) return null;
  const { from, to, label } = request.period;
  const period: Period = { from: dayFromIso(from)!, to: dayFromIso(to)!, label };
  const holidays = new Set<number>(request.holidays.map((day) => dayFromIso(day)!));
  const kind = kindOfPeriod(period, request.fiscalYear);
  const cycleDays = medianCycleDays(lives);
  const past = kind === undefined ? [] : periodsBefore(kind, period.from, request.fiscalYear, MOST[kind]);
  const result = pacing(lives, {
    period,
    past: past.filter((other) => other.from >= lives.firstDay + cycleDays),
    by: request.pacing,
    isWorkday: (day) => dayOfWeek(day as Day) < SATURDAY && !holidays.has(day),
    target,
  });
  return presented(result, request, { target, minorDigits, cycleDays });
}

/** Whole days from the creation to the win, in the middle of all that is won; 0 where nothing is. */
function medianCycleDays({ createdOn, closedOn, outcome }: OpportunityLives): number {
  const days = Array.from(closedOn.keys())
    .filter((opportunity) => outcome[opportunity] === OUTCOME.won)
    .map((opportunity) => closedOn[opportunity]! - createdOn[opportunity]!)
    .sort((a, b) => a - b);
  return days[Math.floor(days.length / 2)] ?? 0;
}

function presented(
  result: Pacing,
  request: KpiRequest,
  {
    target,
    minorDigits,
    cycleDays,
  }: {
    readonly target: number | undefined;
    readonly minorDigits: number;
    readonly cycleDays: number;
  },
): KpiPacing {
  const money = (amount: number): string => decimalFromMinorUnits(amount, minorDigits);
  const figure = (outcome: Outcome<number>) =>
    outcome.ok ? { value: money(outcome.value), reason: null } : { value: null, reason: outcome.reason };
  const projected = result.projected.ok ? result.projected.value : undefined;
  const point = (value: number | undefined): string | null => (value === undefined ? null : money(value));
  return {
    by: result.by,
    convention: `Booked amounts from the first day on, by the day of the close, as they stand on the as-of day; ${ALIKE[result.by]}, rounded down to whole days of the past period. Past periods are of the same kind, and begin when the history is at least one median sales cycle old (${cycleDays} days), so that what was won early in them is in the files`,
    period: request.period,
    day: isoFromDay(result.day as Day),
    elapsed: result.elapsed,
    length: result.length,
    weekOfPeriod: weekOfPeriod(result.day as Day, result.current.period),
    weekOfYear: weekOfYear(result.day as Day, request.fiscalYear),
    booked: money(result.booked),
    bookedCount: result.bookedCount,
    unknownCount: result.unknownCount,
    cumulative: Array.from(result.current.cumulative, money),
    past: result.past.map(({ period, day, booked, total, share, cumulative }) => ({
      from: isoFromDay(period.from),
      to: isoFromDay(period.to),
      label: period.label,
      day: day < period.from ? null : isoFromDay(day as Day),
      booked: money(booked),
      total: money(total),
      share: share.ok ? share.value : null,
      cumulative: Array.from(cumulative, money),
    })),
    percentile: result.percentile.ok
      ? { value: result.percentile.value, reason: null }
      : { value: null, reason: result.percentile.reason },
    projected: {
      periodCount: projected?.periodCount ?? 0,
      least: point(projected?.least),
      lowerQuartile: point(projected?.lowerQuartile),
      median: point(projected?.median),
      upperQuartile: point(projected?.upperQuartile),
      most: point(projected?.most),
      reason: result.projected.ok ? null : result.projected.reason,
    },
    target: target === undefined ? null : money(target),
    dueEvenly: figure(result.dueEvenly),
    dueAsUsual: figure(result.dueAsUsual),
    remainingWorkdays: result.remainingWorkdays,
    neededPerWorkday: figure(result.neededPerWorkday),
  };
}
