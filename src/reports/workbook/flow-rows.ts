import type { CaseLine, ScenarioReport } from "../../contracts/investment.ts";
import { amountRow } from "./amount-rows.ts";
import { runningSum, seriesOfLine, seriesOfMonths, sumOfSeries, type AmountSeries } from "./amount-series.ts";
import { monthColumn, TOTAL_COLUMN, type CaseColumns } from "./case-columns.ts";
import { caseLines } from "./case-lines.ts";
import { cellAddress, columnName } from "./cell-address.ts";
import { textCell, type Cell } from "./cell.ts";
import { addCumulative } from "./cumulative-row.ts";
import { lineRow } from "./line-row.ts";
import type { SheetRows } from "./sheet.ts";

export interface FlowRows {
  readonly rows: { readonly benefits: number; readonly costs: number; readonly net: number };
  readonly cumulativeRow: number;
  readonly benefits: AmountSeries;
  readonly costs: AmountSeries;
  readonly net: AmountSeries;
  readonly cumulative: AmountSeries;
  readonly costRows: readonly { readonly line: CaseLine; readonly row: number; readonly cell: Cell }[];
}

/** Lines typed in, and below them what they add up to. */
export function addFlows(
  rows: SheetRows,
  columns: CaseColumns,
  report: ScenarioReport,
  minorDigits: number,
): FlowRows {
  const lines = caseLines(report);
  const benefits = addGroup(rows, columns, "Benefits", lines.benefits);
  const costs = addGroup(rows, columns, "Costs", lines.costs);
  const net = lines.net ? seriesOfLine(lines.net, columns) : sumOfSeries([benefits.sum, costs.sum], columns);
  const at = (month: number, row: number): string => cellAddress(monthColumn(columns, month), row);
  const netRow = rows.next;
  rows.add(
    ...amountRow(columns, {
      row: netRow,
      lead: { label: "Net cash flow", kind: "net", side: "difference" },
      series: net,
      formulaOf: (month) => `ROUND(${at(month, benefits.row)}+${at(month, costs.row)},${minorDigits})`,
      role: "total",
    }),
  );
  const cumulative = lines.cumulative
    ? seriesOfLine(lines.cumulative, columns)
    : seriesOfMonths(runningSum(net.months), columns, "end");
  const cumulativeRow = addCumulative(rows, columns, {
    lead: { label: "Cumulative net cash flow", kind: "cumulative", side: "difference" },
    of: netRow,
    series: cumulative,
    decimals: minorDigits,
  });
  return {
    rows: { benefits: benefits.row, costs: costs.row, net: netRow },
    cumulativeRow,
    benefits: benefits.sum,
    costs: costs.sum,
    net,
    cumulative,
    costRows: costs.lineRows,
  };
}

function addGroup(rows: SheetRows, columns: CaseColumns, name: string, lines: readonly CaseLine[]) {
  rows.add(textCell(name, "section"));
  const first = rows.next;
  const lineRows = lines.map((line) => {
    const row = rows.next;
    const cells = lineRow(columns, line, row);
    rows.add(...cells);
    return { line, row, cell: cells[TOTAL_COLUMN]! };
  });
  const sum = sumOfSeries(
    lines.map((line) => seriesOfLine(line, columns)),
    columns,
  );
  const row = rows.next;
  const formulaOf = (month: number): string => {
    const column = columnName(monthColumn(columns, month));
    return lines.length === 0 ? "0" : `SUM(${column}${first}:${column}${row - 1})`;
  };
  rows.add(
    ...amountRow(columns, { row, lead: { label: `${name}, all` }, series: sum, formulaOf, role: "total" }),
  );
  return { row, sum, lineRows };
}
