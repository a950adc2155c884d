import type { Decimal } from "decimal.js";
import type { RecordSource } from "../../core/customers/customer-records.ts";
import { addDays, addMonths, civilFromDay, dayFromCivil, type Day } from "../../core/base/day.ts";
import { MoneyDecimal } from "../../core/base/money.ts";
import { digitsOf, isBlankCell, parseAmountText, type DecimalMark } from "../amount-text.ts";
import { calendarMonth } from "../case-month.ts";
import { DateReader } from "../date-reader.ts";
import { TextPool } from "../text-pool.ts";
import type { ZoneClock } from "../zone-clock.ts";
import { currencyOfHeader } from "./record-table-of.ts";
import { headerOf, type RecordFile, type RejectRow } from "./record-file.ts";
import type { RecordFormats } from "./record-formats.ts";

/** An amount of a cell, exact, and the currency that a sign beside it or the header names. */
export interface CellAmount {
  readonly value: Decimal;
  readonly sign: string | undefined;
}

/** Who hears of rows that are listed, and of what is remarkable about rows that are used. */
export interface RowListeners {
  readonly rejectRow: RejectRow;
  readonly onNote: (code: string, message: string) => void;
}

/**
 * Reads the cells of one row after the other by the names of the columns. The first cell that cannot be used lists the
 * row; `isRejected` says so, and what is read after that counts for nothing.
 */
export class RecordRow {
  isRejected = false;
  private readonly file: RecordFile;
  private readonly listeners: RowListeners;
  private readonly dates = new Map<string, DateReader>();
  private readonly marks: ReadonlyMap<string, DecimalMark>;
  private readonly pool = new TextPool();
  private cells: readonly string[] = [];
  private line = 0;

  constructor(file: RecordFile, formats: RecordFormats, clock: ZoneClock, listeners: RowListeners) {
    this.file = file;
    this.listeners = listeners;
    this.marks = formats.marks;
    for (const [name, format] of formats.dates) this.dates.set(name, new DateReader(format, clock));
  }

  begin(cells: readonly string[], line: number): void {
    this.cells = cells;
    this.line = line;
    this.isRejected = false;
  }

  get source(): RecordSource {
    return { file: this.file.source.name, line: this.line };
  }

  has(name: string): boolean {
    return this.file.columns.has(name);
  }

  /** The cell without outer spaces; undefined when it is blank or there is no such column. */
  text(name: string): string | undefined {
    const index = this.file.columns.get(name);
    const cell = index === undefined ? "" : this.cells[index]!.trim();
    return isBlankCell(cell) ? undefined : this.pool.copyOf(cell);
  }

  /** The cell of a column that no row can do without. */
  needed(name: string): string {
    const text = this.text(name);
    if (text === undefined) this.reject(name, `no ${name.replaceAll("_", " ")}`);
    return text ?? "";
  }

  day(name: string): Day | undefined {
    const cell = this.text(name);
    const reader = this.dates.get(name);
    if (cell === undefined || reader === undefined) return undefined;
    const problem = reader.read(cell);
    if (problem === undefined) return reader.day;
    this.reject(
      name,
      problem === "not_a_date" ? "not a date in the format of the column" : "outside of 1900 to 2200",
    );
    return undefined;
  }

  neededDay(name: string): Day {
    const day = this.day(name);
    if (day === undefined && !this.isRejected) this.reject(name, `no ${name.replaceAll("_", " ")}`);
    return day ?? (0 as Day);
  }

  /** First and last day of the month that a cell names: `2025-02`, `Feb 2025`, or a date in it. */
  month(name: string): { readonly from: Day; readonly to: Day } | undefined {
    const cell = this.text(name);
    if (cell === undefined) return undefined;
    const months = calendarMonth(cell);
    if (months === undefined) {
      const day = this.day(name);
      if (day === undefined) return undefined;
      return monthFrom(day);
    }
    const year = Math.floor(months / 12);
    if (year < 1900 || year > 2200) {
      this.reject(name, "outside of 1900 to 2200");
      return undefined;
    }
    return monthFrom(dayFromCivil(year, (months % 12) + 1, 1));
  }

  /** An amount that may be negative; undefined when the cell is blank, cannot be read, or there is no such column. */
  amount(name: string): CellAmount | undefined {
    const cell = this.text(name);
    if (cell === undefined) return undefined;
    const amount = parseAmountText(cell);
    const digits = amount === undefined ? undefined : digitsOf(amount.figure, this.marks.get(name) ?? ".");
    if (amount === undefined || digits === undefined) {
      this.reject(name, "not an amount that can be read");
      return undefined;
    }
    const size = new MoneyDecimal(digits.digits).times(
      new MoneyDecimal(10).pow(amount.exponent - digits.decimals),
    );
    return {
      value: amount.isNegative ? size.negated() : size,
      sign: amount.currency ?? currencyOfHeader(headerOf(this.file, name)),
    };
  }

  /** A number without a currency. */
  number(name: string): Decimal | undefined {
    return this.amount(name)?.value;
  }

  /** Says something about the file that does not keep the row from being used. */
  note(code: string, message: string): void {
    this.listeners.onNote(code, `${this.file.source.name}: ${message}`);
  }

  reject(name: string, reason: string): void {
    if (this.isRejected) return;
    this.isRejected = true;
    const index = this.file.columns.get(name);
    const value = index === undefined ? "" : this.cells[index]!.trim();
    this.listeners.rejectRow(this.file, {
      line: this.line,
      column: headerOf(this.file, name),
      reason,
      value,
    });
  }
}

function monthFrom(day: Day): { readonly from: Day; readonly to: Day } {
  const { year, month } = civilFromDay(day);
  const from = dayFromCivil(year, month, 1);
  return { from, to: addDays(addMonths(from, 1), -1) };
}
