import { stageKindOf, type Funnel } from "../../core/pipeline/funnel.ts";
import { CompactRows } from "../compact-rows.ts";
import type { SourceFile } from "../source-file.ts";
import { distinct, isAmount } from "./cell-rules.ts";
import { derivedSource } from "./derived-source.ts";
import type { PresetContext } from "./preset.ts";
import { cellOf, isTrue, type PresetTable, type TableRow } from "./preset-table.ts";
import type { FieldHistory } from "./salesforce-fields.ts";
import { sameId } from "./salesforce-id.ts";
import type { OpportunityTable } from "./salesforce-opportunities.ts";
import { StateHeader } from "./salesforce-state-header.ts";
import { HistoryRows } from "./salesforce-history-rows.ts";
import { statesOf } from "./salesforce-states.ts";
import { withStages } from "./with-stages.ts";

/** Columns of a history: what a row sets, by the names of the API and of reports. */
export const SET_COLUMNS = {
  stage: ["stagename", "tostage", "stage"],
  amount: ["amount"],
  currency: ["currencyisocode", "amountcurrency"],
  closeDate: ["closedate"],
  probability: ["probability"],
  forecastCategory: ["forecastcategoryname", "forecastcategory"],
} as const;
export type SetColumn = keyof typeof SET_COLUMNS;
export type SetColumns = Partial<Record<SetColumn, number>>;

/** The OpportunityHistory tables, and the states of opportunities that they and the other two tables give. */
export class SalesforceHistory {
  private readonly opportunities: OpportunityTable;
  private readonly fields: FieldHistory;
  private readonly context: PresetContext;
  private readonly tables: PresetTable[] = [];
  private readonly rows = new HistoryRows();
  private readonly won = new Set<string>();
  private readonly omitted = new Map<string, boolean>();
  private made: ReadonlyMap<PresetTable, CompactRows> | undefined;
  private header: StateHeader | undefined;

  constructor(opportunities: OpportunityTable, fields: FieldHistory, context: PresetContext) {
    this.opportunities = opportunities;
    this.fields = fields;
    this.context = context;
  }

  add(table: PresetTable): void {
    this.tables.push(table);
    const id = table.column("opportunityId", "opportunityid");
    const at = table.column("changedAt", "createddate", "editdate", "lastmodified");
    const rowId = table.column(undefined, "id", "opportunityhistoryid");
    const prevAmount = table.column(undefined, "prevamount");
    const deleted = table.column("isDeleted", "isdeleted", "deleted");
    const columns = setColumnsOf(table);
    const momentOf = table.moments(at);
    const modifiedOf = table.moments(table.column(undefined, "systemmodstamp"));
    const store = this.rows.of({ table, columns, rowId, prevAmount });
    for (const row of table.compact) {
      const moment = momentOf(row);
      const key = sameId(cellOf(row, id));
      if (key === "") table.reject(row, id, "no opportunity id");
      else if (moment === undefined) table.reject(row, at, "not a date in the format of the column");
      else if (moment === null) table.reject(row, at, "no date");
      else if (cellOf(row, columns.stage) === "") table.reject(row, columns.stage, "no stage");
      else if (!isAmount(cellOf(row, columns.amount))) {
        // Other states carry the amount on: it is this row that is at fault.
        table.reject(row, columns.amount, "not an amount that can be read");
      } else {
        this.learnStage(columns, row);
        const isDeleted = isTrue(cellOf(row, deleted));
        store.add(key, row.index, moment, isDeleted ? (modifiedOf(row) ?? moment) : undefined);
      }
    }
  }

  /** Whether the history, or changes of the stage in field history, tell the states of an opportunity. */
  knows(id: string): boolean {
    const key = sameId(id);
    return this.rows.knows(key) || this.isToldByFields(key);
  }

  sources(): readonly SourceFile[] {
    return this.tables.flatMap((table) => this.sourceOf(table));
  }

  /** The states that the lines of a table begin, as a change history. */
  sourceOf(table: PresetTable): readonly SourceFile[] {
    this.made ??= this.makeStates();
    const rows = this.made.get(table) ?? new CompactRows(0);
    if (rows.length === 0 && table.broken.length === 0 && !this.tables.includes(table)) return [];
    const { names, roles } = this.header!;
    return [
      derivedSource(table, {
        preset: "salesforce",
        layout: "change history",
        header: names,
        columns: roles,
        rows,
      }),
    ];
  }

  /** Stages that the CRM's own forecast category or probability shows to be won; lost ones it does not show. */
  closedStages(): { readonly won: readonly string[]; readonly lost: readonly string[] } {
    for (const [stage, isOut] of this.omitted) {
      if (!isOut || stageKindOf(stage, this.context.funnel) !== "open") continue;
      this.context.findings.warn(
        "stage_perhaps_lost",
        `Stage "${stage}" has probability 0 throughout and is read as open; if it means lost, say so in a funnel ` +
          `definition: lost: ["${stage}"]`,
      );
    }
    return { won: [...this.won], lost: [] };
  }

  /** The funnel with what the tables say about its stages. */
  private funnel(): Funnel {
    return withStages(this.context.funnel, this.opportunities.closedStages(this.closedStages()));
  }

  private isToldByFields(key: string): boolean {
    return this.fields.changesOf(key).has("stagename") && this.opportunities.createdOf(key) !== null;
  }

  private learnStage(columns: SetColumns, row: TableRow): void {
    const stage = cellOf(row, columns.stage);
    const forecastCategory = cellOf(row, columns.forecastCategory);
    const probability = cellOf(row, columns.probability);
    if (stage === "") return;
    if (/^closed$/i.test(forecastCategory)) this.won.add(stage);
    const isOut = /^omitted$/i.test(forecastCategory) && /^0([.,]0*)?\s*%?$/.test(probability);
    this.omitted.set(stage, isOut && this.omitted.get(stage) !== false);
  }

  private makeStates(): ReadonlyMap<PresetTable, CompactRows> {
    const ids = distinct([
      ...this.rows.ids(),
      ...[...this.fields.ids()].filter((id) => this.isToldByFields(id)),
    ]);
    const told = new Set<SetColumn>();
    for (const table of this.tables) {
      for (const name of Object.keys(setColumnsOf(table)) as SetColumn[]) told.add(name);
    }
    const byFields = ids.filter((id) => !this.rows.knows(id));
    this.header = new StateHeader(this.tables, this.opportunities, told, byFields.length > 0);
    const made = new Map<PresetTable, CompactRows>();
    const rowsOf = this.rows.byId();
    const context = { ...this.context, funnel: this.funnel() };
    for (const id of ids) {
      const states = statesOf(id, rowsOf(id), {
        opportunities: this.opportunities,
        changes: this.fields.changesOf(id),
        lent: this.header.lent,
        context,
      });
      for (const { table, line, cells } of states) {
        const list = made.get(table) ?? new CompactRows(this.header.names.length);
        made.set(table, list);
        list.add(line, this.header.cellsOf(cells));
      }
    }
    for (const list of made.values()) list.sortByLine();
    // All that the tables tell is in the states now.
    this.rows.release();
    return made;
  }
}

export function setColumnsOf(table: PresetTable): SetColumns {
  const found: Partial<Record<SetColumn, number>> = {};
  for (const [name, synonyms] of Object.entries(SET_COLUMNS) as [SetColumn, readonly string[]][]) {
    const role = name === "forecastCategory" ? undefined : name;
    const index = table.column(role, ...synonyms);
    if (index !== undefined) found[name] = index;
  }
  return found;
}
