import { UNSEEN_STAGE } from "../../core/pipeline/diff-snapshots.ts";
import { stageKindOf } from "../../core/pipeline/funnel.ts";
import { isEndStateName } from "../attributes.ts";
import { DateReader } from "../date-reader.ts";
import type { DerivedRow } from "../derived-rows.ts";
import { DELETED_STAGE } from "../row-reader.ts";
import type { SourceFile } from "../source-file.ts";
import { isNoAmount } from "./cell-rules.ts";
import { derivedSource } from "./derived-source.ts";
import type { PropertyHistories } from "./hubspot-json.ts";
import type { PresetContext } from "./preset.ts";
import { cellOf, isTrue, momentOf, withClock, type Moment, type PresetTable, type TableRow } from "./preset-table.ts"; // prettier-ignore

const MERGED_STAGE = "Merged";
const API_TIME = {
  order: undefined,
  digits: "epochMilliseconds",
  hasClock: true,
  isMidnightOnly: false,
} as const;
/** Properties that become facts of their own. */
const CONSUMED: ReadonlySet<string> = new Set(
  "hs_object_id dealstage amount createdate deal_currency_code archived archivedAt createdAt updatedAt hs_merged_object_ids".split(
    " ",
  ),
);
const OF_STAGES = /^hs_(v2_)?(date_entered|date_exited|cumulative_time_in|latest_time_in|time_in)_/;

export interface DealHistories {
  readonly table: PresetTable;
  readonly rows: readonly TableRow[];
  readonly historiesOf: (row: TableRow) => PropertyHistories;
  /** Whether the pipeline of an id is the one that is read. */
  readonly isRead: (pipeline: string) => boolean;
  /** Name of a stage, by the ids of its pipeline and itself. */
  readonly stageOf: (pipeline: string, stage: string) => string;
  readonly context: PresetContext;
}

/** A property's new value, or the end of the record. */
interface Change {
  readonly at: Moment;
  readonly property: string;
  readonly value: string;
}

interface State {
  readonly at: Moment;
  readonly stage: string;
  readonly amount: string;
  readonly values: readonly string[];
}

/** The states of deals that the API tells with the history of their properties, in whatever order it lists them. */
export function sourceOfHistories(deals: DealHistories): SourceFile {
  const { table, rows, historiesOf } = deals;
  const withHistory = new Set(rows.flatMap((row) => [...historiesOf(row).keys()]));
  const attributes = table.source.header.filter((name) => {
    const isTold = name !== "closedate" || withHistory.has(name); // without its history it is that of the end
    return isTold && !CONSUMED.has(name) && !OF_STAGES.test(name);
  });
  const header = ["hs_object_id", "timestamp", "dealstage", "amount", "deal_currency_code", ...attributes];
  const id = table.column(undefined, "hsobjectid");
  const currency = table.column(undefined, "dealcurrencycode");
  const createdOf = table.moments(table.column(undefined, "createdate"));
  const mergedAt = mergers(deals);
  const derived: DerivedRow[] = [];
  for (const row of rows) {
    const changes = changesOf(row, mergedAt.get(cellOf(row, id)), deals);
    if (changes === undefined) continue;
    const states = withCreation(statesOf(row, changes, attributes, deals), createdOf(row), deals.context);
    for (const { at, stage, amount, values } of states) {
      const cells = [cellOf(row, id), withClock(at), stage, amount, cellOf(row, currency), ...values];
      derived.push({ line: row.line, cells });
    }
  }
  const owner = header.indexOf("hubspot_owner_id");
  const close = header.indexOf("closedate");
  const companyAmount = header.indexOf("amount_in_home_currency");
  const columns = { opportunityId: 0, changedAt: 1, stage: 2, amount: 3, currency: 4 };
  return derivedSource(table, {
    preset: "hubspot",
    layout: "change history",
    header,
    columns: {
      ...columns,
      ...(owner < 0 ? {} : { owner }),
      ...(companyAmount < 0 ? {} : { companyAmount }),
      ...(close < 0 ? {} : { closeDate: close }),
    },
    rows: derived,
  });
}

/** The changes of all properties by time, then in the order in which they were made; undefined when the row is given up. */
function changesOf(
  row: TableRow,
  mergedAt: Moment | undefined,
  { table, historiesOf, context }: DealHistories,
): readonly Change[] | undefined {
  const histories = historiesOf(row);
  const reader = new DateReader(API_TIME, context.clock);
  const changes: Change[] = [];
  for (const [property, versions] of histories) {
    for (const { value, timestamp } of versions.toReversed()) {
      const at = momentOf(reader, timestamp);
      if (at === undefined || at === null) {
        const column = property;
        table.broken.push({ line: row.line, column, reason: "not a timestamp", value: timestamp });
        return undefined;
      }
      changes.push({ at, property, value });
    }
  }
  if ((histories.get("dealstage") ?? []).length === 0) {
    table.reject(row, table.column(undefined, "dealstage"), "no history of the stage");
    return undefined;
  }
  changes.sort((a, b) => a.at.order - b.at.order);
  const last = changes.at(-1)!;
  const ends: Change[] = [];
  if (isTrue(cellOf(row, table.column(undefined, "archived")))) {
    const columns = ["archivedat", "updatedat"].map((name) => cellOf(row, table.column(undefined, name)));
    const at = momentOf(reader, columns.find((cell) => cell !== "") ?? "") ?? last.at;
    ends.push({ at: laterOf(at, last.at), property: "", value: DELETED_STAGE });
  }
  if (mergedAt !== undefined)
    ends.push({ at: laterOf(mergedAt, last.at), property: "", value: MERGED_STAGE });
  return [...changes, ...ends.slice(0, 1)];
}

function statesOf(
  row: TableRow,
  changes: readonly Change[],
  attributes: readonly string[],
  deals: DealHistories,
): readonly State[] {
  const { table, historiesOf, context } = deals;
  const histories = historiesOf(row);
  const { cells } = row;
  const now = new Map(table.source.header.map((name, index) => [name, cells[index]!]));
  const values = new Map<string, string>();
  for (const name of [...attributes, "amount", "pipeline"]) {
    if (!histories.has(name) && !isEndStateName(name)) values.set(name, now.get(name) ?? "");
  }
  const states: State[] = [];
  let lastAmount = "";
  for (const [i, change] of changes.entries()) {
    const { at, property, value } = change;
    values.set(property, value);
    const next = changes[i + 1];
    if (!values.has("dealstage") || next?.at.order === at.order) continue; // of one second the last holds
    const stage = property === "" ? value : stageOf(values, deals);
    const kind = stageKindOf(stage, context.funnel);
    let amount = values.get("amount") ?? "";
    if (kind === "lost" && isNoAmount(amount)) {
      context.findings.note(
        "lost_amount_zeroed",
        "amounts set to 0 on the loss: the last one before it is kept",
      );
      amount = lastAmount;
    }
    if (!isNoAmount(amount)) lastAmount = amount;
    const isEnd = next === undefined && kind !== "open";
    const shown = attributes.map((name) => values.get(name) ?? (isEnd ? (now.get(name) ?? "") : ""));
    states.push({ at, stage, amount, values: shown });
  }
  return states;
}

/** The label of the stage; a stage of another pipeline, before the move into this one, is not known. */
function stageOf(
  values: ReadonlyMap<string, string>,
  { isRead, stageOf: nameOf, context }: DealHistories,
): string {
  const stage = values.get("dealstage")!;
  const pipeline = values.get("pipeline") ?? "";
  if (stage === "" || pipeline === "" || isRead(pipeline)) return nameOf(pipeline, stage);
  context.findings.note(
    "pipeline_move",
    `the stages of another pipeline, before the move into the one that is read, count as "${UNSEEN_STAGE}"`,
  );
  return UNSEEN_STAGE;
}

function withCreation(
  states: readonly State[],
  created: Moment | null | undefined,
  context: PresetContext,
): readonly State[] {
  const first = states[0];
  if (first === undefined || created === null || created === undefined) return states;
  if (created.day >= first.at.day) return states;
  context.findings.note(
    "history_truncated",
    `histories begin after the creation of the opportunity: until then its stage is "${UNSEEN_STAGE}"`,
  );
  return [{ ...first, at: created, stage: UNSEEN_STAGE }, ...states];
}

/** When the deals that are named in `hs_merged_object_ids` of another went into it. */
function mergers({ table, rows, historiesOf, context }: DealHistories): ReadonlyMap<string, Moment> {
  const reader = new DateReader(API_TIME, context.clock);
  const merged = new Map<string, Moment>();
  const column = table.column(undefined, "hsmergedobjectids");
  const updated = table.column(undefined, "updatedat");
  for (const row of rows) {
    const stated = historiesOf(row).get("hs_merged_object_ids") ?? [];
    const versions = [...stated, { value: cellOf(row, column), timestamp: cellOf(row, updated) }];
    for (const { value, timestamp } of versions) {
      const at = momentOf(reader, timestamp);
      if (at === undefined || at === null) continue;
      for (const id of value.split(";").map((part) => part.trim())) {
        const known = merged.get(id);
        if (id !== "" && (known === undefined || at.order < known.order)) merged.set(id, at);
      }
    }
  }
  return merged;
}

function laterOf(a: Moment, b: Moment): Moment {
  return a.order >= b.order ? a : b;
}
