import { ensure } from "../base/ensure.ts";
import { found, missing, type Outcome } from "../base/outcome.ts";
import type { Period } from "../base/period.ts";
import { sameMoment, type PacingBy } from "./pacing-moment.ts";
import { OUTCOME, type OpportunityLives } from "./opportunity-lives.ts";

export interface PacingQuestion {
  readonly period: Period;
  /** Periods of the same kind that are over, the latest first. */
  readonly past: readonly Period[];
  readonly by: PacingBy;
  /** Whether anybody works on a day. */
  readonly isWorkday: (day: number) => boolean;
  /** Booked amount that the period is to reach, whole minor units. */
  readonly target?: number | undefined;
}

/** Booked amounts of a period as they grew. */
export interface PaceCurve {
  readonly period: Period;
  /** Booked from the first day to the end of each day that is over, whole minor units; shape [day]. */
  readonly cumulative: Float64Array;
}

/** A past period beside the current one. */
export interface PastPace extends PaceCurve {
  /** Last day of it that is as far into it as the current period is; the day before it where that is no day yet. */
  readonly day: number;
  readonly booked: number;
  readonly total: number;
  /** Booked by then of what was booked in the end. */
  readonly share: Outcome<number>;
}

/** Where a period stands beside past ones at the same moment of them. Not a forecast: it knows nothing of the pipeline. */
export interface Pacing {
  readonly by: PacingBy;
  /** Last day that counts. */
  readonly day: number;
  /** Days of the period that are over and in all; working days where they are what counts. */
  readonly elapsed: number;
  readonly length: number;
  readonly current: PaceCurve;
  readonly booked: number;
  readonly bookedCount: number;
  /** Wins of the period whose amount is not known; they count as 0. */
  readonly unknownCount: number;
  /** Latest first. */
  readonly past: readonly PastPace[];
  /** Share of past periods that had booked less by then; equal ones count half. */
  readonly percentile: Outcome<number>;
  /** Booked over the share that each past period had booked by then; five points of these, ascending. */
  readonly projected: Outcome<ProjectedByShare>;
  /** Booked by now of the target if bookings came evenly, and if they came as in the middle of the past periods. */
  readonly dueEvenly: Outcome<number>;
  readonly dueAsUsual: Outcome<number>;
  readonly remainingWorkdays: number;
  /** Still needed on each remaining working day to reach the target, rounded up to whole minor units. */
  readonly neededPerWorkday: Outcome<number>;
}

export interface ProjectedByShare {
  readonly periodCount: number;
  readonly least: number;
  readonly lowerQuartile: number;
  readonly median: number;
  readonly upperQuartile: number;
  readonly most: number;
}

const NO_PAST = "no past period of the same kind lies well inside the history";
const NO_TARGET = "no target of won_amount is given for the period: give one with --targets";

/**
 * Pacing of a period as of the last day of the view. Closes count as they stand on that day, in past periods too.
 * @throws {RangeError} when the period begins after the as-of day
 */
export function pacing(lives: OpportunityLives, question: PacingQuestion): Pacing {
  const { period, by, isWorkday, target } = question;
  const { asOf } = lives.view;
  ensure(period.from <= asOf, "Cannot pace a period that has not begun");
  const day = Math.min(period.to, asOf);
  const won = wonByDay(lives, [period, ...question.past], day);
  const current = curveOf(won, period, day);
  const booked = current.cumulative.at(-1)!;
  const past = question.past.map((other) => {
    const curve = curveOf(won, other, other.to);
    const until = sameMoment({ period, day, other, by, isWorkday });
    const then = until < other.from ? 0 : curve.cumulative[until - other.from]!;
    const total = curve.cumulative.at(-1)!;
    const share = total <= 0 ? missing("nothing was booked in it") : found(then / total);
    return { ...curve, day: until, booked: then, total, share };
  });
  const count = (from: number, to: number): number =>
    by === "workdays" ? workdays(from, to, isWorkday) : to - from + 1;
  const elapsed = count(period.from, day);
  const length = count(period.from, period.to);
  const remainingWorkdays = workdays(day + 1, period.to, isWorkday);
  return {
    by,
    day,
    elapsed,
    length,
    current,
    booked,
    ...won.counts,
    past,
    percentile: percentileOf(booked, past),
    projected: day >= period.to ? missing("the period is over") : projectedOf(booked, past),
    dueEvenly: target === undefined ? missing(NO_TARGET) : evenly(target, elapsed, length),
    dueAsUsual: asUsual(target, past),
    remainingWorkdays,
    neededPerWorkday: neededOf(target, booked, remainingWorkdays),
  };
}

interface WonByDay {
  readonly firstDay: number;
  readonly amount: Float64Array;
  readonly counts: { readonly bookedCount: number; readonly unknownCount: number };
}

/** What was won on each day of all the periods together; counts are those of the first. */
function wonByDay(lives: OpportunityLives, periods: readonly Period[], lastDay: number): WonByDay {
  const firstDay = periods.reduce((first, { from }) => Math.min(first, from), lastDay);
  const amount = new Float64Array(lastDay - firstDay + 1);
  let bookedCount = 0;
  let unknownCount = 0;
  for (let opportunity = 0; opportunity < lives.count; opportunity++) {
    const day = lives.closedOn[opportunity]!;
    if (lives.outcome[opportunity] !== OUTCOME.won || day < firstDay || day > lastDay) continue;
    const value = lives.amount[opportunity]!;
    amount[day - firstDay]! += value || 0;
    if (day < periods[0]!.from) continue;
    bookedCount++;
    if (Number.isNaN(value)) unknownCount++;
  }
  return { firstDay, amount, counts: { bookedCount, unknownCount } };
}

function curveOf(won: WonByDay, period: Period, lastDay: number): PaceCurve {
  const cumulative = won.amount.slice(period.from - won.firstDay, lastDay - won.firstDay + 1);
  for (let index = 1; index < cumulative.length; index++) cumulative[index]! += cumulative[index - 1]!;
  return { period, cumulative };
}

function workdays(from: number, to: number, isWorkday: (day: number) => boolean): number {
  let count = 0;
  for (let day = from; day <= to; day++) if (isWorkday(day)) count++;
  return count;
}

function percentileOf(booked: number, past: readonly PastPace[]): Outcome<number> {
  if (past.length === 0) return missing(NO_PAST);
  const points = past.map((other) => (other.booked < booked ? 1 : other.booked === booked ? 0.5 : 0));
  return found(points.reduce<number>((sum, point) => sum + point, 0) / past.length);
}

function projectedOf(booked: number, past: readonly PastPace[]): Outcome<ProjectedByShare> {
  if (past.length === 0) return missing(NO_PAST);
  if (booked <= 0) return missing("nothing is booked in the period yet");
  const totals = past
    .flatMap(({ share }) => (share.ok && share.value > 0 ? [booked / share.value] : []))
    .sort((a, b) => a - b);
  if (totals.length === 0) return missing("no past period had booked anything by the same moment");
  return found({
    periodCount: totals.length,
    least: totals[0]!,
    lowerQuartile: quantile(totals, 0.25),
    median: quantile(totals, 0.5),
    upperQuartile: quantile(totals, 0.75),
    most: totals.at(-1)!,
  });
}

function evenly(target: number, elapsed: number, length: number): Outcome<number> {
  return length === 0 ? missing("the period has no working day") : found((target * elapsed) / length);
}

function asUsual(target: number | undefined, past: readonly PastPace[]): Outcome<number> {
  if (target === undefined) return missing(NO_TARGET);
  const shares = past.flatMap(({ share }) => (share.ok ? [share.value] : [])).sort((a, b) => a - b);
  return shares.length === 0 ? missing(NO_PAST) : found(target * quantile(shares, 0.5));
}

function neededOf(target: number | undefined, booked: number, remaining: number): Outcome<number> {
  if (target === undefined) return missing(NO_TARGET);
  if (booked >= target) return missing("the target is reached");
  if (remaining === 0) return missing("no working day of the period remains");
  return found(Math.ceil((target - booked) / remaining));
}

/** Linear between the order statistics (type 7 of Hyndman & Fan, the default of R and NumPy). */
function quantile(sorted: readonly number[], level: number): number {
  const place = (sorted.length - 1) * level;
  const below = Math.floor(place);
  const above = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return sorted[below]! + (place - below) * (above - sorted[below]!);
}
