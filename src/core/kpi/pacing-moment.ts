import type { Period } from "../base/period.ts";

/**
 * What makes a day of one period the like of a day of another: the share of its days that are over, the share of its working
 * days, or the week of the period and the day of that week.
 */
export const PACING_BY = ["days", "workdays", "weeks"] as const;
export type PacingBy = (typeof PACING_BY)[number];

export interface SameMoment {
  readonly period: Period;
  /** Last day of the period that is over. */
  readonly day: number;
  readonly other: Period;
  readonly by: PacingBy;
  readonly isWorkday: (day: number) => boolean;
}

/**
 * The last day of another period that is at most as far into it as `day` is into the period: shares are rounded down to whole
 * days, and the last day of one is the last day of the other. The day before the other period where no day of it is over yet.
 */
export function sameMoment({ period, day, other, by, isWorkday }: SameMoment): number {
  if (day >= period.to) return other.to;
  const elapsed = day - period.from + 1;
  if (by === "weeks") return Math.min(other.to, other.from + elapsed - 1);
  const length = other.to - other.from + 1;
  if (by === "days") return other.from - 1 + Math.floor((elapsed * length) / (period.to - period.from + 1));
  const worked = workdaysOf(period, isWorkday);
  const otherWorked = workdaysOf(other, isWorkday);
  if (worked.length === 0 || otherWorked.length === 0)
    return sameMoment({ period, day, other, by: "days", isWorkday });
  let moment = other.from - 1;
  let done = 0;
  for (let each: number = period.from; each <= day; each++) {
    if (isWorkday(each)) done++;
    const count = Math.floor((done * otherWorked.length) / worked.length);
    // After a weekend or holiday the days off that follow the last working day are over in the other period too.
    const last = isWorkday(each) ? otherWorked[count - 1] : (otherWorked[count] ?? other.to + 1) - 1;
    moment = Math.max(moment, last ?? moment);
  }
  return moment;
}

function workdaysOf({ from, to }: Period, isWorkday: (day: number) => boolean): readonly number[] {
  const days: number[] = [];
  for (let day: number = from; day <= to; day++) if (isWorkday(day)) days.push(day);
  return days;
}
