import type { ColumnRole } from "../../contracts/funnel.ts";
import { isoFromDay, type Day } from "../../core/base/day.ts";
import { ambiguousColumn, DATE_ORDER_OPTION } from "../column-formats.ts";
import { plainName } from "../column-roles.ts";
import { DateColumnEvidence } from "../date-column.ts";
import { DateReader } from "../date-reader.ts";
import { CompactRows, type CompactRow } from "../compact-rows.ts";
import type { BrokenRow } from "../derived-rows.ts";
import type { ImportedSource } from "../import-result.ts";
import { readRows } from "../read-rows.ts";
import type { SourceFile } from "../source-file.ts";
import type { PresetContext } from "./preset.ts";

export type TableRow = CompactRow;

/** A time as it is written into derived rows, and a number that sorts it; `hasClock` false: the day alone is known. */
export interface Moment {
  /** `2018-06-30`, or `2018-06-30T10:15:00` on the clock of the tenant's zone. */
  readonly text: string;
  readonly order: number;
  readonly day: number;
  readonly hasClock: boolean;
}

const SECONDS_PER_DAY = 86_400;

/** A file of a CRM in memory, with its columns found by name. */
export class PresetTable {
  readonly source: SourceFile;
  /** The rows, each a light object; of a long table walk over `compact` instead. */
  get rows(): readonly TableRow[] {
    return (this.held ??= [...this.compact]);
  }
  compact: CompactRows;
  private held: readonly TableRow[] | undefined;
  /** Rows that were no rows, and those that the preset gave up. */
  readonly broken: BrokenRow[];
  readonly rowCount: number;
  private readonly plainHeader: readonly string[];
  private readonly names: readonly string[];
  private readonly context: PresetContext;

  private constructor(
    source: SourceFile,
    read: { readonly rows: CompactRows; readonly broken: BrokenRow[]; readonly rowCount: number },
    context: PresetContext,
  ) {
    this.source = source;
    this.compact = read.rows;
    this.broken = read.broken;
    this.rowCount = read.rowCount;
    this.plainHeader = source.header.map(plainName);
    this.names = source.presetNames ?? this.plainHeader;
    this.context = context;
  }

  static async read(source: SourceFile, context: PresetContext): Promise<PresetTable> {
    const rows = new CompactRows(source.header.length);
    const broken: BrokenRow[] = [];
    const rowCount = await readRows(source, {
      signal: context.signal,
      onRow: (cells, line) =>
        rows.add(
          line,
          cells.map((cell) => cell.trim()),
        ),
      onBroken: (line, reason, value, column = "") => broken.push({ line, reason, value, column }),
    });
    return new PresetTable(source, { rows, broken, rowCount }, context);
  }

  /** Index of the column that a role is mapped to by the definition, else of the first name that there is. */
  column(role: ColumnRole | undefined, ...names: readonly string[]): number | undefined {
    const mapped = role === undefined ? undefined : this.context.mapping[role];
    for (const name of mapped === undefined ? names : [plainName(mapped)]) {
      const index = (mapped === undefined ? this.names : this.plainHeader).indexOf(name);
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
    for (let i = 0; i < this.compact.length; i++) {
      evidence.add(this.compact.cell(i, column), this.compact.lineOf(i));
    }
    const order = evidence.provenOrder() ?? this.context.dateOrder;
    const doubt = order === undefined ? evidence.contradiction() : [];
    if (doubt.length > 0) {
      const { name, header } = this.source;
      throw ambiguousColumn(name, header[column]!, doubt, "day and month", DATE_ORDER_OPTION);
    }
    const reader = new DateReader(evidence.format(order), this.context.clock);
    return (row) => momentOf(reader, row.cell(column));
  }

  /** Lets go of the rows, of which a million take much memory, once all that is needed of them is held elsewhere. */
  release(): void {
    this.compact = new CompactRows(this.source.header.length);
    this.held = undefined;
  }

  /** Gives a row up. */
  reject(row: TableRow, column: number | undefined, reason: string): void {
    const value = column === undefined ? "" : row.cell(column);
    this.broken.push({ line: row.line, column: this.nameOf(column), reason, value });
  }

  /** The file as one that was only looked up. */
  asLookedUp(layout: string): ImportedSource {
    const { name, bytes } = this.source;
    return { file: name, sha256: bytes.sha256, layout, rowCount: this.rowCount, rejectedCount: 0 };
  }
}

/** The moment of a day and second that were counted together, as `order` does. */
export function momentAt(order: number, hasClock: boolean): Moment {
  const day = Math.floor(order / SECONDS_PER_DAY) as Day;
  const text = hasClock ? `${isoFromDay(day)}T${clockText(order - day * SECONDS_PER_DAY)}` : isoFromDay(day);
  return { text, order, day, hasClock };
}

/** The time of a cell; null for a blank one, undefined for one that is no time. */
export function momentOf(reader: DateReader, cell: string): Moment | null | undefined {
  if (cell === "") return null;
  if (reader.read(cell) !== undefined) return undefined;
  const { day, second } = reader;
  return momentAt(day * SECONDS_PER_DAY + Math.max(0, second), second >= 0);
}

/** The cell of a column that may not be there. */
export function cellOf(row: TableRow, column: number | undefined): string {
  return column === undefined ? "" : row.cell(column);
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
