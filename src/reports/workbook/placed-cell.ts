import type { Cell } from "./cell.ts";

/** A cell of a scenario's sheet, for other sheets to show. */
export interface PlacedCell {
  /** With its sheet. */
  readonly address: string;
  readonly cell: Cell;
}

/** Says where a cell of the column of totals stands. */
export type Place = (row: number, cell: Cell) => PlacedCell;
