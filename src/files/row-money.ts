import { minorDigitsOf, MoneyDecimal } from "../core/base/money.ts";
import { AmountReader } from "./amount-reader.ts";
import { isBlankCell, parseAmountText, SHARED_SIGNS, type DecimalMark } from "./amount-text.ts";
import type { ColumnFormats } from "./column-formats.ts";
import type { MoneyPlan } from "./money-plan.ts";
import type { Layout } from "./layouts.ts";
import type { SourceFile } from "./source-file.ts";

export type AmountRole = "amount" | "closeValue" | "listPrice";

/** Reads the amounts of the rows of one file, each in its own currency or in that of the company. */
export class RowMoney {
  private readonly source: SourceFile & { readonly layout: Layout };
  private readonly plan: MoneyPlan;
  private readonly marks: ColumnFormats["marks"];
  private readonly readers = new Map<string, AmountReader>();

  constructor(source: SourceFile & { readonly layout: Layout }, formats: ColumnFormats, plan: MoneyPlan) {
    this.source = source;
    this.plan = plan;
    this.marks = formats.marks;
  }

  /** ISO 4217 code of a row's amounts: its currency cell, else a sign beside its amount, else the company's. */
  currencyOf(cells: readonly string[]): string {
    const { columns } = this.source;
    const { currency } = this.plan;
    const cell = columns.currency === undefined ? "" : cells[columns.currency]!.trim().toUpperCase();
    if (cell !== "") return cell;
    for (const role of ["amount", "closeValue"] as const) {
      const index = columns[role];
      const sign = index === undefined ? undefined : signOf(cells[index]!);
      if (sign !== undefined) return this.named(sign);
    }
    return currency;
  }

  /** @returns whole minor units, NaN for a blank cell, undefined when the cell is no amount */
  read(cells: readonly string[], role: AmountRole): number | undefined {
    const { book, isByRow } = this.plan;
    const cell = cells[this.source.columns[role]!]!;
    if (isByRow && role !== "listPrice") return this.readByRow(cells, cell, role);
    const isOfRow = book !== undefined && role !== "listPrice";
    return this.reader(role, isOfRow ? this.currencyOf(cells) : this.plan.currency).read(cell);
  }

  /** Whether a list price, which is in the currency of the company, can stand for the amount of a row. */
  takesListPrice(cells: readonly string[]): boolean {
    const { book, isByRow, currency } = this.plan;
    return (book === undefined && !isByRow) || this.currencyOf(cells) === currency;
  }

  /** The amount in the currency of the company, by the row's own rate or its own converted amount. */
  private readByRow(cells: readonly string[], cell: string, role: AmountRole): number | undefined {
    const { columns } = this.source;
    const { currency } = this.plan;
    const own = this.reader(role, currency).read(cell);
    if (own === undefined || Number.isNaN(own) || this.currencyOf(cells) === currency) return own;
    const rate = columns.exchangeRate === undefined ? "" : cells[columns.exchangeRate]!.trim();
    if (rate !== "") {
      const text = rate.replace(",", ".");
      if (!/^\d{1,12}(\.\d{1,15})?$/.test(text) || Number(text) === 0) return undefined;
      return this.divided(cells, cell, role, text);
    }
    const converted = columns.companyAmount === undefined ? "" : cells[columns.companyAmount]!;
    if (role !== "amount" || isBlankCell(converted)) return undefined;
    const units = this.reader("companyAmount", currency).read(converted);
    // On a loss CRMs set both to 0: where the amount was put back to the last one, its value is not known.
    return units === 0 && own !== 0 ? Number.NaN : units;
  }

  /** Rates of Dynamics say how much of the currency one unit of the company's is: amounts are divided by them. */
  private divided(
    cells: readonly string[],
    cell: string,
    role: AmountRole,
    rate: string,
  ): number | undefined {
    const code = this.currencyOf(cells);
    const digits = /^[A-Z]{3}$/.test(code) ? minorDigitsOf(code) : 2;
    const units = this.reader(role, /^[A-Z]{3}$/.test(code) ? code : "XXX").read(cell);
    if (units === undefined) return undefined;
    const shift = minorDigitsOf(this.plan.currency) - digits;
    const share = new MoneyDecimal(units).times(new MoneyDecimal(10).pow(shift)).div(rate).toDecimalPlaces(0);
    return Number.isSafeInteger(share.toNumber()) ? share.toNumber() : undefined;
  }

  private named(sign: string): string {
    const { names, currency } = this.plan;
    const codes = [sign, ...(SHARED_SIGNS[sign] ?? [])];
    return codes.find((code) => names.includes(code)) ?? codes.find((code) => code === currency) ?? sign;
  }

  private reader(role: AmountRole | "companyAmount", code: string): AmountReader {
    const key = `${role} ${code}`;
    const known = this.readers.get(key);
    if (known !== undefined) return known;
    const mark: DecimalMark = this.marks.get(role) ?? this.marks.get("amount") ?? ".";
    const reader = new AmountReader(mark, /^[A-Z]{3}$/.test(code) ? minorDigitsOf(code) : 2);
    this.readers.set(key, reader);
    return reader;
  }
}

function signOf(cell: string): string | undefined {
  return /^[\s\d.,-]*$/.test(cell) ? undefined : parseAmountText(cell)?.currency;
}
