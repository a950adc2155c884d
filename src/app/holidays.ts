import Holidays from "date-holidays";
import { AppFailure } from "../contracts/failure.ts";
import { addDays, civilFromDay, dayFromIso, isoFromDay, type Day } from "../core/base/day.ts";

/** Which days nobody works: the public holidays of a country, and days that the organisation adds. */
export interface HolidayChoice {
  /** ISO 3166 code, such as NL. */
  readonly country?: string | undefined;
  readonly region?: string | undefined;
  /** ISO days. */
  readonly extra: readonly string[];
}

/**
 * ISO days of the holidays from a day to another, ascending.
 * @throws {AppFailure} usage when the country or region is not known or an added day does not exist
 */
export function holidaysBetween(choice: HolidayChoice, from: Day, to: Day): string[] {
  const days = new Set<string>();
  for (const text of choice.extra) {
    if (dayFromIso(text) === undefined) {
      throw new AppFailure("usage", `Cannot use the holiday ${text}: give an ISO day such as 2018-03-30`);
    }
    days.add(text);
  }
  if (choice.country !== undefined) for (const day of publicHolidays(choice, from, to)) days.add(day);
  return [...days].filter((day) => day >= isoFromDay(from) && day <= isoFromDay(to)).sort();
}

function publicHolidays(choice: HolidayChoice, from: Day, to: Day): string[] {
  const country = choice.country!.toUpperCase();
  const known = new Holidays().getCountries("en");
  if (known[country] === undefined) {
    throw new AppFailure(
      "usage",
      `Cannot find holidays of ${country}: give the ISO 3166 code of a country, such as NL`,
    );
  }
  const regions = new Holidays().getStates(country, "en");
  if (choice.region !== undefined && regions?.[choice.region] === undefined) {
    const names = Object.keys(regions ?? {}).join(", ") || "none";
    throw new AppFailure(
      "usage",
      `Cannot find holidays of ${country}-${choice.region}: its regions are ${names}`,
    );
  }
  const calendar = choice.region === undefined ? new Holidays(country) : new Holidays(country, choice.region);
  const days: string[] = [];
  for (let year = civilFromDay(from).year; year <= civilFromDay(to).year; year++) {
    for (const holiday of calendar.getHolidays(year)) {
      if (holiday.type === "public") days.push(holiday.date.slice(0, 10));
    }
  }
  return days;
}

/** Years of holidays that a history may reach back. */
const YEARS_BACK = 12;

/**
 * Holidays by what the user says, else by the funnel definition; none when neither names any.
 * @param asOf first day that is looked at; the history before it is covered too
 */
export function resolvedHolidays(
  chosen: HolidayChoice | undefined,
  defined:
    | {
        readonly country?: string | undefined;
        readonly region?: string | undefined;
        readonly extra: readonly string[];
      }
    | undefined,
  asOf: Day,
  to: Day,
): string[] {
  const choice = chosen ?? defined;
  return choice === undefined ? [] : holidaysBetween(choice, addDays(asOf, -366 * YEARS_BACK), to);
}
