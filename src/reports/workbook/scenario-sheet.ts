import type { CaseLine, InvestmentReply, ScenarioReport } from "../../contracts/investment.ts";
import { caseColumns, TOTAL_COLUMN, type CaseColumns } from "./case-columns.ts";
import { headingRows } from "./case-headings.ts";
import { caseLines } from "./case-lines.ts";
import { fixedAddress, onSheet } from "./cell-address.ts";
import { textCell, type Cell } from "./cell.ts";
import { addChecks, type PlacedCheck } from "./check-section.ts";
import { addDiscounting } from "./discounting-rows.ts";
import type { FigureCase } from "./figure-formulas.ts";
import type { FigureKey } from "./figure-rows.ts";
import { addFigures } from "./figure-section.ts";
import { addFlows } from "./flow-rows.ts";
import { lineRow } from "./line-row.ts";
import type { PlacedCell } from "./placed-cell.ts";
import { SheetRows, type Sheet } from "./sheet.ts";
import { addSimulation } from "./simulation-rows.ts";

export interface ScenarioSheet {
  readonly sheet: Sheet;
  readonly figures: ReadonlyMap<FigureKey, PlacedCell>;
  /** Totals of the lines that costs are made of. */
  readonly costTotals: readonly { readonly line: CaseLine; readonly total: PlacedCell }[];
  readonly checks: readonly PlacedCheck[];
}

export interface ScenarioPlace {
  /** Name of its sheet. */
  readonly name: string;
  /** Address of its discount rate per year, with the sheet. */
  readonly rate: string;
  readonly minorDigits: number;
}

/** One scenario: its lines by month, quarter and year, everything below them computed live. */
export function scenarioSheet(
  reply: InvestmentReply,
  report: ScenarioReport,
  place: ScenarioPlace,
): ScenarioSheet {
  const columns = caseColumns(reply, report);
  const rows = new SheetRows();
  const headings = headingRows(rows, columns, reply, report);
  const flows = addFlows(rows, columns, report, place.minorDigits);
  const discounted = addDiscounting(rows, columns, report, { ...place, ...headings, flows });
  const figureCase: FigureCase = {
    report,
    columns,
    sources: { ...headings, ...flows.rows, ...discounted.rows },
    rate: place.rate,
    minorDigits: place.minorDigits,
    netMonths: flows.net.months,
  };
  const placed = (row: number, cell: Cell): PlacedCell => ({
    address: onSheet(place.name, fixedAddress(TOTAL_COLUMN, row)),
    cell,
  });
  const figures = addFigures(rows, figureCase, discounted, placed);
  const checks = addChecks(rows, figureCase, placed);
  addSimulation(rows, columns, report);
  addBeside(rows, columns, caseLines(report).beside);
  return {
    sheet: {
      name: place.name,
      columnWidths: [44, 14, 11, 16, 14],
      frozen: { rows: headings.monthNumbers, columns: TOTAL_COLUMN + 1 },
      rows: rows.rows,
    },
    figures,
    costTotals: flows.costRows.map(({ line, row, cell }) => ({ line, total: placed(row, cell) })),
    checks,
  };
}

function addBeside(rows: SheetRows, columns: CaseColumns, lines: readonly CaseLine[]): void {
  if (lines.length === 0) return;
  rows.add(textCell("Behind the figures: with and without, and what is in no sum above", "section"));
  for (const line of lines) rows.add(...lineRow(columns, line, rows.next));
}
