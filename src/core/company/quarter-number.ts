import { civilFromDay, type Day } from "../base/day.ts";

/** Calendar quarters since year 0. */
export function quarterNumber(day: Day): number {
  const { year, month } = civilFromDay(day);
  return year * 4 + Math.floor((month - 1) / 3);
}
