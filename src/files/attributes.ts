import type { ColumnRole } from "../contracts/funnel.ts";
import { isoFromDay } from "../core/base/day.ts";
import type { ColumnFormats } from "./column-formats.ts";
import { plainName } from "./column-roles.ts";
import { DateReader } from "./date-reader.ts";
import type { Layout } from "./layouts.ts";
import type { Joined } from "./lookup-tables.ts";
import type { SourceProfile } from "./profile-source.ts";
import type { SourceFile } from "./source-file.ts";
import { TextPool } from "./text-pool.ts";
import type { ZoneClock } from "./zone-clock.ts";

/** Columns that become facts of their own and so are no attributes. */
const CONSUMED: Readonly<Record<Layout, readonly ColumnRole[]>> = {
  "change history": [
    "opportunityId",
    "changedAt",
    "effectiveDate",
    "stage",
    "amount",
    "currency",
    "isDeleted",
  ],
  "snapshot series": ["opportunityId", "snapshotDate", "createdDate", "closedDate", "stage", "amount"].concat(
    ["currency", "isDeleted"],
  ) as ColumnRole[],
  opportunities: [
    "opportunityId",
    "createdDate",
    "closeDate",
    "closedDate",
    "stage",
    "amount",
    "closeValue",
  ].concat(["listPrice", "currency", "isDeleted"]) as ColumnRole[],
};

/**
 * Columns of a table of opportunities that tell how one ended or how it stands on the day of the export. They are not
 * shown on any state before the close.
 */
const END_STATE =
  /reason|won|lost|loss|closed|probab|forecast|modified|updated|lastactivity|dateentered|dateexited|timein|nextstep|daysto|weighted|expectedrevenue|status|pushcount|laststage/;

/** Whether a header tells how an opportunity ended, or how it stands on the day of the export. */
export function isEndStateName(header: string): boolean {
  return END_STATE.test(plainName(header));
}

interface AttributeCell {
  /** Position among the names of all attributes. */
  readonly position: number;
  readonly isEndState: boolean;
  readonly valueOf: (cells: readonly string[]) => string;
}

/** The attributes of all files under one list of names, and the values of each row. */
export class AttributePlan {
  readonly names: readonly string[];
  private readonly positions: ReadonlyMap<string, number>;
  private readonly currencyKey: string | undefined;

  /** @param currencyName attribute that holds the currency of a row's amount, where there are several */
  constructor(files: readonly AttributeSource[], currencyName?: string) {
    const spelling = new Map<string, string>();
    this.currencyKey = currencyName === undefined ? undefined : plainName(currencyName);
    if (currencyName !== undefined) spelling.set(this.currencyKey!, currencyName);
    for (const file of files) {
      for (const { key, name } of columnsOf(file)) if (!spelling.has(key)) spelling.set(key, name);
    }
    const keys = [...spelling.keys()].sort();
    this.names = keys.map((key) => spelling.get(key)!);
    this.positions = new Map(keys.map((key, position) => [key, position]));
  }

  /** The attribute that a user means by a name; letter case and signs do not count. */
  find(name: string): string | undefined {
    if (this.names.includes(name)) return name;
    const key = plainName(name);
    return this.names.find((other) => plainName(other) === key);
  }

  rowReader(
    file: AttributeSource,
    clock: ZoneClock,
    currencyOf: (cells: readonly string[]) => string,
  ): AttributeRow {
    const columns: AttributeCell[] = columnsOf(file).map(({ key, read, isEndState }) => ({
      position: this.positions.get(key)!,
      isEndState,
      valueOf: read(clock),
    }));
    if (this.currencyKey !== undefined) {
      const position = this.positions.get(this.currencyKey)!;
      columns.push({ position, isEndState: false, valueOf: currencyOf });
    }
    return new AttributeRow(this.names.length, columns);
  }
}

/** Values of the attributes of one row after the other, in the order of the plan. */
export class AttributeRow {
  private readonly count: number;
  private readonly cells: readonly AttributeCell[];
  private readonly pool = new TextPool();

  constructor(count: number, cells: readonly AttributeCell[]) {
    this.count = count;
    this.cells = cells;
  }

  /** @param asOpen true: leave out what only the end of an opportunity, or the day of the export, tells */
  valuesOf(cells: readonly string[], asOpen: boolean): readonly string[] {
    const values = new Array<string>(this.count).fill("");
    for (const cell of this.cells) {
      if (!(asOpen && cell.isEndState)) values[cell.position] = this.pool.copyOf(cell.valueOf(cells));
    }
    return values;
  }
}

export interface AttributeSource {
  readonly source: SourceFile & { readonly layout: Layout };
  readonly profile: SourceProfile;
  readonly formats: ColumnFormats;
  readonly joined: readonly Joined[];
}

interface AttributeColumnPlan {
  readonly key: string;
  readonly name: string;
  readonly isEndState: boolean;
  readonly read: (clock: ZoneClock) => (cells: readonly string[]) => string;
}

function columnsOf({ source, profile, formats, joined }: AttributeSource): readonly AttributeColumnPlan[] {
  const roleAt = new Map(Object.entries(source.columns).map(([role, index]) => [index, role as ColumnRole]));
  const taken = new Map<string, number>();
  const plans: AttributeColumnPlan[] = [];
  const add = (name: string, plan: Omit<AttributeColumnPlan, "key" | "name">): void => {
    const key = plainName(name) || name;
    const repeats = (taken.get(key) ?? 0) + 1;
    taken.set(key, repeats);
    plans.push({
      ...plan,
      key: repeats === 1 ? key : `${key} ${repeats}`,
      name: repeats === 1 ? name : `${name} ${repeats}`,
    });
  };
  source.header.forEach((name, index) => {
    const role = roleAt.get(index);
    const isRowId = plainName(name) === "id" && role !== "opportunityId";
    if (name === "" || isRowId || (role !== undefined && CONSUMED[source.layout].includes(role))) return;
    const join = joined.find((table) => table.mainIndex === index);
    const isEndState = source.layout === "opportunities" && isEndStateName(name);
    if (join !== undefined)
      add(name, { isEndState, read: () => (cells) => join.spellingOf(cells[index]!.trim()) });
    else add(name, { isEndState, read: (clock) => cellReader(index, role, profile, formats, clock) });
  });
  for (const table of joined) {
    table.attributeNames.forEach((name, column) => {
      const isTaken =
        taken.has(plainName(name)) || source.header.some((other) => plainName(other) === plainName(name));
      add(isTaken ? `${table.name} ${name}` : name, {
        isEndState: false,
        read: () => (cells) => table.valueOf(cells[table.mainIndex]!, column),
      });
    });
  }
  return plans;
}

/** Dates become ISO days and probabilities fractions where the column tells how; all else stays as it is written. */
function cellReader(
  index: number,
  role: ColumnRole | undefined,
  profile: SourceProfile,
  formats: ColumnFormats,
  clock: ZoneClock,
): (cells: readonly string[]) => string {
  if (role === "probability") return (cells) => profile.shares.normalised(cells[index]!.trim());
  const format = role === undefined ? undefined : formats.dates.get(role);
  if (format === undefined) return (cells) => cells[index]!.trim();
  const reader = new DateReader(format, clock);
  return (cells) => {
    const cell = cells[index]!.trim();
    return reader.read(cell) === undefined ? isoFromDay(reader.day) : cell;
  };
}
