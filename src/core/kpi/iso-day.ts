import { isoFromDay, type Day } from "../base/day.ts";

/** `2018-06-30`, of a day that a window holds as a plain number. */
export function isoDay(day: number): string {
  return isoFromDay(day as Day);
}
