import { civilFromDay, type Day } from "../core/base/day.ts";
import type { DateColumnEvidence, DateOrder } from "./date-column.ts";
import { DateReader } from "./date-reader.ts";
import { parseDateText } from "./date-text.ts";
import { ZoneClock } from "./zone-clock.ts";

const LAST_MONTH = 600;
const NUMBER = /^(?:m|month)?\s*(\d{1,3})$/i;
const DECISION = /^(?:initial|day of (?:the )?decision)$/i;
const YEAR_MONTH = /^(\d{4})[-/.](\d{1,2})$/;
const MONTH_YEAR = /^([a-z]{3,9})[ .-]{1,2}(\d{4}|\d{2})$/i;
const MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");

/** Whether a text names a month of a case or of the calendar, or a day; it need not exist. */
export function namesMonth(text: string): boolean {
  const cell = text.trim();
  return (
    NUMBER.test(cell) ||
    DECISION.test(cell) ||
    calendarMonth(cell) !== undefined ||
    parseDateText(cell) !== undefined
  );
}

/** Whether a text is a full date, whose day and month may stand in either order. */
export function namesDay(text: string): boolean {
  const cell = text.trim();
  return !NUMBER.test(cell) && calendarMonth(cell) === undefined && parseDateText(cell) !== undefined;
}

/**
 * Reads months of a case: a number (0 = the day of the decision, also `Initial`), `2026-03`, `Mar 2026` or a date. Calendar
 * months are counted from the month in which the case begins, which is month 1.
 */
export class CaseMonthReader {
  private readonly firstMonth: number | undefined;
  private readonly dates: DateReader;

  constructor(caseStart: Day | undefined, evidence: DateColumnEvidence, order: DateOrder | undefined) {
    this.firstMonth = caseStart === undefined ? undefined : monthsOf(caseStart);
    this.dates = new DateReader(evidence.format(order), new ZoneClock("UTC"));
  }

  /** @returns the month, or what is wrong with the cell and what to do */
  read(text: string): number | string {
    const cell = text.trim();
    if (DECISION.test(cell)) return 0;
    const number = NUMBER.exec(cell);
    if (number !== null) {
      const month = Number(number[1]);
      return month <= LAST_MONTH ? month : `a case has at most ${LAST_MONTH} months`;
    }
    const calendar = calendarMonth(cell) ?? this.monthOfDate(cell);
    if (calendar === undefined) {
      return "not a month; write 1 for the first month of the case, 2026-03, or a date";
    }
    if (this.firstMonth === undefined) {
      return "a calendar month needs the start of the case; say when it begins (--as-of), or number the months from 1";
    }
    const month = calendar - this.firstMonth + 1;
    if (month < 1)
      return "before the month in which the case begins; write Initial for the day of the decision";
    return month <= LAST_MONTH ? month : `a case has at most ${LAST_MONTH} months`;
  }

  private monthOfDate(cell: string): number | undefined {
    return this.dates.read(cell) === undefined ? monthsOf(this.dates.day) : undefined;
  }
}

/** Months since year 0 of `2026-03` or `Mar 2026`; undefined for another text. */
export function calendarMonth(cell: string): number | undefined {
  const yearMonth = YEAR_MONTH.exec(cell);
  if (yearMonth !== null) return existing(Number(yearMonth[1]), Number(yearMonth[2]));
  const monthYear = MONTH_YEAR.exec(cell);
  if (monthYear === null) return undefined;
  const year = Number(monthYear[2]);
  const fullYear = monthYear[2]!.length === 4 ? year : year + (year < 70 ? 2000 : 1900);
  return existing(fullYear, MONTHS.indexOf(monthYear[1]!.slice(0, 3).toLowerCase()) + 1);
}

function existing(year: number, month: number): number | undefined {
  return month >= 1 && month <= 12 ? year * 12 + month - 1 : undefined;
}

function monthsOf(day: Day): number {
  const { year, month } = civilFromDay(day);
  return year * 12 + month - 1;
}
