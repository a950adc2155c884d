import { isEndStateName } from "../attributes.ts";
import { plainName } from "../column-roles.ts";
import type { SourceFile } from "../source-file.ts";
import { opportunitiesSource } from "./opportunities-source.ts";
import type { PresetContext } from "./preset.ts";
import { cellOf, isTrue, type Moment, type PresetTable, type TableRow } from "./preset-table.ts";
import { sameId } from "./salesforce-id.ts";

/** Columns that the history tells better, that are facts of the row itself, or that stand as on the day of the export. */
const NOT_LENT: ReadonlySet<string> = new Set(
  (
    "id opportunityid stagename stage amount closedate probability forecastcategory forecastcategoryname expectedrevenue " +
    "createddate isdeleted isclosed iswon closed won lastmodifieddate lastmodifiedbyid lastactivitydate systemmodstamp " +
    "fiscal fiscalquarter fiscalyear fiscalperiod hasopenactivity hasoverduetask pushcount laststagechangedate " +
    "laststagechangeindays lastamountchangedhistoryid lastclosedatechangedhistoryid nextstep lastvieweddate " +
    "lastreferenceddate currencyisocode amountcurrency age stageduration"
  ).split(" "),
);

export interface LentColumn {
  readonly key: string;
  readonly name: string;
  readonly isEndState: boolean;
}

interface KnownOpportunity {
  readonly table: PresetTable;
  readonly row: TableRow;
  readonly created: Moment | null;
  readonly changed: Moment | null;
}

/** The Opportunity table: one row per opportunity as it stands on the day of the export. */
export class OpportunityTable {
  readonly tables: PresetTable[] = [];
  private readonly context: PresetContext;
  private readonly byId = new Map<string, KnownOpportunity>();

  constructor(context: PresetContext) {
    this.context = context;
  }

  add(table: PresetTable): void {
    this.tables.push(table);
    const { id } = columnsOf(table);
    const createdOf = table.moments(table.column("createdDate", "createddate"));
    const changedOf = table.moments(table.column(undefined, "lastmodifieddate", "systemmodstamp"));
    for (const row of table.rows) {
      const key = sameId(cellOf(row, id));
      if (key === "") continue;
      if (this.byId.has(key)) {
        const what = "rows repeat an opportunity id; the last one lends its columns to the history";
        this.context.findings.note("id_repeated", `${table.source.name}: ${what}`);
      }
      const known = { table, row, created: createdOf(row) ?? null, changed: changedOf(row) ?? null };
      this.byId.set(key, known);
    }
  }

  /** Day and second of creation; null when the table does not tell. */
  createdOf(id: string): Moment | null {
    return this.byId.get(sameId(id))?.created ?? null;
  }

  isDeleted(id: string): boolean {
    const known = this.byId.get(sameId(id));
    if (known === undefined) return false;
    return isTrue(cellOf(known.row, known.table.column("isDeleted", "isdeleted", "deleted")));
  }

  /** When the opportunity was last changed: that of the deletion, if it is deleted. */
  changedOf(id: string): Moment | null {
    return this.byId.get(sameId(id))?.changed ?? null;
  }

  /** The cell of the first of some columns, "" when there is none. */
  cell(id: string, ...names: readonly string[]): string {
    const known = this.byId.get(sameId(id));
    return known === undefined ? "" : cellOf(known.row, known.table.column(undefined, ...names));
  }

  /** Columns that the table lends to the states of the history. */
  lentColumns(): readonly LentColumn[] {
    const columns = new Map<string, LentColumn>();
    for (const { source } of this.tables) {
      for (const name of source.header) {
        const key = plainName(name);
        if (key === "" || NOT_LENT.has(key) || columns.has(key)) continue;
        columns.set(key, { key, name, isEndState: isEndStateName(name) });
      }
    }
    return [...columns.values()];
  }

  /** What flags and probabilities of the CRM say about the meaning of stages. */
  closedStages(seen: { readonly won: readonly string[]; readonly lost: readonly string[] }): {
    readonly won: readonly string[];
    readonly lost: readonly string[];
  } {
    const won = new Set(seen.won);
    const lost = new Set(seen.lost);
    const open = new Set<string>();
    for (const { table, row } of this.byId.values()) {
      const { stage, isWon, isClosed } = columnsOf(table);
      if (isWon === undefined) continue;
      const name = cellOf(row, stage);
      if (isTrue(cellOf(row, isWon))) won.add(name);
      else if (isTrue(cellOf(row, isClosed))) lost.add(name);
      else open.add(name);
    }
    const isClear = (name: string): boolean => name !== "" && !open.has(name);
    return {
      won: [...won].filter((name) => isClear(name) && !lost.has(name)),
      lost: [...lost].filter((name) => isClear(name) && !won.has(name)),
    };
  }

  /** The opportunities whose states nothing else tells, one row each. */
  sourcesWithoutHistory(isTold: (id: string) => boolean): readonly SourceFile[] {
    const { findings } = this.context;
    const sources: SourceFile[] = [];
    for (const table of this.tables) {
      const columns = columnsOf(table);
      const untold = table.rows.filter((row) => !isTold(sameId(cellOf(row, columns.id))));
      const isAlone = untold.length === table.rows.length;
      if (untold.length === 0 && table.broken.length === 0) continue;
      findings.warn(
        "history_missing",
        isAlone
          ? `${table.source.name} is read without a history: earlier stages, amounts and owners are not known; export ` +
              `OpportunityHistory as well`
          : `${table.source.name}: the history holds nothing about some opportunities, which are read as they stand`,
        untold.length,
      );
      const { lastStageChange } = columns;
      const closedOn = table.moments(lastStageChange);
      const closedCell = (row: TableRow): string => {
        const isClosed = isTrue(cellOf(row, columns.isClosed)) || isTrue(cellOf(row, columns.isWon));
        if (columns.isClosed !== undefined && !isClosed) return "";
        return closedOn(row) === undefined ? cellOf(row, lastStageChange) : (closedOn(row)?.text ?? "");
      };
      const closedDate =
        lastStageChange === undefined ? undefined : { name: "Closed on", cellOf: closedCell };
      const roles = { ...rolesOf(table, columns), closedDate };
      sources.push(
        opportunitiesSource(table, {
          preset: "salesforce",
          roles,
          rows: untold,
          isPercent: table.has("stagename") || table.nameOf(columns.probability).includes("%"),
        }),
      );
    }
    return sources;
  }
}

type Columns = ReturnType<typeof columnsOf>;

function columnsOf(table: PresetTable) {
  return {
    id: table.column("opportunityId", "opportunityid", "id"),
    stage: table.column("stage", "stagename", "stage"),
    amount: table.column("amount", "amount"),
    closeDate: table.column("closeDate", "closedate"),
    created: table.column("createdDate", "createddate"),
    lastStageChange: table.column(undefined, "laststagechangedate"),
    probability: table.column("probability", "probability"),
    isWon: table.column(undefined, "iswon", "won"),
    isClosed: table.column(undefined, "isclosed", "closed"),
  };
}

function rolesOf(table: PresetTable, columns: Columns) {
  return {
    opportunityId: columns.id,
    stage: columns.stage,
    amount: columns.amount,
    createdDate: columns.created,
    closeDate: columns.closeDate,
    probability: columns.probability,
    currency: table.column("currency", "currencyisocode", "amountcurrency"),
    companyAmount: table.column("companyAmount", "amountconverted"),
    isDeleted: table.column("isDeleted", "isdeleted", "deleted"),
    owner: ownerColumn(table),
  };
}

function ownerColumn(table: PresetTable): number | undefined {
  return table.column("owner", ...OWNER_NAMES);
}

/** Columns that name the owner, best first. */
export const OWNER_NAMES = ["ownername", "opportunityowner", "owner", "ownerid"] as const;
