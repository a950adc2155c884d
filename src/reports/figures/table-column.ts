/** One column of a table, written out: what a terminal and a page show alike. */
export interface TableColumn {
  readonly header: string;
  readonly cells: readonly string[];
  readonly align: "left" | "right";
  /** Terminal columns below which it is not cut; without it the column is never cut. */
  readonly minWidth?: number;
  /** Columns that have one are left out when the terminal is too narrow, the smallest first. */
  readonly rank?: number;
  /** How a page breaks the cells: not at all, or anywhere and in full. Without it, as suits a name or a figure. */
  readonly breaks?: "never" | "freely";
}
