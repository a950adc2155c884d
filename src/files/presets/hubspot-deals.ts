import { UNSEEN_STAGE } from "../../core/pipeline/diff-snapshots.ts";
import { stageKey, stageKindOf } from "../../core/pipeline/funnel.ts";
import { isEndStateName } from "../attributes.ts";
import { plainName } from "../column-roles.ts";
import type { DerivedRow } from "../derived-rows.ts";
import type { SourceFile } from "../source-file.ts";
import { distinct, isNoAmount } from "./cell-rules.ts";
import { derivedSource } from "./derived-source.ts";
import type { StageNames } from "./hubspot-pipelines.ts";
import { opportunitiesSource } from "./opportunities-source.ts";
import type { PresetContext } from "./preset.ts";
import { cellOf, isTrue, withClock, type Moment, type PresetTable, type TableRow } from "./preset-table.ts";

interface EnteredColumn {
  readonly index: number;
  /** Label of the stage. */
  readonly stage: string;
  /** Name of its pipeline, where the header tells one that the files hold. */
  readonly pipeline: string | undefined;
}

/** How stages are called, where there may be several pipelines. */
export interface StageNaming {
  /** Name of a stage by the name of its pipeline and its own id or label. */
  readonly stageOf: (pipeline: string, stage: string) => string;
  readonly pipelineOf: (row: TableRow) => string;
  readonly pipelineOfStage: (id: string) => string | undefined;
  readonly isPipeline: (name: string) => boolean;
  /** Several pipelines are read. */
  readonly isAll: boolean;
}

const ENTERED_LABEL = /^date entered "?(.+?)(?: \(([^()]*)\))?"?$/i;
const ENTERED_PROPERTY = /^hs_(?:v2_)?date_entered_(.+)$/i;
const OF_STAGES = /^(hs_)?(v2_)?(date_entered|date_exited|cumulative_time_in|latest_time_in|time_in)_/i;
const OF_STAGES_LABEL = /^(date entered|date exited|cumulative time in|latest time in|time in) /i;
const CURRENT = /^(current stage|current_stage)$/i;

/** Columns of a table of deals, by labels and by names of properties. */
export function columnsOfDeals(table: PresetTable) {
  return {
    id: table.column("opportunityId", "recordid", "hsobjectid"),
    stage: table.column("stage", "dealstage"),
    pipeline: table.column(undefined, "pipeline"),
    amount: table.column("amount", "amount"),
    created: table.column("createdDate", "createdate"),
    closeDate: table.column("closeDate", "closedate"),
    currency: table.column("currency", "currency", "dealcurrencycode"),
    companyAmount: table.column("companyAmount", "amountincompanycurrency", "amountinhomecurrency"),
    probability: table.column("probability", "dealprobability", "hsdealstageprobability"),
    owner: table.column("owner", "dealowner", "hubspotownerid"),
    isClosed: table.column(undefined, "isdealclosed", "hsisclosed", "isclosed"),
    isWon: table.column(undefined, "isclosedwon", "hsisclosedwon"),
    archived: table.column("isDeleted", "archived"),
  };
}

/** Stages that the file of pipelines, or the flags of the deals in them, show to be closed. */
export function closedStagesOf(
  tables: readonly PresetTable[],
  stages: StageNames,
): { readonly won: readonly string[]; readonly lost: readonly string[] } {
  const won: string[] = [...stages.won];
  const lost: string[] = [...stages.lost];
  for (const table of tables) {
    const { stage, isClosed, isWon } = columnsOfDeals(table);
    for (const row of table.rows) {
      const label = stages.labelOf(cellOf(row, stage));
      if (isTrue(cellOf(row, isWon))) won.push(label);
      else if (isWon !== undefined && isTrue(cellOf(row, isClosed))) lost.push(label);
    }
  }
  return { won: distinct(won), lost: distinct(lost) };
}

/**
 * The states of deals: with the dates on which stages were entered one state each, else as they stand on the day of the
 * export.
 */
export function sourceOfDeals(
  table: PresetTable,
  rows: readonly TableRow[],
  { stages, naming, context }: Omit<Entering, "entered">,
): SourceFile {
  const entered = enteredColumns(table, stages, naming);
  const { name } = table.source;
  if (entered.length === 0) {
    context.findings.warn(
      "history_missing",
      `${name} tells the present stage alone; add the columns "Date entered ..." of all stages to the export, or use the ` +
        `API with propertiesWithHistory`,
    );
    return asTheyStand(table, rows, naming);
  }
  context.findings.warn(
    "amounts_of_today",
    `${name} tells the amounts and owners of the day of the export alone, and of each stage one visit: use the API with ` +
      `propertiesWithHistory to know what they were`,
  );
  return byEnteredStages(table, rows, { entered, stages, naming, context });
}

function asTheyStand(
  table: PresetTable,
  rows: readonly TableRow[],
  { stageOf, pipelineOf }: StageNaming,
): SourceFile {
  const { id, stage, amount, created, closeDate, currency, companyAmount, probability, owner, archived } =
    columnsOfDeals(table);
  const nameOf = (row: TableRow): string => stageOf(pipelineOf(row), cellOf(row, stage));
  const isLabelled = rows.every((row) => nameOf(row) === cellOf(row, stage));
  const label = { name: table.nameOf(stage), cellOf: nameOf };
  const roles = { opportunityId: id, stage: isLabelled ? stage : label, amount, createdDate: created };
  return opportunitiesSource(table, {
    preset: "hubspot",
    roles: { ...roles, closeDate, currency, companyAmount, probability, owner, isDeleted: archived },
    rows,
    dropped: isLabelled ? [] : [stage],
  });
}

interface Entering {
  readonly entered: readonly EnteredColumn[];
  readonly stages: StageNames;
  readonly naming: StageNaming;
  readonly context: PresetContext;
}

function byEnteredStages(table: PresetTable, rows: readonly TableRow[], entering: Entering): SourceFile {
  const columns = columnsOfDeals(table);
  const consumed = new Set<number | undefined>(
    [columns.id, columns.stage, columns.amount, columns.created, columns.closeDate, columns.currency].concat([
      columns.archived,
    ]),
  );
  const attributes = [...table.source.header.keys()].filter((index) => {
    const name = table.source.header[index]!;
    return !consumed.has(index) && name !== "" && !OF_STAGES.test(name) && !OF_STAGES_LABEL.test(name);
  });
  const names = [columns.id, undefined, columns.stage, columns.amount].map((index) => table.nameOf(index));
  names[1] = "Date entered";
  const hasCurrency = columns.currency !== undefined;
  const header = [...names, ...(hasCurrency ? [table.nameOf(columns.currency)] : [])];
  const first = header.length;
  header.push(...attributes.map((index) => table.nameOf(index)));
  const visitsOf = visitReader(table, entering);
  const derived: DerivedRow[] = [];
  for (const row of rows) {
    const visits = visitsOf(row);
    const { cells: told } = row;
    for (const [i, { stage, at }] of (visits ?? []).entries()) {
      const isLast = i === visits!.length - 1;
      const isOver = isLast && stageKindOf(stage, entering.context.funnel) !== "open";
      const values = attributes.map((index) => {
        return isOver || !isEndStateName(table.source.header[index]!) ? told[index]! : "";
      });
      const cells = [cellOf(row, columns.id), at, stage, amountOf(row, columns, visits!, entering.context)];
      if (hasCurrency) cells.push(cellOf(row, columns.currency));
      derived.push({ line: row.line, cells: [...cells, ...values] });
    }
  }
  const roles = {
    opportunityId: 0,
    changedAt: 1,
    stage: 2,
    amount: 3,
    ...(hasCurrency ? { currency: 4 } : {}),
  };
  const place = (index: number | undefined): number => (index === undefined ? -1 : attributes.indexOf(index));
  const owner = place(columns.owner);
  const probability = place(columns.probability);
  const companyAmount = place(columns.companyAmount);
  return derivedSource(table, {
    preset: "hubspot",
    layout: "change history",
    header,
    columns: {
      ...roles,
      ...(owner < 0 ? {} : { owner: first + owner }),
      ...(companyAmount < 0 ? {} : { companyAmount: first + companyAmount }),
      ...(probability < 0 ? {} : { probability: first + probability }),
    },
    rows: derived,
  });
}

interface Visit {
  readonly stage: string;
  readonly at: string;
  readonly order: number;
}

/** Reads the stages that a deal was in, from its creation to the one it is in; undefined when the row is given up. */
function visitReader(
  table: PresetTable,
  { entered, naming, context }: Entering,
): (row: TableRow) => readonly Visit[] | undefined {
  const { stage, created, closeDate } = columnsOfDeals(table);
  const createdOf = table.moments(created);
  const closeOf = table.moments(closeDate);
  const enteredOf = entered.map((column) => ({ ...column, momentOf: table.moments(column.index) }));
  const current = table.source.header.findIndex((name) => CURRENT.test(ENTERED_LABEL.exec(name)?.[1] ?? ENTERED_PROPERTY.exec(name)?.[1] ?? "")); // prettier-ignore
  const currentOf = table.moments(current < 0 ? undefined : current);
  const visitOf = (name: string, moment: Moment): Visit => {
    return { stage: name, at: withClock(moment), order: moment.order };
  };
  return (row) => {
    const visits: Visit[] = [];
    const pipeline = naming.pipelineOf(row);
    for (const { index, stage: label, pipeline: other = pipeline, momentOf } of enteredOf) {
      const at = momentOf(row);
      if (at === undefined) {
        table.reject(row, index, "not a date in the format of the column");
        return undefined;
      }
      // Before the move into the one pipeline that is read nobody knows what a stage would have been.
      const isElsewhere = !naming.isAll && other !== pipeline;
      const name = isElsewhere ? UNSEEN_STAGE : naming.stageOf(other, label);
      if (at !== null) visits.push(visitOf(name, at));
    }
    const createdAt = createdOf(row);
    if (createdAt === undefined) {
      table.reject(row, created, "not a date in the format of the column");
      return undefined;
    }
    const now = naming.stageOf(pipeline, cellOf(row, stage));
    if (now === "") {
      table.reject(row, stage, "no stage");
      return undefined;
    }
    visits.sort((a, b) => a.order - b.order);
    const isNow = (visit: Visit): boolean => stageKey(visit.stage) === stageKey(now);
    if (!visits.some(isNow)) {
      const isClosed = stageKindOf(now, context.funnel) !== "open";
      const at =
        currentOf(row) ?? (isClosed ? (closeOf(row) ?? null) : visits.length === 0 ? createdAt : null);
      const last = visits.at(-1);
      if (at !== null) visits.push(visitOf(now, at));
      else if (last !== undefined && !isClosed) visits.push({ ...last, stage: now });
      else {
        table.reject(
          row,
          isClosed ? closeDate : created,
          isClosed ? "closed without a close date" : "no date",
        );
        return undefined;
      }
      context.findings.note("stage_undated", "the file does not tell when the present stage was entered");
    }
    // Dates of stages that are later than that of the present one belong to a path that was taken back.
    const end = visits.findLast(isNow)!;
    const told = visits.filter((visit) => visit.order <= end.order && (visit === end || !isNow(visit)));
    const begin = told[0]!;
    if (createdAt === null || createdAt.order >= begin.order) return told;
    return [visitOf(UNSEEN_STAGE, createdAt), ...told];
  };
}

function amountOf(
  row: TableRow,
  { amount }: ReturnType<typeof columnsOfDeals>,
  visits: readonly Visit[],
  context: PresetContext,
): string {
  const cell = cellOf(row, amount);
  if (stageKindOf(visits.at(-1)!.stage, context.funnel) !== "lost" || !isNoAmount(cell)) return cell;
  context.findings.note("lost_amount_zeroed", "amounts set to 0 on the loss are taken as not known");
  return "";
}

function enteredColumns(
  table: PresetTable,
  stages: StageNames,
  { pipelineOfStage, isPipeline, isAll }: StageNaming,
): readonly EnteredColumn[] {
  return table.source.header.flatMap((name, index) => {
    const label = ENTERED_LABEL.exec(name);
    const text = label?.[1] ?? ENTERED_PROPERTY.exec(name)?.[1];
    if (text === undefined || CURRENT.test(text)) return [];
    const told = label === null ? pipelineOfStage(text) : label[2];
    const pipeline = told !== undefined && isPipeline(told) ? told : undefined;
    const known = stages.labelOf(text);
    // In several pipelines an id is looked up in its own.
    const stage = isAll && pipeline !== undefined && label === null ? text : known;
    return [{ index, pipeline, stage: stage === text && known === text ? spelling(table, text) : stage }];
  });
}

/** The spelling that the column of stages has for a stage, whatever its letter case in the header. */
function spelling(table: PresetTable, stage: string): string {
  const { stage: column } = columnsOfDeals(table);
  const found = table.rows.find((row) => {
    const cell = cellOf(row, column);
    return stageKey(cell) === stageKey(stage) || plainName(cell) === plainName(stage);
  });
  return found === undefined ? stage : cellOf(found, column);
}
