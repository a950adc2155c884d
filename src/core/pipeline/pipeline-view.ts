import type { Day } from "../base/day.ts";
import { ensure } from "../base/ensure.ts";
import { missing, found, type Outcome } from "../base/outcome.ts";
import type { AttributeColumn, ChangeLog } from "./change-log.ts";
import { funnelOn, stageKey, stageKindOf, type Funnel } from "./funnel.ts";
import { rateDaysOf, revalue } from "./revalue-states.ts";
import { inferStageOrder } from "./stage-order.ts";

/**
 * The pipeline as it was known at the end of one day: the only thing a forecast may read. Made by `viewAsOf` alone, so
 * nothing that was recorded later can be in it. States are end-of-day: of several states of one day the last holds.
 */
export interface PipelineView {
  readonly asOf: Day;
  /** Last day that the source tells about: the last snapshot, or the as-of day itself for a history of changes. */
  readonly knownThrough: Day;
  /** Stages were seen on the days of snapshots, not recorded when they changed. */
  readonly isSnapshotSeries: boolean;
  /** Days of the snapshots up to the as-of day, ascending; empty for a history of changes. */
  readonly snapshotDays: Int32Array;
  readonly currency: string;
  readonly minorDigits: number;
  /** Names of the open stages in order; code s means `openStages[s]`, then follow won, lost and removed. */
  readonly openStages: readonly string[];
  /** Code of won, S = `openStages.length`; lost is S + 1, removed S + 2. */
  readonly wonCode: number;
  readonly lostCode: number;
  readonly removedCode: number;
  /** Ids in ascending order; shape [opportunity]. */
  readonly opportunityIds: readonly string[];
  /** First state of each opportunity and the end; shape [opportunity + 1]. */
  readonly stateStart: Int32Array;
  /** First day of the state, ascending within an opportunity; shape [state]. */
  readonly stateDay: Int32Array;
  readonly stateStage: Uint16Array;
  /** Whole minor units; NaN when unknown; shape [state]. */
  readonly stateAmount: Float64Array;
  /** Row of the change log behind the state: provenance and attributes; shape [state]. */
  readonly stateRow: Int32Array;
  readonly log: Pick<ChangeLog, "files" | "rows" | "exchange">;
  /** Day of the rate that a state's amount was converted at, shape [state]; there where amounts are of several currencies. */
  readonly stateRateDay?: Int32Array | undefined;
  readonly attributes: readonly AttributeColumn[];
}

/**
 * The pipeline as of the end of a day.
 * @param funnel what the organisation says about its stages; what it leaves open is inferred from the rows up to `asOf`
 * @returns the view, or `nothing_recorded` when the log has no row on or before the day
 */
export function viewAsOf(
  log: ChangeLog,
  asOf: Day,
  funnel: Funnel,
): Outcome<PipelineView, "nothing_recorded"> {
  const stages = stageCodes(log, asOf, funnelOn(funnel, asOf));
  const { recordedOn } = log.rows;
  const ids: string[] = [];
  const starts: number[] = [];
  let capacity = 0;
  for (let row = 0; row < recordedOn.length; row++) if (recordedOn[row]! <= asOf) capacity++;
  if (capacity === 0) return missing("nothing_recorded");
  const columns = {
    day: new Int32Array(capacity),
    stage: new Uint16Array(capacity),
    amount: new Float64Array(capacity),
    row: new Int32Array(capacity),
  };
  const snapshotDays = log.snapshotDays.filter((day) => day <= asOf);
  let stateCount = 0;
  for (let opportunity = 0; opportunity < log.opportunityIds.length; opportunity++) {
    const first = log.rowStart[opportunity]!;
    let end = first;
    while (end < log.rowStart[opportunity + 1]! && recordedOn[end]! <= asOf) end++;
    if (end === first) continue;
    ids.push(log.opportunityIds[opportunity]!);
    starts.push(stateCount);
    stateCount = appendStates(log, stages.codeOf, first, end, columns, stateCount);
  }
  const wonCode = stages.open.length;
  const states = {
    stateStart: Int32Array.from([...starts, stateCount]),
    stateDay: columns.day.slice(0, stateCount),
    stateStage: columns.stage.slice(0, stateCount),
    stateAmount: columns.amount.slice(0, stateCount),
    stateRow: columns.row.slice(0, stateCount),
  };
  const { exchange } = log;
  const stateRateDay = exchange && rateDaysOf({ ...states, asOf, wonCode }, exchange.book.view === "spot");
  if (exchange !== undefined)
    revalue(states.stateAmount, { ...states, asOf, wonCode }, exchange, stateRateDay!);
  return found({
    asOf,
    knownThrough: (snapshotDays.at(-1) ?? asOf) as Day,
    isSnapshotSeries: snapshotDays.length > 0,
    snapshotDays,
    currency: log.currency,
    minorDigits: log.minorDigits,
    openStages: stages.open,
    wonCode,
    lostCode: wonCode + 1,
    removedCode: wonCode + 2,
    opportunityIds: ids,
    ...states,
    ...(stateRateDay === undefined ? {} : { stateRateDay }),
    log: { files: log.files, rows: log.rows, exchange },
    attributes: log.attributes,
  });
}

/** Value of an attribute in a state; "" when not known. */
export function attributeOf(view: PipelineView, attribute: AttributeColumn, state: number): string {
  return attribute.values[attribute.codes[view.stateRow[state]!]!]!;
}

/** Index of the last state of an opportunity that began on or before `day`, or -1. */
export function stateOn(view: PipelineView, opportunity: number, day: number): number {
  let state = view.stateStart[opportunity + 1]! - 1;
  const first = view.stateStart[opportunity]!;
  while (state >= first && view.stateDay[state]! > day) state--;
  return state >= first ? state : -1;
}

interface StateTarget {
  readonly day: Int32Array;
  readonly stage: Uint16Array;
  readonly amount: Float64Array;
  readonly row: Int32Array;
}

/**
 * Appends the end-of-day states of one opportunity. Rows are ascending by the time of recording; what was recorded later
 * replaces what was recorded earlier for the same or a later day. Of rows with one and the same time a closed one wins,
 * then the later stage, then the later by content.
 */
function appendStates(
  log: ChangeLog,
  codeOf: Uint16Array,
  first: number,
  end: number,
  target: StateTarget,
  start: number,
): number {
  const { recordedOn, recordedSecond, effectiveOn, stage, amount } = log.rows;
  let count = start;
  for (let row = first; row < end; row++) {
    const day = effectiveOn[row]!;
    const code = codeOf[stage[row]!]!;
    const last = count - 1;
    if (count > start && target.day[last]! >= day) {
      const other = target.row[last]!;
      const isSameTime =
        recordedOn[other] === recordedOn[row] && recordedSecond[other] === recordedSecond[row];
      if (
        isSameTime &&
        target.day[last] === day &&
        rankOf(code, log, codeOf) < rankOf(target.stage[last]!, log, codeOf)
      )
        continue;
      // A state that was recorded later but held earlier takes the place of all that was thought to follow it.
      while (count > start && target.day[count - 1]! >= day) count--;
    }
    target.day[count] = day;
    target.stage[count] = code;
    target.amount[count] = amount[row]!;
    target.row[count] = row;
    count++;
  }
  return count;
}

/** Closed stages outrank open ones; won outranks lost, lost outranks removed. */
function rankOf(code: number, log: ChangeLog, codeOf: Uint16Array): number {
  const openCount = codeOf[log.stages.length]!;
  return code < openCount ? code : openCount + 3 - (code - openCount);
}

/**
 * Codes of the log's stages in the view. `codeOf` has one entry more than there are stages: the number of open ones.
 */
function stageCodes(
  log: ChangeLog,
  asOf: number,
  funnel: Funnel,
): { readonly open: readonly string[]; readonly codeOf: Uint16Array } {
  const isVisible = new Uint8Array(log.stages.length);
  log.rows.stage.forEach((code, row) => {
    if (log.rows.recordedOn[row]! <= asOf) isVisible[code] = 1;
  });
  const kinds = log.stages.map((stage) => stageKindOf(stage, funnel));
  const openCodes = [...log.stages.keys()].filter((code) => isVisible[code] === 1 && kinds[code] === "open");
  const configured = new Map(funnel.stageOrder.map((stage, index) => [stageKey(stage), index]));
  const place = (code: number): number | undefined => configured.get(stageKey(log.stages[code]!));
  const named = openCodes
    .filter((code) => place(code) !== undefined)
    .sort((a, b) => (place(a) ?? 0) - (place(b) ?? 0));
  // Stages that the funnel does not name come first: most often they stand for what precedes it.
  const inferred = inferStageOrder(
    log,
    asOf,
    openCodes.filter((code) => place(code) === undefined),
  );
  const ordered = [...inferred, ...named];
  const codeOf = new Uint16Array(log.stages.length + 1);
  codeOf[log.stages.length] = ordered.length;
  ordered.forEach((code, index) => (codeOf[code] = index));
  const closedCode = { won: ordered.length, lost: ordered.length + 1, removed: ordered.length + 2 } as const;
  kinds.forEach((kind, code) => {
    if (kind !== "open") codeOf[code] = closedCode[kind];
  });
  ensure(ordered.length < 60_000, "Too many stages");
  return { open: ordered.map((code) => log.stages[code]!), codeOf };
}
