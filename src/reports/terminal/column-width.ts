import type { TableColumn } from "../figures/table-column.ts";
import { displayWidth } from "./display-width.ts";

/** Terminal columns that a column of a table takes when nothing of it is cut. */
export function columnWidth({ header, cells }: TableColumn): number {
  return cells.reduce((widest, cell) => Math.max(widest, displayWidth(cell)), displayWidth(header));
}
