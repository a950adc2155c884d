import type { Decimal } from "decimal.js";
import { formulaCell, numberCell, textCell, type Cell, type CellFormat, type CellRole } from "./cell.ts";
import type { AmountSeries } from "./amount-series.ts";
import { monthColumn, type CaseColumns, type ColumnBand } from "./case-columns.ts";
import { cellAddress, rowRange } from "./cell-address.ts";
import type { SheetRow } from "./sheet.ts";

/** The three texts before a row's amounts. */
export interface RowLead {
  readonly label: string;
  readonly kind?: string;
  readonly side?: string;
}

export interface AmountRow {
  readonly row: number;
  readonly lead: RowLead;
  readonly series: AmountSeries;
  /** The formula of a month's cell; absent: the amounts are typed in. */
  readonly formulaOf?: (month: number) => string;
  /** What quarters, years and the total show of the months: their sum, or, of a running sum, the last. */
  readonly periods?: "sum" | "end";
  readonly role?: CellRole;
}

/**
 * A row of money: months typed in or as formulas, quarters, years and the total always as formulas over the months.
 */
export function amountRow(columns: CaseColumns, { row, lead, series, ...options }: AmountRow): SheetRow {
  const { formulaOf, periods = "sum", role = "plain" } = options;
  const overMonths = (from: number, to: number): string =>
    periods === "end" || from === to
      ? cellAddress(monthColumn(columns, to), row)
      : `SUM(${rowRange(row, monthColumn(columns, from), monthColumn(columns, to))})`;
  const bandCells = ({ spans }: ColumnBand, amounts: readonly Decimal[]): Cell[] =>
    spans.map(([from, to], index) => formulaCell(overMonths(from, to), amounts[index]!, "money", role));
  return [
    ...leadCells(lead, role),
    formulaCell(overMonths(0, columns.horizonMonths), series.total, "money", role),
    ...bandCells(columns.years, series.years),
    ...bandCells(columns.quarters, series.quarters),
    ...series.months.map((amount, month) =>
      formulaOf === undefined
        ? numberCell(amount, "money", "constant")
        : formulaCell(formulaOf(month), amount, "money", role),
    ),
  ];
}

/** A row that has months only, such as discount factors. */
export function monthRow(
  columns: CaseColumns,
  lead: RowLead,
  monthCells: readonly (Cell | undefined)[],
): SheetRow {
  const blanks = new Array<undefined>(columns.months.firstColumn - 3).fill(undefined);
  return [...leadCells(lead, "plain"), ...blanks, ...monthCells];
}

/** Months of typed-in numbers, shorter where there are fewer. */
export function constantMonths(values: readonly Decimal.Value[], format: CellFormat): readonly Cell[] {
  return values.map((value) => numberCell(value, format));
}

function leadCells({ label, kind = "", side = "" }: RowLead, role: CellRole): Cell[] {
  return [label, kind, side].map((text) => textCell(text, role));
}
