import { dayFromIso } from "../base/day.ts";
import { amountAtRatesOf } from "../pipeline/amount-at-rates.ts";
import type { PipelineView } from "../pipeline/pipeline-view.ts";

/** Stands for a day that has not come. */
export const NEVER = 2_147_483_647;

export const OUTCOME = { open: 0, won: 1, lost: 2, removed: 3 } as const;

const CLOSE_DATE_NAMES = new Set(["close_date", "expected_close_date", "closedate", "expected close date"]);

/**
 * What became of each opportunity as the view knows it: one pass over its states serves every KPI and window. A close
 * counts by the state that holds on the as-of day: one that was taken back never counts, and of a lost opportunity that
 * was won in the end the win counts.
 */
export interface OpportunityLives {
  readonly view: PipelineView;
  readonly count: number;
  /** Columns of shape [opportunity]. */
  readonly createdOn: Int32Array;
  /** Day on which the outcome began, NEVER while open. */
  readonly closedOn: Int32Array;
  readonly outcome: Uint8Array;
  /**
   * Whole minor units, NaN when never known. Won: the amount of the win. Lost and removed: the last amount while open,
   * because many CRMs set it to 0 at the close, at the rates of the close. Open: the last one known.
   */
  readonly amount: Float64Array;
  /** Open stage before the close, or the current one; -1 for what was never seen open. */
  readonly lastOpenStage: Int32Array;
  /** State that holds since the close, or the current one: provenance and attributes. */
  readonly lastState: Int32Array;
  readonly visits: StageVisits;
  /** First day that the source tells about. */
  readonly firstDay: number;
  /** Expected day of the close by state, NaN where not said; undefined when no column says. */
  readonly expectedCloseOf: ((state: number) => number) | undefined;
}

/** Visits of stages, ascending by opportunity, then by day; closed stages included. Columns of shape [visit]. */
export interface StageVisits {
  /** First visit of each opportunity and the end; shape [opportunity + 1]. */
  readonly start: Int32Array;
  readonly opportunity: Int32Array;
  readonly stage: Uint16Array;
  readonly entryDay: Int32Array;
  /** NEVER while it lasts. */
  readonly exitDay: Int32Array;
  readonly firstState: Int32Array;
  /** Visits of each open stage, ascending; shape [stage][]. */
  readonly ofStage: readonly Int32Array[];
  /** 1 where the opportunity enters the stage for the first time. */
  readonly isFirst: Uint8Array;
}

export function opportunityLives(view: PipelineView): OpportunityLives {
  const count = view.opportunityIds.length;
  const visits = stageVisits(view);
  const createdOn = new Int32Array(count);
  const closedOn = new Int32Array(count).fill(NEVER);
  const outcome = new Uint8Array(count);
  const amount = new Float64Array(count);
  const lastOpenStage = new Int32Array(count).fill(-1);
  const lastState = new Int32Array(count);
  let firstDay = NEVER;
  for (let opportunity = 0; opportunity < count; opportunity++) {
    const first = visits.start[opportunity]!;
    const last = visits.start[opportunity + 1]! - 1;
    createdOn[opportunity] = visits.entryDay[first]!;
    firstDay = Math.min(firstDay, createdOn[opportunity]!);
    const stage = visits.stage[last]!;
    lastState[opportunity] = view.stateStart[opportunity + 1]! - 1;
    let open = last;
    while (open >= first && visits.stage[open]! >= view.wonCode) open--;
    if (open >= first) lastOpenStage[opportunity] = visits.stage[open]!;
    if (stage >= view.wonCode) {
      outcome[opportunity] = stage - view.wonCode + OUTCOME.won;
      closedOn[opportunity] = visits.entryDay[last]!;
    }
    amount[opportunity] = amountAtEnd(view, opportunity, stage);
  }
  const expectedCloseOf = expectedClose(view);
  return {
    view,
    count,
    createdOn,
    closedOn,
    outcome,
    amount,
    lastOpenStage,
    lastState,
    visits,
    firstDay,
    expectedCloseOf,
  };
}

/** Last amount known in a state up to `state`, at the rates of that; NaN when none is. */
export function knownAmount(view: PipelineView, opportunity: number, state: number): number {
  for (let earlier = state; earlier >= view.stateStart[opportunity]!; earlier--) {
    if (!Number.isNaN(view.stateAmount[earlier]!))
      return amountAtRatesOf(view, view.stateRow[earlier]!, state);
  }
  return Number.NaN;
}

function amountAtEnd(view: PipelineView, opportunity: number, stage: number): number {
  const first = view.stateStart[opportunity]!;
  const last = view.stateStart[opportunity + 1]! - 1;
  if (stage <= view.wonCode) return knownAmount(view, opportunity, last);
  for (let state = last; state >= first; state--) {
    const isOpen = view.stateStage[state]! < view.wonCode;
    if (isOpen && !Number.isNaN(view.stateAmount[state]!))
      return amountAtRatesOf(view, view.stateRow[state]!, last);
  }
  return knownAmount(view, opportunity, last);
}

function stageVisits(view: PipelineView): StageVisits {
  const stateCount = view.stateDay.length;
  const opportunityCount = view.opportunityIds.length;
  const start = new Int32Array(opportunityCount + 1);
  const columns = {
    opportunity: new Int32Array(stateCount),
    stage: new Uint16Array(stateCount),
    entryDay: new Int32Array(stateCount),
    exitDay: new Int32Array(stateCount).fill(NEVER),
    firstState: new Int32Array(stateCount),
    isFirst: new Uint8Array(stateCount),
  };
  const ofStage = new Int32Array(view.openStages.length);
  let count = 0;
  for (let opportunity = 0; opportunity < opportunityCount; opportunity++) {
    start[opportunity] = count;
    for (let state = view.stateStart[opportunity]!; state < view.stateStart[opportunity + 1]!; state++) {
      const stage = view.stateStage[state]!;
      const hasBefore = count > start[opportunity]!;
      if (hasBefore && columns.stage[count - 1] === stage) continue;
      if (hasBefore) columns.exitDay[count - 1] = view.stateDay[state]!;
      let isFirst = 1;
      for (let visit = start[opportunity]!; visit < count; visit++)
        if (columns.stage[visit] === stage) isFirst = 0;
      columns.opportunity[count] = opportunity;
      columns.stage[count] = stage;
      columns.entryDay[count] = view.stateDay[state]!;
      columns.firstState[count] = state;
      columns.isFirst[count] = isFirst;
      if (stage < view.wonCode) ofStage[stage]!++;
      count++;
    }
  }
  start[opportunityCount] = count;
  return {
    start,
    opportunity: columns.opportunity.slice(0, count),
    stage: columns.stage.slice(0, count),
    entryDay: columns.entryDay.slice(0, count),
    exitDay: columns.exitDay.slice(0, count),
    firstState: columns.firstState.slice(0, count),
    isFirst: columns.isFirst.slice(0, count),
    ofStage: visitsByStage(columns.stage, count, ofStage),
  };
}

function visitsByStage(stage: Uint16Array, count: number, sizes: Int32Array): readonly Int32Array[] {
  const lists = Array.from(sizes, (size) => new Int32Array(size));
  const next = new Int32Array(sizes.length);
  for (let visit = 0; visit < count; visit++) {
    const list = lists[stage[visit]!];
    if (list !== undefined) list[next[stage[visit]!]!++] = visit;
  }
  return lists;
}

/** Reads the column of expected close dates once by its distinct values. */
function expectedClose(view: PipelineView): ((state: number) => number) | undefined {
  const column = view.attributes.find(({ name }) => CLOSE_DATE_NAMES.has(name.toLowerCase()));
  if (column === undefined) return undefined;
  const days = Float64Array.from(column.values, (text) => dayFromIso(text.slice(0, 10)) ?? Number.NaN);
  if (days.every(Number.isNaN)) return undefined;
  return (state) => days[column.codes[view.stateRow[state]!]!]!;
}
