/** A row that was made of a row of a file; several may come from one line. */
export interface DerivedRow {
  readonly line: number;
  /** One cell for every column of the derived header. */
  readonly cells: readonly string[];
}

/** A row of a file that cannot be made into anything. */
export interface BrokenRow {
  readonly line: number;
  /** Header of the column, "" when the whole row is meant. */
  readonly column: string;
  readonly reason: string;
  readonly value: string;
}

/** Rows made of a file instead of being read from it as they stand: by a preset, or from a workbook. */
export interface DerivedRows {
  readonly rows: Iterable<DerivedRow>;
  readonly broken: readonly BrokenRow[];
  /** How many rows the file has, broken ones included. */
  readonly rowCount: number;
}
