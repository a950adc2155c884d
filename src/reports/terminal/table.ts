import type { TableColumn } from "../figures/table-column.ts";
import { columnWidth } from "./column-width.ts";
import { fitToWidth } from "./display-width.ts";
import type { Paint } from "./paint.ts";

const GAP = 2;

/**
 * A table in aligned columns. Names are cut first, then columns with a rank are left out, so that no line is wider.
 * @param columnCount columns of the terminal
 * @param boldRows    indices of rows that are set off, such as the sum
 */
export function tableLines(
  columns: readonly TableColumn[],
  columnCount: number,
  paint: Paint,
  boldRows: readonly number[] = [],
): string[] {
  const layout = fitColumns(columns, columnCount);
  const row = (texts: readonly string[]) =>
    layout
      .map(({ column, width }, index) => fitToWidth(texts[index]!, width, column.align))
      .join(" ".repeat(GAP))
      .trimEnd();
  const rowCount = Math.max(0, ...columns.map((column) => column.cells.length));
  const lines = [
    paint.faint(row(layout.map(({ column }) => column.header))),
    paint.faint("─".repeat(widthOf(layout.map(({ width }) => width)))),
  ];
  for (let index = 0; index < rowCount; index++) {
    const line = row(layout.map(({ column }) => column.cells[index] ?? ""));
    lines.push(boldRows.includes(index) ? paint.strong(line) : line);
  }
  return lines;
}

interface Placed {
  readonly column: TableColumn;
  width: number;
}

function fitColumns(columns: readonly TableColumn[], columnCount: number): Placed[] {
  let placed = columns.map((column) => ({
    column,
    width: columnWidth(column),
  }));
  for (;;) {
    const layout = placed.map((entry) => ({ ...entry }));
    while (widthOf(layout.map(({ width }) => width)) > columnCount && shrinkWidest(layout));
    if (widthOf(layout.map(({ width }) => width)) <= columnCount) return layout;
    const ranks = placed.flatMap(({ column }) => column.rank ?? []);
    if (ranks.length === 0) return cutLast(layout, columnCount);
    placed = placed.filter(({ column }) => column.rank !== Math.min(...ranks));
  }
}

function shrinkWidest(layout: readonly Placed[]): boolean {
  const flexible = layout.filter(({ column, width }) => width > (column.minWidth ?? width));
  const widest = flexible.reduce<Placed | undefined>(
    (best, entry) => (best === undefined || entry.width > best.width ? entry : best),
    undefined,
  );
  if (widest === undefined) return false;
  widest.width -= 1;
  return true;
}

/** A terminal too narrow for anything: whole columns from the left, then none. */
function cutLast(layout: readonly Placed[], columnCount: number): Placed[] {
  const kept: Placed[] = [];
  for (const entry of layout) {
    if (widthOf([...kept.map(({ width }) => width), entry.width]) > columnCount) break;
    kept.push(entry);
  }
  return kept;
}

function widthOf(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, 0) + GAP * Math.max(0, widths.length - 1);
}
