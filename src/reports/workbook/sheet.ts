import type { Cell } from "./cell.ts";

/** One sheet of a workbook, from its top left. */
export interface Sheet {
  readonly name: string;
  /** Widths in characters; columns after the last have the last width. */
  readonly columnWidths: readonly number[];
  /** Rows and columns that stay in sight, and that every printed page repeats. */
  readonly frozen: { readonly rows: number; readonly columns: number };
  /** Shape [row][column]; `undefined` is an empty cell. */
  readonly rows: readonly SheetRow[];
}

export type SheetRow = readonly (Cell | undefined)[];

/** Rows in the making; what is added answers with its number, for the formulas of later rows. */
export class SheetRows {
  readonly rows: SheetRow[] = [];

  /** @returns the row's number, from 1 */
  add(...cells: SheetRow): number {
    return this.rows.push(cells);
  }

  /** The number that the next row will have. */
  get next(): number {
    return this.rows.length + 1;
  }
}
