import { amountRow, type RowLead } from "./amount-rows.ts";
import type { AmountSeries } from "./amount-series.ts";
import { monthColumn, type CaseColumns } from "./case-columns.ts";
import { cellAddress } from "./cell-address.ts";
import type { SheetRows } from "./sheet.ts";

/** Adds the running sum of a row; rounded, so that what cancels is 0 and not the noise of the last digit. */
export function addCumulative(
  rows: SheetRows,
  columns: CaseColumns,
  options: {
    readonly lead: RowLead;
    readonly of: number;
    readonly series: AmountSeries;
    readonly decimals: number;
  },
): number {
  const row = rows.next;
  const at = (month: number, row: number): string => cellAddress(monthColumn(columns, month), row);
  const formulaOf = (month: number): string =>
    month === 0
      ? at(0, options.of)
      : `ROUND(${at(month - 1, row)}+${at(month, options.of)},${options.decimals})`;
  const { lead, series } = options;
  return rows.add(...amountRow(columns, { row, lead, series, formulaOf, periods: "end", role: "total" }));
}
