import type { DerivedRows } from "./derived-rows.ts";
import { readRecords } from "./read-records.ts";
import type { SourceFile } from "./source-file.ts";

export interface RowReading {
  readonly signal?: AbortSignal | undefined;
  readonly onBytes?: ((byteCount: number) => void) | undefined;
  /** Takes every row that has a cell for every column. */
  readonly onRow: (cells: readonly string[], line: number) => void;
  /** Takes every line that is no row. */
  readonly onBroken?: (line: number, reason: string, value: string, column?: string) => void;
}

/**
 * Reads the rows below the header of a file. Blank rows do not count; a row may be longer than the header by blank cells.
 * @returns how many rows there were, broken ones included
 */
export async function readRows(source: SourceFile, reading: RowReading): Promise<number> {
  const width = source.header.length;
  const { signal, onBytes, onRow, onBroken } = reading;
  if (source.derived !== undefined) return readDerived(source.derived, reading);
  let rowCount = 0;
  let isBelowHeader = false;
  for await (const batch of readRecords(source.bytes, source.head.shape, signal, onBytes)) {
    const { records, lines } = batch;
    for (let i = 0; i < records.length; i++) {
      const cells = records[i]!;
      if (!isBelowHeader) {
        isBelowHeader = lines[i]! >= source.head.headerLine;
        continue;
      }
      if (cells.length === width ? cells[0] === "" && isBlank(cells) : isBlank(cells)) continue;
      rowCount++;
      if (cells.length === width || (cells.length > width && isBlank(cells.slice(width)))) {
        onRow(cells, lines[i]!);
      } else {
        const reason = `the row has ${cells.length} cells where the header has ${width}`;
        onBroken?.(lines[i]!, reason, cells.slice(0, 3).join(source.head.shape.delimiter));
      }
    }
    for (const { line, text } of batch.openQuotes) {
      rowCount++;
      onBroken?.(line, "a cell opens with a quote that does not close", text);
    }
  }
  return rowCount;
}

function readDerived({ rows, broken, rowCount }: DerivedRows, { onRow, onBroken }: RowReading): number {
  for (const { cells, line } of rows) onRow(cells, line);
  for (const { line, reason, value, column } of broken) onBroken?.(line, reason, value, column);
  return rowCount;
}

function isBlank(cells: readonly string[]): boolean {
  return cells.every((cell) => cell.trim() === "");
}
