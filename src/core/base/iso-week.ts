import { addDays, civilFromDay, dayFromCivil, dayOfWeek, type Day } from "./day.ts";

/** A week of ISO 8601: Monday to Sunday, week 1 holds January 4. */
export interface IsoWeek {
  readonly year: number;
  /** 1..53. */
  readonly week: number;
}

export function isoWeekOf(day: Day): IsoWeek {
  const thursday = addDays(day, 3 - dayOfWeek(day));
  const { year } = civilFromDay(thursday);
  return { year, week: 1 + Math.floor((thursday - dayFromCivil(year, 1, 1)) / 7) };
}

/** Monday of an ISO week; of a week that the year does not have, the Monday that many weeks on. */
export function mondayOfIsoWeek({ year, week }: IsoWeek): Day {
  const fourth = dayFromCivil(year, 1, 4);
  return addDays(fourth, 7 * (week - 1) - dayOfWeek(fourth));
}

/** 52 or 53. */
export function isoWeekCount(year: number): number {
  return (mondayOfIsoWeek({ year: year + 1, week: 1 }) - mondayOfIsoWeek({ year, week: 1 })) / 7;
}
