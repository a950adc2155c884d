import { addDays, civilFromDay, dayFromCivil, type Day } from "../base/day.ts";

/** Public holidays of the company's seat, Amsterdam, from `from` to `to` inclusive, ascending. */
export function publicHolidays(from: Day, to: Day): readonly Day[] {
  const days: Day[] = [];
  for (let year = civilFromDay(from).year; year <= civilFromDay(to).year; year++) {
    const easter = easterSunday(year);
    days.push(
      dayFromCivil(year, 1, 1),
      addDays(easter, -2), // Good Friday
      addDays(easter, 1), // Easter Monday
      kingsDay(year),
      addDays(easter, 39), // Ascension
      addDays(easter, 50), // Whit Monday
      dayFromCivil(year, 12, 25),
      dayFromCivil(year, 12, 26),
    );
  }
  return days.filter((day) => day >= from && day <= to).sort((a, b) => a - b);
}

/** 27 April, or the day before when that is a Sunday. */
function kingsDay(year: number): Day {
  const day = dayFromCivil(year, 4, 27);
  return (((day + 3) % 7) + 7) % 7 === 6 ? addDays(day, -1) : day;
}

/**
 * Easter Sunday of the Gregorian calendar: the Sunday after the first ecclesiastical full moon from 21 March on.
 * @see Knuth, The Art of Computer Programming 1, section 1.3.2, exercise 14
 */
function easterSunday(year: number): Day {
  const golden = (year % 19) + 1;
  const century = Math.floor(year / 100) + 1;
  const skippedLeapYears = Math.floor((3 * century) / 4) - 12;
  const moonCorrection = Math.floor((8 * century + 5) / 25) - 5;
  let epact = (11 * golden + 20 + moonCorrection - skippedLeapYears) % 30;
  if (epact < 0) epact += 30;
  if ((epact === 25 && golden > 11) || epact === 24) epact += 1;
  const daysFromMarch = epact > 23 ? 74 - epact : 44 - epact;
  const fullMoon = addDays(dayFromCivil(year, 3, 1), daysFromMarch - 1);
  const weekday = (((fullMoon + 3) % 7) + 7) % 7;
  return addDays(fullMoon, 6 - weekday === 0 ? 7 : 6 - weekday);
}
