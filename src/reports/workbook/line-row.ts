import type { CaseLine } from "../../contracts/investment.ts";
import { amountRow } from "./amount-rows.ts";
import { seriesOfLine } from "./amount-series.ts";
import type { CaseColumns } from "./case-columns.ts";
import type { SheetRow } from "./sheet.ts";

/** A line of the reply: its months typed in, its quarters, years and total live. */
export function lineRow(columns: CaseColumns, line: CaseLine, row: number): SheetRow {
  const { label, kind, of } = line;
  const lead = { label, kind: kind.replaceAll("_", " "), side: of };
  const periods = kind === "cumulative" ? "end" : "sum";
  return amountRow(columns, { row, lead, series: seriesOfLine(line, columns), periods });
}
