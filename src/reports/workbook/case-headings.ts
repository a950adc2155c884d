import type { InvestmentReply, ScenarioReport } from "../../contracts/investment.ts";
import { columnCountOf, LEAD_COLUMNS, type CaseColumns } from "./case-columns.ts";
import { numberCell, textCell, type Cell } from "./cell.ts";
import type { SheetRows } from "./sheet.ts";

/** Adds what stands above a scenario's lines: what it is, the bands, the periods and the months' numbers. */
export function headingRows(
  rows: SheetRows,
  columns: CaseColumns,
  { asOf, currency }: InvestmentReply,
  { name, file }: ScenarioReport,
): { readonly monthLabels: number; readonly monthNumbers: number } {
  const bands = [columns.years, columns.quarters, columns.months];
  const heading = (text: string): Cell => textCell(text, "heading");
  const bandNames = new Array<Cell>(columnCountOf(columns)).fill(heading(""));
  for (const { name, firstColumn } of bands) bandNames[firstColumn] = heading(name);
  const since = asOf === null ? "without pipeline data" : `as of ${asOf}`;
  const money = currency === "XXX" ? "no currency given" : `amounts in ${currency}`;
  rows.add(textCell(name, "title"));
  rows.add(textCell(`${file}, ${since}, ${money}. Blue: typed in. Black: computed here.`, "note"));
  rows.add(...bandNames);
  const monthLabels = rows.add(
    ...LEAD_COLUMNS.map(heading),
    ...bands.flatMap(({ labels }) => labels.map(heading)),
  );
  const monthNumbers = rows.add(
    textCell("Months from the decision", "note"),
    ...new Array<undefined>(columns.months.firstColumn - 1).fill(undefined),
    ...columns.months.labels.map((_, month) => numberCell(month, "count", "note")),
  );
  return { monthLabels, monthNumbers };
}
