import { isBlankCell } from "./amount-text.ts";
import { plainName } from "./column-roles.ts";
import type { SourceProfile } from "./profile-source.ts";
import { readRows } from "./read-rows.ts";
import type { SourceFile } from "./source-file.ts";
import { detached } from "./text-pool.ts";

/** A small table that says more about the values of one column of another: products, sales teams, accounts. */
export interface LookupTable {
  readonly source: SourceFile;
  readonly rows: readonly (readonly string[])[];
}

const MOST_ROWS = 200_000;
const LEAST_COVERAGE = 0.5; // of the distinct values that the main table has in the shared column

/** Reads a table into memory, or undefined when it is too long to be one that is looked up. */
export async function readLookupTable(
  source: SourceFile,
  signal: AbortSignal | undefined,
): Promise<LookupTable | undefined> {
  const rows: string[][] = [];
  let rowCount = 0;
  await readRows(source, {
    signal,
    onRow: (cells) => {
      if (++rowCount <= MOST_ROWS) rows.push(cells.map((cell) => detached(cell.trim())));
    },
  });
  return rowCount > 0 && rowCount <= MOST_ROWS ? { source, rows } : undefined;
}

/** A table joined to one column of a table of opportunities. */
export class Joined {
  readonly table: LookupTable;
  /** Column of the main table whose values are looked up. */
  readonly mainIndex: number;
  readonly attributeNames: readonly string[];
  private readonly attributeIndexes: readonly number[];
  private readonly keyIndex: number;
  private readonly priceIndex: number | undefined;
  private readonly rowByName: ReadonlyMap<string, readonly string[]>;

  constructor(table: LookupTable, mainIndex: number, keyIndex: number) {
    this.table = table;
    this.mainIndex = mainIndex;
    this.keyIndex = keyIndex;
    this.priceIndex = table.source.columns.listPrice;
    this.rowByName = new Map(table.rows.map((row) => [plainName(row[keyIndex]!), row]));
    this.attributeIndexes = [...table.source.header.keys()].filter((index) => {
      return index !== keyIndex && index !== this.priceIndex && table.source.header[index] !== "";
    });
    this.attributeNames = this.attributeIndexes.map((index) => table.source.header[index]!);
  }

  get name(): string {
    return this.table.source.name.replace(/\.[^.]*$/, "");
  }

  valueOf(key: string, column: number): string {
    return this.rowOf(key)?.[this.attributeIndexes[column]!] ?? "";
  }

  /** The text of the list price of a value; undefined when the table has none. */
  priceOf(key: string): string | undefined {
    return this.priceIndex === undefined ? undefined : this.rowOf(key)?.[this.priceIndex];
  }

  hasPrices(): boolean {
    return this.priceIndex !== undefined;
  }

  prices(): readonly string[] {
    return this.priceIndex === undefined ? [] : this.table.rows.map((row) => row[this.priceIndex!]!);
  }

  /** The table's spelling of a name that the main table may write another way. */
  spellingOf(key: string): string {
    return this.rowOf(key)?.[this.keyIndex] ?? key;
  }

  private rowOf(key: string): readonly string[] | undefined {
    return isBlankCell(key) ? undefined : this.rowByName.get(plainName(key));
  }
}

/**
 * Joins a table by the first column that both have, whose values are unique in the table, and which holds at least half
 * of the values that the main table has there. Names are compared without letter case, spaces and signs.
 */
export function joinTable(main: SourceFile, profile: SourceProfile, table: LookupTable): Joined | undefined {
  const plainHeader = main.header.map(plainName);
  for (const [keyIndex, name] of table.source.header.entries()) {
    const mainIndex = name === "" ? -1 : plainHeader.indexOf(plainName(name));
    if (mainIndex < 0) continue;
    const keys = table.rows.map((row) => plainName(row[keyIndex]!));
    const known = new Set(keys);
    if (known.size !== keys.length) continue;
    const wanted = [...(profile.values.get(mainIndex) ?? [])].filter((value) => !isBlankCell(value));
    const foundCount = wanted.filter((value) => known.has(plainName(value))).length;
    if (foundCount > 0 && foundCount >= LEAST_COVERAGE * wanted.length)
      return new Joined(table, mainIndex, keyIndex);
  }
  return undefined;
}
