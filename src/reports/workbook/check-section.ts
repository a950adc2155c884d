import type { Decimal } from "decimal.js";
import { constantMonths, monthRow } from "./amount-rows.ts";
import { monthColumn, monthRange } from "./case-columns.ts";
import { caseLines } from "./case-lines.ts";
import { cellAddress } from "./cell-address.ts";
import { formulaCell, textCell } from "./cell.ts";
import type { FigureCase } from "./figure-formulas.ts";
import type { Place, PlacedCell } from "./placed-cell.ts";
import type { SheetRows } from "./sheet.ts";

export interface PlacedCheck {
  readonly name: string;
  readonly check: PlacedCell;
}

/** The same again by other ways, and against what was reported. */
export function addChecks(rows: SheetRows, figureCase: FigureCase, placed: Place): readonly PlacedCheck[] {
  const { report, columns, sources, rate, minorDigits } = figureCase;
  rows.add(textCell("Checks", "section"));
  const initial = cellAddress(monthColumn(columns, 0), sources.net);
  const later = `${cellAddress(monthColumn(columns, 1), sources.net)}:${cellAddress(monthColumn(columns, columns.horizonMonths), sources.net)}`;
  const npv = `${initial}+NPV((1+${rate})^(1/12)-1,${later})`;
  const reportedNet = caseLines(report).net;
  const add = (name: string, formula: string, cached: Decimal.Value) => {
    const cell = formulaCell(`ROUND(${formula},${minorDigits})`, cached, "money");
    return { name, check: placed(rows.add(textCell(name), undefined, undefined, cell), cell) };
  };
  const byFunction = add(
    "NPV by the function of the spreadsheet program",
    npv,
    report.figures.netPresentValue.ledger ?? 0,
  );
  if (reportedNet === undefined) return [byFunction];
  const row = rows.next;
  rows.add(
    ...monthRow(
      columns,
      { label: "Net cash flow as reported", kind: "net" },
      constantMonths(reportedNet.monthly, "money"),
    ),
  );
  const differences = `SUMPRODUCT(ABS(${monthRange(columns, sources.net)}-${monthRange(columns, row)}))`;
  return [byFunction, add("Net: sum of all monthly differences from the reported", differences, 0)];
}
