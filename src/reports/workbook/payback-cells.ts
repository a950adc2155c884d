import type { Decimal } from "decimal.js";
import type { CaseFigures } from "../../contracts/investment.ts";
import { monthColumn, monthRange, type CaseColumns } from "./case-columns.ts";
import { cellAddress } from "./cell-address.ts";
import { formulaCell, type Cell } from "./cell.ts";

const NEVER = "Not paid back";
const NO_OUTLAY = "No outlay";

/** A running sum on a sheet. */
export interface RunningSum {
  readonly row: number;
  readonly months: readonly Decimal[];
}

/**
 * Where a running sum comes up to 0: in each such month the months from the decision, interpolated within the month;
 * nothing in the others.
 * @param monthNumbers row that numbers the months
 */
export function crossingCells(columns: CaseColumns, sum: RunningSum, monthNumbers: number): readonly Cell[] {
  const at = (row: number, month: number): string => cellAddress(monthColumn(columns, month), row);
  return sum.months.slice(1).map((amount, index) => {
    const [before, now] = [at(sum.row, index), at(sum.row, index + 1)];
    const previous = sum.months[index]!;
    const isCrossing = previous.lt(0) && amount.gte(0);
    const months = `${at(monthNumbers, index)}-${before}/(${now}-${before})`;
    return formulaCell(
      `IF(AND(${before}<0,${now}>=0),${months},"")`,
      isCrossing ? previous.div(previous.minus(amount)).plus(index) : { text: "" },
      "months",
    );
  });
}

/**
 * The months to the last crossing, after which the sum stays at 0 or above.
 * @param crossings row of `crossingCells`
 */
export function paybackCell(
  columns: CaseColumns,
  sum: RunningSum,
  crossings: number,
  { months }: CaseFigures["payback"],
): Cell {
  const end = cellAddress(monthColumn(columns, columns.horizonMonths), sum.row);
  const last = `IF(${end}<0,"${NEVER}",MAX(${monthRange(columns, crossings)}))`;
  const otherwise = sum.months.at(-1)!.lt(0) ? NEVER : NO_OUTLAY;
  return formulaCell(
    `IF(MIN(${monthRange(columns, sum.row)})>=0,"${NO_OUTLAY}",${last})`,
    months ?? { text: otherwise },
    "months",
  );
}

/** The label of the month in which a payback lies. @param payback address of its months */
export function paybackMonthCell(
  columns: CaseColumns,
  payback: string,
  monthLabels: number,
  { months }: CaseFigures["payback"],
): Cell {
  // Nine decimals, so that a payback at the very end of a month is not the next one's by the noise of a division.
  const month = `ROUNDUP(ROUND(${payback},9),0)+1`;
  const label = months === null ? "-" : (columns.months.labels[Math.ceil(Number(months.toFixed(9)))] ?? "-");
  return formulaCell(
    `IF(ISNUMBER(${payback}),INDEX(${monthRange(columns, monthLabels)},1,${month}),"-")`,
    { text: label },
    "general",
  );
}
