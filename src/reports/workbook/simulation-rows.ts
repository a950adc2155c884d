import type { ScenarioReport } from "../../contracts/investment.ts";
import { constantMonths, monthRow } from "./amount-rows.ts";
import type { CaseColumns } from "./case-columns.ts";
import { textCell } from "./cell.ts";
import type { SheetRows } from "./sheet.ts";

/** What the draws say month by month. */
export function addSimulation(rows: SheetRows, columns: CaseColumns, report: ScenarioReport): void {
  rows.add(textCell("From the simulation, typed in", "section"));
  const { payback, discountedPayback } = report.figures;
  for (const level of ["0.05", "0.25", "0.5", "0.75", "0.95"] as const) {
    const label = `Cumulative net cash flow, ${Number(level) * 100} % quantile`;
    const amounts = report.cumulativeFan.map((month) => month[level]);
    rows.add(...monthRow(columns, { label }, constantMonths(amounts, "money")));
  }
  rows.add(
    ...monthRow(
      columns,
      { label: "Chance to be paid back for good" },
      constantMonths(payback.chanceByMonth, "percent"),
    ),
  );
  rows.add(
    ...monthRow(
      columns,
      { label: "Chance to be paid back for good, discounted" },
      constantMonths(discountedPayback.chanceByMonth, "percent"),
    ),
  );
}
