import { AppFailure } from "../../contracts/failure.ts";
import type { ColumnRole, PresetName } from "../../contracts/funnel.ts";
import { distinct } from "./cell-rules.ts";
import { choosePipeline, countsOf, stageInPipeline } from "./choose-pipeline.ts";
import { opportunitiesSource } from "./opportunities-source.ts";
import type { Preset, PresetContext, PresetOutcome } from "./preset.ts";
import { stageKindOf } from "../../core/pipeline/funnel.ts";
import { withStages } from "./with-stages.ts";
import { cellOf, PresetTable, type TableRow } from "./preset-table.ts";

/** A CRM whose file tells how opportunities stand on the day of the export, and no history. */
export interface PresentStateCrm {
  readonly name: PresetName;
  readonly title: string;
  readonly tableOf: Preset["tableOf"];
  /** Accepted headers of roles, as `plainName` writes them, best first. */
  readonly columns: Partial<Readonly<Record<ColumnRole, readonly string[]>>>;
  readonly pipeline: readonly string[];
  /** A column beside the stage that tells whether an opportunity is over. */
  readonly status?: {
    readonly names: readonly string[];
    readonly won: RegExp;
    readonly lost: RegExp;
    readonly deleted?: RegExp;
    /** What else it may say in a file whose headers are translated, so that nothing closed is taken for open. */
    readonly open?: RegExp;
  };
  /** Columns of the actual close, by how it ended, best first. */
  readonly closedOn: { readonly won: readonly string[]; readonly lost: readonly string[] };
  /** Amount of a won opportunity where it is another than the expected one. */
  readonly wonAmount?: readonly string[];
  /** Stages that mean lost, beside the usual names. */
  readonly lostStage?: RegExp;
  /** How the file comes to have an id. */
  readonly idAdvice: string;
  /** What the file cannot tell. */
  readonly unknown: string;
}

type Ending = "won" | "lost" | "deleted" | "open";

/** The preset of such a CRM. */
export function presentStatePreset(crm: PresentStateCrm): Preset {
  const { name, title, tableOf } = crm;
  return {
    name,
    title,
    tableOf,
    async read(recognised, context) {
      const tables: PresetTable[] = [];
      for (const { source } of recognised) tables.push(await PresetTable.read(source, context));
      const pipelineOf = pipelineReader(crm);
      const counts = countsOf(tables.flatMap((table) => table.rows.map((row) => pipelineOf(table, row))));
      const { isRead, isAll } = choosePipeline(counts, context.pipeline, context.findings);
      const pipelines = {
        isRead: (table: PresetTable, row: TableRow) => isRead(pipelineOf(table, row)),
        ...(isAll ? { of: pipelineOf } : {}),
      };
      return readTables(crm, tables, pipelines, context);
    },
  };
}

function readTables(
  crm: PresentStateCrm,
  tables: readonly PresetTable[],
  pipelines: {
    readonly isRead: (table: PresetTable, row: TableRow) => boolean;
    /** Given where several pipelines are read. */
    readonly of?: (table: PresetTable, row: TableRow) => string;
  },
  context: PresetContext,
): PresetOutcome {
  const stages = tables.flatMap((table) => {
    const column = table.column("stage", ...(crm.columns.stage ?? []));
    return table.rows.map((row) => cellOf(row, column));
  });
  const lost = distinct(stages).filter((stage) => crm.lostStage?.test(stage) === true);
  const funnel = withStages(context.funnel, { lost });
  const sources = tables.map((table) => {
    const { name } = table.source;
    context.findings.warn("history_missing", `${name} is a file of ${crm.title}: ${crm.unknown}`);
    const columnOf = (role: ColumnRole): number | undefined => {
      return table.column(role, ...(crm.columns[role] ?? []));
    };
    const id = columnOf("opportunityId");
    if (id === undefined) {
      throw new AppFailure(
        "bad_input",
        `Cannot import ${name}: it has no column with the id of the opportunity; ${crm.idAdvice}`,
      );
    }
    const stage = columnOf("stage");
    const status = crm.status === undefined ? undefined : table.column(undefined, ...crm.status.names);
    const endingOf = (row: TableRow): Ending => endingOfStatus(cellOf(row, status), crm);
    if (table.source.presetNames !== undefined) refuseOtherStatuses(crm, table, status);
    const rows = table.rows.filter((row) => {
      if (!pipelines.isRead(table, row)) return false;
      if (endingOf(row) !== "deleted") return true;
      context.findings.note("deleted_left_out", `${name}: deleted opportunities are left out, because the day is not told`); // prettier-ignore
      return false;
    });
    const stageCell = (row: TableRow): string => {
      const ending = endingOf(row);
      if (ending !== "open") return ending === "won" ? "Won" : "Lost";
      const told = cellOf(row, stage);
      const isOpen = stageKindOf(told, funnel) === "open";
      return isOpen && pipelines.of !== undefined ? stageInPipeline(pipelines.of(table, row), told) : told;
    };
    const isWorkedOut = status !== undefined || pipelines.of !== undefined;
    const roles = {
      opportunityId: id,
      stage: isWorkedOut ? { name: table.nameOf(stage ?? status), cellOf: stageCell } : stage,
      amount: columnOf("amount"),
      closeValue: table.column("closeValue", ...(crm.wonAmount ?? [])),
      createdDate: columnOf("createdDate"),
      closeDate: columnOf("closeDate"),
      closedDate: closedColumn(crm, table, endingOf),
      currency: columnOf("currency"),
      companyAmount: columnOf("companyAmount"),
      exchangeRate: columnOf("exchangeRate"),
      probability: columnOf("probability"),
      owner: columnOf("owner"),
    };
    const { won, lost: lostOn } = crm.closedOn;
    const ends = [...won, ...lostOn].map((name) => table.column(undefined, name));
    const dropped = isWorkedOut ? [...ends, stage, status] : ends;
    return opportunitiesSource(table, { preset: crm.name, roles, rows, dropped, isPercent: true });
  });
  return { sources, lookedUp: [], funnel: { lost } };
}

/** The actual close: of the columns of its ending the first that tells it, named for the first that there is. */
function closedColumn(
  { closedOn }: PresentStateCrm,
  table: PresetTable,
  endingOf: (row: TableRow) => Ending,
): { readonly name: string; readonly cellOf: (row: TableRow) => string } | undefined {
  const present = (names: readonly string[]): readonly number[] => {
    return names.flatMap((name) => table.column(undefined, name) ?? []);
  };
  const columns = { won: present(closedOn.won), lost: present(closedOn.lost) };
  const first = [...columns.won, ...columns.lost][0];
  if (first === undefined) return undefined;
  const readers = new Map([...columns.won, ...columns.lost].map((column) => [column, table.moments(column)]));
  return {
    name: table.nameOf(first),
    cellOf: (row) => {
      const ending = endingOf(row);
      for (const column of ending === "lost" ? columns.lost : columns.won) {
        const moment = readers.get(column)!(row);
        if (moment === undefined) return cellOf(row, column); // is listed as no date
        if (moment !== null) return moment.text;
      }
      return "";
    },
  };
}

function endingOfStatus(cell: string, { status }: PresentStateCrm): Ending {
  if (status === undefined) return "open";
  if (status.won.test(cell)) return "won";
  if (status.lost.test(cell)) return "lost";
  return status.deleted?.test(cell) === true ? "deleted" : "open";
}

/** A word that is none of the known ones may mean won or lost. */
function refuseOtherStatuses(crm: PresentStateCrm, table: PresetTable, status: number | undefined): void {
  const other = table.rows.find((row) => {
    const cell = cellOf(row, status);
    return endingOfStatus(cell, crm) === "open" && crm.status?.open?.test(cell) === false;
  });
  if (other === undefined) return;
  throw new AppFailure(
    "ambiguous_input",
    `Cannot tell what the status "${cellOf(other, status)}" of ${table.source.name} line ${other.line} means: its headers are translated, and ` +
      `the word is none that is known for open, won, lost or deleted; export it in English, or write won or lost`,
  );
}

/** The pipeline of a column. */
function pipelineReader(crm: PresentStateCrm): (table: PresetTable, row: TableRow) => string {
  return (table, row) => cellOf(row, table.column(undefined, ...crm.pipeline));
}
