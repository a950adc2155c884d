import { UNSEEN_STAGE } from "../../core/pipeline/diff-snapshots.ts";
import { stageKindOf } from "../../core/pipeline/funnel.ts";
import { DELETED_STAGE } from "../row-reader.ts";
import { isNoAmount, percentCell } from "./cell-rules.ts";
import type { PresetContext } from "./preset.ts";
import { withClock, type Moment, type PresetTable } from "./preset-table.ts";
import type { FieldChange } from "./salesforce-fields.ts";
import type { SetColumn } from "./salesforce-history.ts";
import type { LentColumn, OpportunityTable } from "./salesforce-opportunities.ts";

/** A row of OpportunityHistory: the state after a change. */
export interface HistoryRow {
  readonly table: PresetTable;
  readonly line: number;
  readonly at: Moment;
  readonly rowId: string;
  readonly set: Readonly<Partial<Record<SetColumn, string>>>;
  /** Amount before the change; undefined when the table has no such column. */
  readonly prevAmount: string | undefined;
  /** When the deleted opportunity was last touched. */
  readonly deletedAt: Moment | undefined;
}

export interface StateCells {
  readonly id: string;
  readonly at: string;
  readonly set: Readonly<Partial<Record<SetColumn, string>>>;
  /** Values of the columns that the opportunity lends. */
  readonly lent: readonly string[];
}

export interface ToldState {
  readonly table: PresetTable;
  readonly line: number;
  readonly cells: StateCells;
}

interface Telling {
  readonly opportunities: OpportunityTable;
  readonly changes: ReadonlyMap<string, readonly FieldChange[]>;
  readonly lent: readonly LentColumn[];
  readonly context: PresetContext;
}

interface Step {
  readonly table: PresetTable;
  readonly line: number;
  readonly at: Moment;
  /** Set by a row of the history, or by a change of a field that the history would tell. */
  readonly set: HistoryRow["set"];
  readonly lent: ReadonlyMap<number, string>;
}

/** Fields of field history that stand in for a history that is not there. */
const TOLD_BY_FIELDS: Readonly<Record<string, SetColumn>> = {
  stagename: "stage",
  amount: "amount",
  closedate: "closeDate",
  probability: "probability",
};
const CATEGORY_LABELS: Readonly<Record<string, string>> = {
  BestCase: "Best Case",
  Forecast: "Commit",
  MostLikely: "Most Likely",
};

/**
 * The states of one opportunity. Rows of the history hold the new state; of several within one second the last by row id
 * holds. What the opportunity lends is put back to what it was before each recorded change of it.
 */
export function statesOf(id: string, rows: readonly HistoryRow[], telling: Telling): readonly ToldState[] {
  const { opportunities, changes, lent, context } = telling;
  const inOrder = rows.toSorted(byTime);
  checkGaps(inOrder, context);
  const steps = inOrder.length > 0 ? inOrder.map(stepOf) : stepsOfFields(id, telling);
  const first = steps[0];
  if (first === undefined) return [];
  const start = creationBefore(first, inOrder[0]?.prevAmount, opportunities.createdOf(id), context);
  const end = deletionAfter(id, inOrder, steps.at(-1)!, opportunities);
  const all = [...start, ...steps, ...end, ...lentSteps(changes, lent)].sort(
    (a, b) => a.at.order - b.at.order,
  );
  const values = lent.map(({ key, isEndState }) => {
    return isEndState ? "" : (changes.get(key)?.[0]?.before ?? opportunities.cell(id, key));
  });
  const states: ToldState[] = [];
  const set: Partial<Record<SetColumn, string>> = {};
  const currencyNow = opportunities.cell(id, "currencyisocode", "amountcurrency");
  let lastAmount = "";
  for (const [i, step] of all.entries()) {
    const next = all[i + 1];
    Object.assign(set, step.set);
    for (const [column, value] of step.lent) values[column] = value;
    if (set.stage === undefined) continue; // before anything is known of its stage
    const isOver = next !== undefined && step.at.hasClock && next.at.order === step.at.order;
    if (isOver) {
      if (step.set.stage !== undefined && next.set.stage !== undefined) noteSameSecond(context);
      continue;
    }
    const shown = withKeptAmount(set, lastAmount, context);
    if (!isNoAmount(shown.amount ?? "")) lastAmount = shown.amount!;
    const currency = shown.currency || currencyNow;
    states.push({
      table: step.table,
      line: step.line,
      cells: { id, at: step.at.text, set: asWritten({ ...shown, currency }), lent: [...values] },
    });
  }
  return withEndState(id, states, telling);
}

/** What only the end tells stands on the last state, and there only if that is closed. */
function withEndState(id: string, states: ToldState[], telling: Telling): readonly ToldState[] {
  const last = states.at(-1);
  const { lent, opportunities, context } = telling;
  if (last === undefined || !lent.some(({ isEndState }) => isEndState)) return states;
  if (stageKindOf(last.cells.set.stage ?? "", context.funnel) === "open") return states;
  const values = lent.map(({ key, isEndState }, i) => {
    return isEndState ? opportunities.cell(id, key) : last.cells.lent[i]!;
  });
  return [...states.slice(0, -1), { ...last, cells: { ...last.cells, lent: values } }];
}

const NOTHING_LENT: ReadonlyMap<number, string> = new Map();

function stepOf({ table, line, at, set }: HistoryRow): Step {
  return { table, line, at, set, lent: NOTHING_LENT };
}

/** Time, then row id, which ascends in Salesforce, then line. */
function byTime(a: HistoryRow, b: HistoryRow): number {
  const byId = a.rowId.length === b.rowId.length && a.rowId !== b.rowId ? (a.rowId < b.rowId ? -1 : 1) : 0;
  return a.at.order - b.at.order || byId || a.line - b.line;
}

/** A row whose amount before the change is not what the row above left: something in between is missing. */
function checkGaps(rows: readonly HistoryRow[], context: PresetContext): void {
  for (let i = 1; i < rows.length; i++) {
    const before = rows[i]!.prevAmount ?? "";
    const known = rows[i - 1]!.set.amount ?? "";
    if (before === "" || known === "" || Number(before) === Number(known) || before === known) continue;
    context.findings.note(
      "history_gap",
      "changes of an opportunity do not follow on each other: PrevAmount is not the amount of the change before",
    );
  }
}

/** A history that begins after the creation: the stage before it is not known, the amount is where PrevAmount tells it. */
function creationBefore(
  first: Step,
  prevAmount: string | undefined,
  created: Moment | null,
  context: PresetContext,
): readonly Step[] {
  if (created === null) return [];
  if (created.day > first.at.day) {
    context.findings.note(
      "created_after_history",
      "opportunities whose CreatedDate is later than their history (backfilled) begin with their history",
    );
  }
  if (created.day >= first.at.day) return [];
  context.findings.note(
    "history_truncated",
    `histories begin after the creation of the opportunity: until then its stage is "${UNSEEN_STAGE}"`,
  );
  const { set } = first;
  return [{ ...first, at: atClockOf(created, first.at), set: { ...set, stage: UNSEEN_STAGE, amount: prevAmount ?? "", probability: "", forecastCategory: "" } }]; // prettier-ignore
}

function deletionAfter(
  id: string,
  rows: readonly HistoryRow[],
  last: Step,
  opportunities: OpportunityTable,
): readonly Step[] {
  const flagged = rows.flatMap(({ deletedAt }) => deletedAt ?? []);
  if (flagged.length === 0 && !opportunities.isDeleted(id)) return [];
  const changed = opportunities.changedOf(id);
  const latest = [...flagged, ...(changed === null ? [] : [changed]), last.at].reduce((a, b) =>
    b.order > a.order ? b : a,
  );
  return [{ ...last, at: atClockOf(latest, last.at), set: { stage: DELETED_STAGE }, lent: new Map() }];
}

/** States from the creation on, from field history alone. */
function stepsOfFields(id: string, { opportunities, changes }: Telling): readonly Step[] {
  const created = opportunities.createdOf(id);
  const stages = changes.get("stagename");
  const firstChange = stages?.[0];
  if (created === null || firstChange === undefined) return [];
  const start: Record<string, string> = {};
  const steps: Step[] = [];
  for (const [field, column] of Object.entries(TOLD_BY_FIELDS)) {
    const list = changes.get(field) ?? [];
    start[column] = list[0]?.before ?? (column === "probability" ? "" : opportunities.cell(id, field));
    for (const { table, row, at, after } of list) {
      steps.push({ table, line: row.line, at, set: { [column]: after }, lent: new Map() });
    }
  }
  const { table, row, at } = firstChange;
  const begin = { table, line: row.line, at: atClockOf(created, at), set: start, lent: new Map() };
  return [begin, ...steps.sort((a, b) => a.at.order - b.at.order)];
}

function lentSteps(
  changes: ReadonlyMap<string, readonly FieldChange[]>,
  lent: readonly LentColumn[],
): readonly Step[] {
  return lent.flatMap(({ key, isEndState }, column) => {
    const list = isEndState ? [] : (changes.get(key) ?? []);
    return list.map(({ table, row, at, after }): Step => {
      return { table, line: row.line, at, set: {}, lent: new Map([[column, after]]) };
    });
  });
}

/** A time written as the times beside it are: all with a clock, or none. */
function atClockOf(moment: Moment, other: Moment): Moment {
  const text = other.hasClock ? withClock(moment) : moment.text.slice(0, 10);
  return { ...moment, text, hasClock: other.hasClock };
}

/** CRMs set the amount of a lost opportunity to 0: the last one before is kept. */
function withKeptAmount(
  set: HistoryRow["set"],
  lastAmount: string,
  context: PresetContext,
): HistoryRow["set"] {
  if (lastAmount === "" || !isNoAmount(set.amount ?? "")) return set;
  if (stageKindOf(set.stage ?? "", context.funnel) !== "lost") return set;
  context.findings.note("lost_amount_zeroed", "amounts set to 0 on the loss: the last one before it is kept");
  return { ...set, amount: lastAmount };
}

function noteSameSecond(context: PresetContext): void {
  context.findings.note("same_second", "several changes within one second: the last of them holds");
}

function asWritten(set: HistoryRow["set"]): HistoryRow["set"] {
  const { probability, forecastCategory } = set;
  return {
    ...set,
    ...(probability === undefined ? {} : { probability: percentCell(probability) }),
    ...(forecastCategory === undefined
      ? {}
      : { forecastCategory: CATEGORY_LABELS[forecastCategory] ?? forecastCategory }),
  };
}
