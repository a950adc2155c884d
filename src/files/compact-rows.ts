import type { DerivedRow } from "./derived-rows.ts";
import { detached } from "./text-pool.ts";

const MOST_KNOWN = 20_000; // distinct texts of a column that are held as texts; further ones are bytes
const FIRST_ROWS = 1024;

/** A row of a compact table: its cells are made when they are asked for. */
export interface CompactRow extends DerivedRow {
  readonly index: number;
  cell(column: number): string;
}

/** Rows of texts in typed arrays: of a million rows of ten cells a hundred megabytes instead of half a thousand. */
export class CompactRows implements Iterable<CompactRow> {
  private count = 0;
  private lines = new Int32Array(FIRST_ROWS);
  private readonly columns: readonly TextColumn[];
  /** Rows in the order in which they are told; undefined: as they were added. */
  private order: Int32Array | undefined;

  constructor(width: number) {
    this.columns = Array.from({ length: width }, () => new TextColumn());
  }

  get length(): number {
    return this.count;
  }

  add(line: number, cells: readonly string[]): void {
    if (this.count === this.lines.length) this.lines = doubled(this.lines);
    this.lines[this.count] = line;
    for (let column = 0; column < this.columns.length; column++) this.columns[column]!.add(cells[column]!);
    this.count++;
  }

  /** @param index as the row was added */
  at(index: number): CompactRow {
    return new StoredRow(this.columns, index, this.lines[index]!);
  }

  cell(index: number, column: number): string {
    return this.columns[column]!.at(index);
  }

  lineOf(index: number): number {
    return this.lines[index]!;
  }

  /** Tells the rows by line from now on; those of one line as they were added. */
  sortByLine(): void {
    const { lines } = this;
    this.order = Int32Array.from({ length: this.count }, (_, index) => index).sort(
      (a, b) => lines[a]! - lines[b]! || a - b,
    );
  }

  *[Symbol.iterator](): Generator<CompactRow> {
    for (let i = 0; i < this.count; i++) yield this.at(this.order === undefined ? i : this.order[i]!);
  }
}

class StoredRow implements CompactRow {
  readonly index: number;
  readonly line: number;
  private readonly columns: readonly TextColumn[];

  constructor(columns: readonly TextColumn[], index: number, line: number) {
    this.columns = columns;
    this.index = index;
    this.line = line;
  }

  get cells(): readonly string[] {
    return this.columns.map((column) => column.at(this.index));
  }

  cell(column: number): string {
    return this.columns[column]!.at(this.index);
  }
}

/** Texts of one column: repeated ones by number, those of a column with many distinct ones as UTF-8. */
class TextColumn {
  private count = 0;
  private codes = new Int32Array(FIRST_ROWS);
  private readonly texts: string[] = [];
  private readonly known = new Map<string, number>();
  private bytes = Buffer.alloc(0);
  /** End of each text among the bytes; `ends[i - 1]` is where it begins. */
  private ends = new Int32Array(0);
  private longCount = 0;
  /** true: nearly no text of the column repeats, so that none is looked for any more. */
  private isUnique = false;

  add(text: string): void {
    if (this.count === this.codes.length) this.codes = doubled(this.codes);
    this.codes[this.count++] = this.isUnique
      ? this.codeOfBytes(text)
      : (this.known.get(text) ?? this.codeOfNew(text));
  }

  at(index: number): string {
    const code = this.codes[index]!;
    if (code >= 0) return this.texts[code]!;
    const place = -code - 1;
    return this.bytes.toString("utf8", place === 0 ? 0 : this.ends[place - 1], this.ends[place]);
  }

  private codeOfNew(text: string): number {
    if (this.texts.length < MOST_KNOWN) {
      // A copy: what is cut out of a piece of the file would hold on to all of it.
      const copy = detached(text);
      this.known.set(copy, this.texts.length);
      return this.texts.push(copy) - 1;
    }
    if (this.longCount > MOST_KNOWN && this.longCount + MOST_KNOWN > this.count / 2) {
      this.isUnique = true;
      this.known.clear();
    }
    return this.codeOfBytes(text);
  }

  private codeOfBytes(text: string): number {
    const start = this.longCount === 0 ? 0 : this.ends[this.longCount - 1]!;
    const end = start + Buffer.byteLength(text);
    if (end > this.bytes.length) {
      const wide = Buffer.alloc(Math.max(1 << 16, end, Math.ceil(this.bytes.length * 1.5)));
      this.bytes.copy(wide);
      this.bytes = wide;
    }
    this.bytes.write(text, start, "utf8");
    if (this.longCount === this.ends.length) this.ends = doubled(this.ends);
    this.ends[this.longCount++] = end;
    return -this.longCount;
  }
}

function doubled(column: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const wide = new Int32Array(Math.max(FIRST_ROWS, Math.ceil(column.length * 1.5)));
  wide.set(column);
  return wide;
}
