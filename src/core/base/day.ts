import { ensure } from "./ensure.ts";

/** A local calendar day: whole days since 1970-01-01 (proleptic Gregorian), without zone or clock. */
export type Day = number & { readonly __brand: "Day" };

/** The civil date of a day. `month` 1..12, `dayOfMonth` 1..31. */
export interface CivilDate {
  readonly year: number;
  readonly month: number;
  readonly dayOfMonth: number;
}

const DAYS_PER_ERA = 146_097; // 400 Gregorian years
const MARCH_EPOCH_OFFSET = 719_468; // days from 0000-03-01 to 1970-01-01
const ISO_DAY = /^(\d{4})-(\d{2})-(\d{2})$/;

/**
 * Day of a civil date; the integer form with years that begin in March, so that leap days fall at the end.
 * @throws {RangeError} when there is no such date
 */
export function dayFromCivil(year: number, month: number, dayOfMonth: number): Day {
  ensure(
    month >= 1 && month <= 12 && dayOfMonth >= 1 && dayOfMonth <= daysInMonth(year, month),
    `Cannot make a day of ${year}-${month}-${dayOfMonth}: there is no such date`,
  );
  const marchYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + dayOfMonth - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return (era * DAYS_PER_ERA + dayOfEra - MARCH_EPOCH_OFFSET) as Day;
}

/** Civil date of a day: the inverse of `dayFromCivil`. */
export function civilFromDay(day: Day): CivilDate {
  const shifted = day + MARCH_EPOCH_OFFSET;
  const era = Math.floor(shifted / DAYS_PER_ERA);
  const dayOfEra = shifted - era * DAYS_PER_ERA;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1_460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    dayOfMonth: dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1,
  };
}

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Day of `2018-06-30`, or undefined when the text is not an ISO date that exists. */
export function dayFromIso(text: string): Day | undefined {
  const match = ISO_DAY.exec(text);
  if (match === null) return undefined;
  const [year, month, dayOfMonth] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const exists = month >= 1 && month <= 12 && dayOfMonth >= 1 && dayOfMonth <= daysInMonth(year, month);
  return exists ? dayFromCivil(year, month, dayOfMonth) : undefined;
}

/** `2018-06-30`. */
export function isoFromDay(day: Day): string {
  const { year, month, dayOfMonth } = civilFromDay(day);
  return `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-${String(dayOfMonth).padStart(2, "0")}`;
}

/** 0 = Monday ... 6 = Sunday. */
export function dayOfWeek(day: Day): number {
  return (((day + 3) % 7) + 7) % 7;
}

export function addDays(day: Day, count: number): Day {
  return (day + count) as Day;
}

/** The same day of the month `count` months later, or the last day of a shorter month. */
export function addMonths(day: Day, count: number): Day {
  const { year, month, dayOfMonth } = civilFromDay(day);
  const months = year * 12 + (month - 1) + count;
  const laterYear = Math.floor(months / 12);
  const laterMonth = months - laterYear * 12 + 1;
  return dayFromCivil(laterYear, laterMonth, Math.min(dayOfMonth, daysInMonth(laterYear, laterMonth)));
}
