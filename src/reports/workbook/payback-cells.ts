import type { Decimal } from "decimal.js";
import type { CaseFigures } from "../../contracts/investment.ts";
import { payback } from "../../core/roi/payback.ts";
import { monthColumn, monthRange, type CaseColumns } from "./case-columns.ts";
import { cellAddress } from "./cell-address.ts";
import { formulaCell, type Cell } from "./cell.ts";
import { sameFigure } from "./same-figure.ts";

const NEVER = "Not paid back";
const NO_OUTLAY = "No outlay";

/** A running sum on a sheet. */
export interface RunningSum {
  readonly row: number;
  readonly months: readonly Decimal[];
}

/**
 * How long the periods are over which the reply spreads the flow that pays back: a month, or the year of a case that was
 * given by years.
 * @param netMonths shape [month], the initial one first
 */
export function monthsPerPeriod(netMonths: readonly Decimal[], { payback: reported }: CaseFigures): 1 | 12 {
  const isYearly = netMonths.every((amount, month) => month % 12 === 0 || amount.isZero());
  if (!isYearly) return 1;
  const years = netMonths.flatMap((amount, month) =>
    month % 12 === 0 ? [{ monthsFromStart: month, amount }] : [],
  );
  const byYears = payback(years, { monthsPerPeriod: 12 });
  return byYears.ok && sameFigure(byYears.value.months, reported.months) ? 12 : 1;
}

/** What a payback is read from. */
export interface CrossingPlace {
  /** Row that numbers the months. */
  readonly monthNumbers: number;
  readonly monthsPerPeriod: 1 | 12;
}

/**
 * Where a running sum comes up to 0: in each such month the months from the decision, interpolated within the period that
 * ends with it; nothing in the others.
 */
export function crossingCells(columns: CaseColumns, sum: RunningSum, place: CrossingPlace): readonly Cell[] {
  const { monthNumbers, monthsPerPeriod: length } = place;
  const at = (row: number, month: number): string => cellAddress(monthColumn(columns, month), row);
  return sum.months.slice(1).map((amount, index) => {
    const [before, now] = [at(sum.row, index), at(sum.row, index + 1)];
    const previous = sum.months[index]!;
    const isCrossing = previous.lt(0) && amount.gte(0);
    const share = `${before}/(${now}-${before})`;
    const end = at(monthNumbers, index + 1);
    return formulaCell(
      `IF(AND(${before}<0,${now}>=0),${end}-${length}-${length === 1 ? "" : `${length}*`}${share},"")`,
      isCrossing
        ? previous
            .div(previous.minus(amount))
            .times(length)
            .plus(index + 1 - length)
        : { text: "" },
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
