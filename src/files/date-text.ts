import { dayFromCivil, daysInMonth, type Day } from "../core/base/day.ts";

/** What one cell of a date column shows, before the column has decided how it is to be read. */
export type DateText =
  /** A day that can be read in one way only. */
  | { readonly kind: "day"; readonly day: Day; readonly clock: Clock | undefined }
  /** Two numbers that are day and month in an order that the cell alone does not tell. */
  | {
      readonly kind: "pair";
      readonly first: number;
      readonly second: number;
      readonly year: number;
      readonly clock: Clock | undefined;
    }
  /** Digits alone: a day such as 20180630, a spreadsheet serial or seconds or milliseconds since 1970. */
  | { readonly kind: "digits"; readonly meaning: DigitMeaning; readonly value: number };

export type DigitMeaning = "yyyymmdd" | "serial" | "epochSeconds" | "epochMilliseconds";

export interface Clock {
  readonly secondOfDay: number;
  /** Seconds east of UTC; undefined = the clock on the wall of the source. */
  readonly offsetSeconds: number | undefined;
}

const YEAR_FIRST = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[T ]\s*(.+))?$/;
const YEAR_LAST = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?:,?[T ]\s*(.+))?$/;
const DAY_NAMED = /^(\d{1,2})[ /.-]{1,2}([A-Za-z]{3,9})[ ,/.-]{1,2}(\d{4}|\d{2})(?:,?[T ]\s*(.+))?$/;
const NAMED_DAY = /^([A-Za-z]{3,9})\.? (\d{1,2}),? (\d{4})(?:,?[T ]\s*(.+))?$/;
const CLOCK =
  /^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?\s?(am|pm)?\s?(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?$/i;
const MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");
const LONGEST = 40;

/** Takes a date cell apart, or undefined when it shows no date that exists. */
export function parseDateText(cell: string): DateText | undefined {
  const text = cell.trim();
  if (text.length === 0 || text.length > LONGEST) return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return digits(text);
  const yearFirst = YEAR_FIRST.exec(text);
  if (yearFirst !== null) {
    return dayOf(Number(yearFirst[1]), Number(yearFirst[3]), Number(yearFirst[4]), yearFirst[5]);
  }
  const yearLast = YEAR_LAST.exec(text);
  if (yearLast !== null) {
    const [first, second, year] = [Number(yearLast[1]), Number(yearLast[3]), fullYear(yearLast[4]!)];
    // Nobody writes the month first with dots.
    if (yearLast[2] === ".") return dayOf(year, second, first, yearLast[5]);
    const clock = clockOf(yearLast[5]);
    return clock === null ? undefined : { kind: "pair", first, second, year, clock };
  }
  const dayNamed = DAY_NAMED.exec(text);
  if (dayNamed !== null) {
    return dayOf(fullYear(dayNamed[3]!), monthNamed(dayNamed[2]!), Number(dayNamed[1]), dayNamed[4]);
  }
  const namedDay = NAMED_DAY.exec(text);
  if (namedDay === null) return undefined;
  return dayOf(Number(namedDay[3]), monthNamed(namedDay[1]!), Number(namedDay[2]), namedDay[4]);
}

/** The day of a civil date, or undefined when there is none. */
export function existingDay(year: number, month: number, dayOfMonth: number): Day | undefined {
  if (month < 1 || month > 12 || dayOfMonth < 1 || dayOfMonth > daysInMonth(year, month)) return undefined;
  return dayFromCivil(year, month, dayOfMonth);
}

function dayOf(year: number, month: number, dayOfMonth: number, time?: string): DateText | undefined {
  const day = existingDay(year, month, dayOfMonth);
  const clock = clockOf(time);
  return day === undefined || clock === null ? undefined : { kind: "day", day, clock };
}

/** The clock of a text; undefined without a text, null when it shows no time. */
function clockOf(text: string | undefined): Clock | undefined | null {
  if (text === undefined) return undefined;
  const match = CLOCK.exec(text.trim());
  if (match === null) return null;
  const half = match[4]?.toLowerCase();
  let hour = Number(match[1]);
  if (half !== undefined && (hour < 1 || hour > 12)) return null;
  if (half !== undefined) hour = (hour % 12) + (half === "pm" ? 12 : 0);
  const minute = Number(match[2]);
  const second = Math.min(59, Number(match[3] ?? 0)); // a leap second belongs to its minute
  if (hour > 23 || minute > 59 || Number(match[3] ?? 0) > 60) return null;
  const offsetSeconds = match[5] === undefined ? undefined : offsetOf(match[5]);
  return { secondOfDay: hour * 3600 + minute * 60 + second, offsetSeconds };
}

function offsetOf(text: string): number {
  if (/^[a-z]/i.test(text)) return 0;
  const seconds = Number(text.slice(1, 3)) * 3600 + Number(text.slice(3).replace(":", "") || 0) * 60;
  return text.startsWith("-") ? -seconds : seconds;
}

function digits(text: string): DateText | undefined {
  const value = Number(text);
  const whole = text.includes(".") ? text.indexOf(".") : text.length;
  const isWhole = whole === text.length;
  if (whole === 5) return { kind: "digits", meaning: "serial", value };
  if (whole === 8 && isWhole) return { kind: "digits", meaning: "yyyymmdd", value };
  if (whole === 9 || whole === 10) return { kind: "digits", meaning: "epochSeconds", value };
  if (whole === 12 || whole === 13) return { kind: "digits", meaning: "epochMilliseconds", value };
  return undefined;
}

/** Two digits mean 1970 to 2069. */
function fullYear(text: string): number {
  if (text.length === 4) return Number(text);
  return Number(text) + (Number(text) < 70 ? 2000 : 1900);
}

function monthNamed(name: string): number {
  return MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1;
}
