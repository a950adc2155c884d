import { TOTAL_COLUMN } from "./case-columns.ts";
import { cellAddress } from "./cell-address.ts";
import { textCell, type Cell } from "./cell.ts";
import type { DiscountingRows } from "./discounting-rows.ts";
import { figureCells, rootCells, type FigureCase } from "./figure-formulas.ts";
import { figureRows, type FigureKey } from "./figure-rows.ts";
import { paybackCell, paybackMonthCell } from "./payback-cells.ts";
import type { Place, PlacedCell } from "./placed-cell.ts";
import type { SheetRows } from "./sheet.ts";

/** Adds the figures in the total's column. */
export function addFigures(
  rows: SheetRows,
  figureCase: FigureCase,
  discounted: DiscountingRows,
  placed: Place,
): ReadonlyMap<FigureKey, PlacedCell> {
  const { report, columns, sources } = figureCase;
  const { payback, discountedPayback } = report.figures;
  const live = figureCells(figureCase);
  const figures = new Map<FigureKey, PlacedCell>();
  const cellOf = (key: FigureKey): Cell => {
    const monthsAbove = cellAddress(TOTAL_COLUMN, rows.next - 1);
    if (key === "payback") return paybackCell(columns, discounted.cumulative, discounted.crossings, payback);
    if (key === "paybackMonth") return paybackMonthCell(columns, monthsAbove, sources.monthLabels, payback);
    if (key === "discountedPayback") {
      const { discountedCumulative, discountedCrossings } = discounted;
      return paybackCell(columns, discountedCumulative, discountedCrossings, discountedPayback);
    }
    if (key === "discountedPaybackMonth") {
      return paybackMonthCell(columns, monthsAbove, sources.monthLabels, discountedPayback);
    }
    return live.get(key)!;
  };
  rows.add(textCell("Figures", "section"));
  for (const { key, name } of figureRows(report.figures)) {
    const cell = cellOf(key);
    figures.set(key, placed(rows.add(textCell(name), undefined, undefined, cell), cell));
  }
  for (const [index, cell] of rootCells(figureCase).entries()) {
    rows.add(textCell(`Rate ${index + 1} at which the NPV is 0, a year`), undefined, undefined, cell);
  }
  return figures;
}
