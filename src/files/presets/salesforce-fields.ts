import { plainName } from "../column-roles.ts";
import type { SourceFile } from "../source-file.ts";
import { cellOf, isTrue, type Moment, PresetTable, type TableRow } from "./preset-table.ts";
import type { SalesforceHistory } from "./salesforce-history.ts";
import { isUserId, sameId } from "./salesforce-id.ts";

/** A change of one field of one opportunity. */
export interface FieldChange {
  readonly table: PresetTable;
  readonly row: TableRow;
  readonly at: Moment;
  readonly before: string;
  readonly after: string;
}

/** Fields by another name than the columns of the opportunity that they change. */
const COLUMN_OF: Readonly<Record<string, readonly string[]>> = {
  account: ["accountid", "accountname"],
  recordtype: ["recordtypeid", "recordtype", "opportunityrecordtype"],
  stage: ["stagename"],
};

/**
 * The OpportunityFieldHistory table. A change of the owner is logged twice, by id and by name: the first belongs to the
 * columns of ids, the second to those of names.
 */
export class FieldHistory {
  private readonly tables: PresetTable[] = [];
  /** Changes by opportunity and column, in the order of time. */
  private readonly changes = new Map<string, Map<string, FieldChange[]>>();

  add(table: PresetTable): void {
    this.tables.push(table);
    const id = table.column(undefined, "opportunityid");
    const field = table.column(undefined, "field", "fieldevent");
    const before = table.column(undefined, "oldvalue");
    const after = table.column(undefined, "newvalue");
    const at = table.column(undefined, "createddate", "editdate");
    const deleted = table.column(undefined, "isdeleted");
    const momentOf = table.moments(at);
    for (const row of table.rows) {
      const moment = momentOf(row);
      if (moment === undefined || moment === null) {
        table.reject(row, at, moment === null ? "no date" : "not a date in the format of the column");
        continue;
      }
      if (cellOf(row, id) === "") table.reject(row, id, "no opportunity id");
      if (isTrue(cellOf(row, deleted)) || cellOf(row, id) === "") continue;
      const change = { table, row, at: moment, before: cellOf(row, before), after: cellOf(row, after) };
      for (const column of columnsOf(cellOf(row, field), change))
        this.put(sameId(cellOf(row, id)), column, change);
    }
    for (const columns of this.changes.values()) {
      for (const list of columns.values()) list.sort((a, b) => a.at.order - b.at.order);
    }
  }

  changesOf(id: string): ReadonlyMap<string, readonly FieldChange[]> {
    return this.changes.get(sameId(id)) ?? NONE;
  }

  ids(): Iterable<string> {
    return this.changes.keys();
  }

  /** The states that changes of fields begin, told by the lines of the files that record them. */
  sources(history: SalesforceHistory): readonly SourceFile[] {
    return this.tables.flatMap((table) => history.sourceOf(table));
  }

  private put(id: string, column: string, change: FieldChange): void {
    const columns = this.changes.get(id) ?? new Map<string, FieldChange[]>();
    this.changes.set(id, columns);
    const list = columns.get(column) ?? [];
    columns.set(column, list);
    list.push(change);
  }
}

const NONE: ReadonlyMap<string, readonly FieldChange[]> = new Map();

function columnsOf(field: string, { before, after }: FieldChange): readonly string[] {
  const name = plainName(field);
  if (name === "owner" || name === "ownerid" || name === "opportunityowner") {
    const isId = isUserId(after) || isUserId(before);
    return isId ? ["ownerid"] : ["ownername", "opportunityowner", "owner"];
  }
  return COLUMN_OF[name] ?? [name];
}
