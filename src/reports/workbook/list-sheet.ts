import type { Decimal } from "decimal.js";
import { numberCell, textCell, type Cell, type CellFormat } from "./cell.ts";
import type { Sheet, SheetRow } from "./sheet.ts";

/** A column of a list: how each row's cell is made of it. */
export interface ListColumn<Row> {
  readonly header: string;
  /** Characters. */
  readonly width: number;
  readonly cellOf: (row: Row, index: number) => Cell | undefined;
}

/** More rows are not for a spreadsheet: the file would take longer to open than to query elsewhere. */
export const MOST_ROWS = 50_000;

/**
 * A sheet of plain values: a title, notes, headings that stay in sight, and a row for each entry. No cell of it is a formula.
 * @param notes    sentences between the title and the list; one more says how many rows are left out
 * @param mostRows what is beyond is left out
 */
export function listSheet<Row>(
  name: string,
  rows: readonly Row[],
  columns: readonly ListColumn<Row>[],
  notes: readonly string[] = [],
  mostRows = MOST_ROWS,
): Sheet {
  const left = rows.length - mostRows;
  const told = left > 0 ? [...notes, `${left} more rows are left out: read them as JSON`] : notes;
  const head: SheetRow[] = [
    [textCell(name, "title")],
    ...told.map((note) => [textCell(note, "note")]),
    columns.map(({ header }) => textCell(header, "heading")),
  ];
  const body = rows.slice(0, mostRows).map((row, index) => columns.map(({ cellOf }) => cellOf(row, index)));
  return {
    name,
    columnWidths: columns.map(({ width }) => width),
    frozen: { rows: head.length, columns: 1 },
    rows: [...head, ...body],
  };
}

/** A column of texts; empty where there is none. */
export function textColumn<Row>(
  header: string,
  width: number,
  textOf: (row: Row) => string | null | undefined,
): ListColumn<Row> {
  return {
    header,
    width,
    cellOf: (row) => {
      const text = textOf(row) ?? "";
      return text === "" ? undefined : textCell(text);
    },
  };
}

/** A column of numbers; empty where there is none, so that sums and charts leave it out. */
export function numberColumn<Row>(
  header: string,
  format: CellFormat,
  valueOf: (row: Row) => Decimal.Value | null | undefined,
): ListColumn<Row> {
  return {
    header,
    width: Math.max(12, header.length + 2),
    cellOf: (row) => {
      const value = valueOf(row);
      return value === null || value === undefined ? undefined : numberCell(value, format, "plain");
    },
  };
}

/** Facts of a whole result: a name and what it is. */
export interface Fact {
  readonly name: string;
  readonly cell: Cell | undefined;
  readonly note?: string;
}

/** A sheet of facts, one below the other. */
export function factSheet(name: string, facts: readonly Fact[], notes: readonly string[] = []): Sheet {
  return listSheet<Fact>(
    name,
    facts,
    [
      textColumn("Figure", 34, (fact) => fact.name),
      { header: "Value", width: 22, cellOf: ({ cell }) => cell },
      textColumn("Note", 90, ({ note }) => note),
    ],
    notes,
  );
}

export function textFact(name: string, text: string | null | undefined, note = ""): Fact {
  return { name, cell: text === null || text === undefined ? undefined : textCell(text), note };
}

export function numberFact(
  name: string,
  format: CellFormat,
  value: Decimal.Value | null | undefined,
  note = "",
): Fact {
  return {
    name,
    cell: value === null || value === undefined ? undefined : numberCell(value, format, "plain"),
    note,
  };
}
