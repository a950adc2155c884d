import { momentAt, type Moment, type PresetTable } from "./preset-table.ts";
import type { SetColumn, SetColumns } from "./salesforce-history.ts";
import type { HistoryRow } from "./salesforce-states.ts";

interface StoredTable {
  readonly table: PresetTable;
  readonly columns: SetColumns;
  readonly rowId: number | undefined;
  readonly prevAmount: number | undefined;
}

/** Growing columns of one table: which row tells of which opportunity, and when. */
interface StoredRows {
  readonly stored: StoredTable;
  count: number;
  id: Int32Array<ArrayBuffer>;
  row: Int32Array<ArrayBuffer>;
  /** Seconds, as `Moment.order`. */
  order: Float64Array<ArrayBuffer>;
  hasClock: Uint8Array<ArrayBuffer>;
  readonly deletedAt: Map<number, Moment>;
}

/** The rows of OpportunityHistory tables by opportunity, in typed arrays; texts stay in their tables. */
export class HistoryRows {
  private readonly codes = new Map<string, number>();
  private readonly tables: StoredRows[] = [];

  /** Where the rows of a table go. */
  of(stored: StoredTable): { add(id: string, row: number, at: Moment, deletedAt: Moment | undefined): void } {
    const size = stored.table.compact.length;
    const rows: StoredRows = {
      stored,
      count: 0,
      id: new Int32Array(size),
      row: new Int32Array(size),
      order: new Float64Array(size),
      hasClock: new Uint8Array(size),
      deletedAt: new Map(),
    };
    this.tables.push(rows);
    return {
      add: (id, row, at, deletedAt) => {
        const place = rows.count++;
        rows.id[place] = this.codeOf(id);
        rows.row[place] = row;
        rows.order[place] = at.order;
        rows.hasClock[place] = at.hasClock ? 1 : 0;
        if (deletedAt !== undefined) rows.deletedAt.set(place, deletedAt);
      },
    };
  }

  knows(id: string): boolean {
    return this.codes.has(id);
  }

  ids(): Iterable<string> {
    return this.codes.keys();
  }

  /** The rows of one opportunity after the other, in the order of the tables. */
  byId(): (id: string) => readonly HistoryRow[] {
    const grouped = this.tables.map((rows) => groupedById(rows, this.codes.size));
    return (id) => {
      const code = this.codes.get(id);
      if (code === undefined) return [];
      return grouped.flatMap(({ start, places }, t) => {
        const of = places.subarray(start[code], start[code + 1]);
        return Array.from(of, (place) => historyRow(this.tables[t]!, place));
      });
    };
  }

  /** Lets go of the tables. */
  release(): void {
    for (const { stored } of this.tables) stored.table.release();
    this.tables.length = 0;
  }

  private codeOf(id: string): number {
    const known = this.codes.get(id);
    if (known !== undefined) return known;
    this.codes.set(id, this.codes.size);
    return this.codes.size - 1;
  }
}

function groupedById({ id, count }: StoredRows, idCount: number): { start: Int32Array; places: Int32Array } {
  const start = new Int32Array(idCount + 1);
  for (let place = 0; place < count; place++) start[id[place]! + 1]!++;
  for (let code = 1; code <= idCount; code++) start[code]! += start[code - 1]!;
  const next = start.slice();
  const places = new Int32Array(count);
  for (let place = 0; place < count; place++) places[next[id[place]!]!++] = place;
  return { start, places };
}

function historyRow({ stored, row, order, hasClock, deletedAt }: StoredRows, place: number): HistoryRow {
  const { table, columns, rowId, prevAmount } = stored;
  const index = row[place]!;
  const cell = (column: number): string => table.compact.cell(index, column);
  const set: Partial<Record<SetColumn, string>> = {};
  for (const [name, column] of Object.entries(columns) as [SetColumn, number][]) set[name] = cell(column);
  return {
    table,
    line: table.compact.lineOf(index),
    at: momentAt(order[place]!, hasClock[place] === 1),
    rowId: rowId === undefined ? "" : cell(rowId),
    set,
    prevAmount: prevAmount === undefined ? undefined : cell(prevAmount),
    deletedAt: deletedAt.get(place),
  };
}
