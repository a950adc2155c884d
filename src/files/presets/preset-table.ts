import type { ColumnRole } from "../../contracts/funnel.ts";
import { isoFromDay } from "../../core/base/day.ts";
import { ambiguousColumn, DATE_ORDER_OPTION } from "../column-formats.ts";
import { plainName } from "../column-roles.ts";
import { DateColumnEvidence } from "../date-column.ts";
import { DateReader } from "../date-reader.ts";
import type { BrokenRow } from "../derived-rows.ts";
import type { ImportedSource } from "../import-result.ts";
import { readRows } from "../read-rows.ts";
import type { SourceFile } from "../source-file.ts";
import { detached } from "../text-pool.ts";
import type { PresetContext } from "./preset.ts";

export interface TableRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/** A time as it is written into derived rows, and a number that sorts it; `hasClock` false: the day alone is known. */
export interface Moment {
  /** `2018-06-30`, or `2018-06-30T10:15:00` on the clock of the tenant's zone. */
  readonly text: string;
  readonly order: number;
  readonly day: number;
  readonly hasClock: boolean;
}

const SECONDS_PER_DAY = 86_400;
const MOST_HELD = 100_000;

/** A file of a CRM in memory, with its columns found by name. */
export class PresetTable {
  readonly source: SourceFile;
  rows: readonly TableRow[];
  /** Rows that were no rows, and those that the preset gave up. */
  readonly broken: BrokenRow[];
  readonly rowCount: number;
  private readonly names: readonly string[];
  private readonly context: PresetContext;

  private constructor(
    source: SourceFile,
    read: { readonly rows: readonly TableRow[]; readonly broken: BrokenRow[]; readonly rowCount: number },
    context: PresetContext,
  ) {
    this.source = source;
    this.rows = read.rows;
    this.broken = read.broken;
    this.rowCount = read.rowCount;
    this.names = source.header.map(plainName);
    this.context = context;
  }

  static async read(source: SourceFile, context: PresetContext): Promise<PresetTable> {
    const rows: TableRow[] = [];
    const broken: BrokenRow[] = [];
    // Most cells repeat what stands in others: one copy of each is held, whatever its length.
    let held = new Map<string, string>();
    const copyOf = (cell: string): string => {
      const known = held.get(cell);
      if (known !== undefined) return known;
      if (held.size >= MOST_HELD) held = new Map();
      const copy = detached(cell);
      held.set(copy, copy);
      return copy;
    };
    const rowCount = await readRows(source, {
      signal: context.signal,
      onRow: (cells, line) => rows.push({ line, cells: cells.map((cell) => copyOf(cell.trim())) }),
      onBroken: (line, reason, value, column = "") => broken.push({ line, reason, value, column }),
    });
    return new PresetTable(source, { rows, broken, rowCount }, context);
  }

  /** Index of the column that a role is mapped to by the definition, else of the first name that there is. */
  column(role: ColumnRole | undefined, ...names: readonly string[]): number | undefined {
    const mapped = role === undefined ? undefined : this.context.mapping[role];
    for (const name of mapped === undefined ? names : [plainName(mapped)]) {
      const index = this.names.indexOf(name);
      if (index < 0) continue;
      this.context.onColumn?.(this.source, index, role);
      return index;
    }
    return undefined;
  }

  has(...names: readonly string[]): boolean {
    return this.column(undefined, ...names) !== undefined;
  }

  nameOf(column: number | undefined): string {
    return column === undefined ? "" : this.source.header[column]!;
  }

  /**
   * Reads a column of times in the one way that its cells prove.
   * @returns a function that gives the time of a row, null for a blank cell, undefined for one that is no time
   * @throws {AppFailure} `ambiguous_input` that names the option which settles the order of day and month
   */
  moments(column: number | undefined): (row: TableRow) => Moment | null | undefined {
    if (column === undefined) return () => null;
    const evidence = new DateColumnEvidence();
    for (const { cells, line } of this.rows) evidence.add(cells[column]!, line);
    const order = evidence.provenOrder() ?? this.context.dateOrder;
    const doubt = order === undefined ? evidence.contradiction() : [];
    if (doubt.length > 0) {
      const { name, header } = this.source;
      throw ambiguousColumn(name, header[column]!, doubt, "day and month", DATE_ORDER_OPTION);
    }
    const reader = new DateReader(evidence.format(order), this.context.clock);
    return ({ cells }) => momentOf(reader, cells[column]!);
  }

  /** Lets go of the rows, of which a million take much memory, once all that is needed of them is held elsewhere. */
  release(): void {
    this.rows = [];
  }

  /** Gives a row up. */
  reject(row: TableRow, column: number | undefined, reason: string): void {
    const value = column === undefined ? "" : row.cells[column]!;
    this.broken.push({ line: row.line, column: this.nameOf(column), reason, value });
  }

  /** The file as one that was only looked up. */
  asLookedUp(layout: string): ImportedSource {
    const { name, bytes } = this.source;
    return { file: name, sha256: bytes.sha256, layout, rowCount: this.rowCount, rejectedCount: 0 };
  }
}

/** The time of a cell; null for a blank one, undefined for one that is no time. */
export function momentOf(reader: DateReader, cell: string): Moment | null | undefined {
  if (cell === "") return null;
  if (reader.read(cell) !== undefined) return undefined;
  const { day, second } = reader;
  const hasClock = second >= 0;
  const text = hasClock ? `${isoFromDay(day)}T${clockText(second)}` : isoFromDay(day);
  return { text, order: day * SECONDS_PER_DAY + Math.max(0, second), day, hasClock };
}

/** The cell of a column that may not be there. */
export function cellOf(row: TableRow, column: number | undefined): string {
  return column === undefined ? "" : row.cells[column]!;
}

/** Whether a flag is set, as CRMs write it. */
export function isTrue(cell: string): boolean {
  return /^(true|1|yes|y|t|x)$/i.test(cell);
}

/** A time at midnight of a day that is known without a clock: derived columns hold clocks throughout. */
export function withClock(moment: Moment): string {
  return moment.hasClock ? moment.text : `${moment.text}T00:00:00`;
}

function clockText(second: number): string {
  const pair = (value: number): string => String(Math.floor(value)).padStart(2, "0");
  return `${pair(second / 3600)}:${pair((second / 60) % 60)}:${pair(second % 60)}`;
}
