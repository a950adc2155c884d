import { parse } from "csv-parse/sync";

/** Records of a stretch of a CSV text, each with the line on which it begins. */
export interface RecordBatch {
  readonly records: (readonly string[])[];
  readonly lines: number[];
  /** Lines that begin a quoted cell which never ends properly; they are in no record. */
  readonly openQuotes: { readonly line: number; readonly text: string }[];
}

export interface CsvShape {
  /** One character between two cells. */
  readonly delimiter: string;
  readonly newline: "\n" | "\r";
}

/** A quoted cell longer than this is an open quote, a line longer than this is not CSV; in UTF-16 code units. */
const LONGEST_RECORD = 1_000_000;

export class RecordTooLong extends Error {
  readonly line: number;
  constructor(line: number) {
    super(`Line ${line} is longer than ${LONGEST_RECORD} characters`);
    this.line = line;
  }
}

/**
 * Cuts a text that comes in pieces into CSV records. A line without a quote is split at once; the records with quotes
 * of a piece go to csv-parse together. What this class adds is the line of every record, and going on with the next
 * line after a quote that is opened and never closed.
 */
export class RecordFramer {
  private readonly shape: CsvShape;
  private rest = "";
  private line = 1;

  constructor(shape: CsvShape) {
    this.shape = shape;
  }

  /** @throws {RecordTooLong} when no line end comes for too long */
  push(text: string, isLast: boolean): RecordBatch {
    const buffer = this.rest.length === 0 ? text : this.rest + text;
    const { newline, delimiter } = this.shape;
    const batch: RecordBatch = { records: [], lines: [], openQuotes: [] };
    const quoted: { index: number; text: string }[] = [];
    let from = 0;
    let nextQuote = buffer.indexOf('"');
    while (from < buffer.length) {
      let end = buffer.indexOf(newline, from);
      if (end < 0 && !isLast) break;
      if (end < 0) end = buffer.length;
      if (nextQuote >= 0 && nextQuote < from) nextQuote = buffer.indexOf('"', from);
      const firstLine = this.line;
      if (nextQuote < 0 || nextQuote > end) {
        this.line++;
        if (end > from) {
          const text = withoutReturn(buffer, from, end);
          if (text.length > 0) {
            batch.records.push(text.split(delimiter));
            batch.lines.push(firstLine);
          }
        }
        from = end + 1;
        continue;
      }
      const found = endOfQuotedRecord(buffer, from, this.shape, isLast);
      if (found === "more") break;
      if (found === "open") {
        batch.openQuotes.push({ line: firstLine, text: buffer.slice(from, Math.min(end, from + 80)) });
        this.line++;
        from = end + 1;
        continue;
      }
      quoted.push({ index: batch.records.length, text: withoutReturn(buffer, from, found.end) });
      batch.records.push([]);
      batch.lines.push(firstLine);
      this.line += found.newlines + 1;
      from = found.end + 1;
    }
    this.rest = buffer.slice(from);
    if (this.rest.length > LONGEST_RECORD) throw new RecordTooLong(this.line);
    if (quoted.length > 0) fillQuoted(batch, quoted, this.shape);
    return batch;
  }
}

/** Where the record that begins at `from` ends; "more" when the text does not show it yet, "open" when it never ends. */
function endOfQuotedRecord(
  buffer: string,
  from: number,
  { delimiter, newline }: CsvShape,
  isLast: boolean,
): { end: number; newlines: number } | "more" | "open" {
  let at = from;
  let newlines = 0;
  for (;;) {
    // Outside of quotes: the record ends at the line's end, unless a cell begins with a quote before it.
    const lineEnd = indexOrEnd(buffer, newline, at);
    const opening = buffer.indexOf('"', at);
    if (opening < 0 || opening > lineEnd) {
      return lineEnd === buffer.length && !isLast ? "more" : { end: lineEnd, newlines };
    }
    at = opening + 1;
    const beginsCell = opening === from || buffer[opening - 1] === delimiter;
    if (!beginsCell) continue; // a quote inside a cell, as in 6" pipe, is text
    for (;;) {
      const closing = buffer.indexOf('"', at);
      if (closing < 0 || closing - from > LONGEST_RECORD) {
        return isLast || buffer.length - from > LONGEST_RECORD ? "open" : "more";
      }
      newlines += countBetween(buffer, newline, at, closing);
      at = closing + 1;
      if (buffer[at] === '"') {
        at++;
        continue;
      }
      // Whether a quote at the very end closes the cell depends on the two characters to come.
      if (at + 1 >= buffer.length && !isLast) return "more";
      if (endsCell(buffer, at, delimiter, newline)) break;
      return "open";
    }
  }
}

function endsCell(buffer: string, at: number, delimiter: string, newline: string): boolean {
  const next = buffer[at];
  if (next === undefined || next === delimiter || next === newline) return true;
  return next === "\r" && (buffer[at + 1] === newline || buffer[at + 1] === undefined);
}

/** Lets csv-parse take the cells out of the records with quotes. */
function fillQuoted(
  batch: RecordBatch,
  quoted: readonly { index: number; text: string }[],
  shape: CsvShape,
): void {
  const parsed = parseAll(quoted.map(({ text }) => text).join(shape.newline), shape);
  if (parsed !== undefined && parsed.length === quoted.length) {
    quoted.forEach(({ index }, i) => (batch.records[index] = parsed[i]!));
    return;
  }
  // The two readers see different records: take them one by one and give up only those that stay unclear.
  for (const { index, text } of quoted) {
    const single = parseAll(text, shape);
    if (single?.length === 1) batch.records[index] = single[0]!;
    else batch.openQuotes.push({ line: batch.lines[index]!, text: text.slice(0, 80) });
  }
  for (let index = batch.records.length - 1; index >= 0; index--) {
    if (batch.records[index]!.length > 0) continue;
    batch.records.splice(index, 1);
    batch.lines.splice(index, 1);
  }
}

function parseAll(text: string, { delimiter, newline }: CsvShape): string[][] | undefined {
  try {
    return parse(text, {
      delimiter,
      record_delimiter: newline,
      relax_column_count: true,
      relax_quotes: true,
    });
  } catch {
    return undefined;
  }
}

function withoutReturn(buffer: string, from: number, end: number): string {
  return buffer.slice(from, end > from && buffer.charCodeAt(end - 1) === 13 ? end - 1 : end);
}

function indexOrEnd(buffer: string, text: string, from: number): number {
  const index = buffer.indexOf(text, from);
  return index < 0 ? buffer.length : index;
}

function countBetween(buffer: string, text: string, from: number, to: number): number {
  let count = 0;
  for (let at = buffer.indexOf(text, from); at >= 0 && at < to; at = buffer.indexOf(text, at + 1)) count++;
  return count;
}
