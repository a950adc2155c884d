import { UNSEEN_STAGE } from "../pipeline/diff-snapshots.ts";
import type { PipelineView } from "../pipeline/pipeline-view.ts";
import { orderByDay } from "./order-by-day.ts";

/** Stands for "has not ended". */
export const NEVER = 2_147_483_647;

/** With fewer reopenings than this a lost opportunity that comes back counts as a new one. */
const FEWEST_REOPENINGS = 5;

/**
 * The view as visits of stages: one pass over the states serves every landmark and cut-off up to the view's day.
 * A visit of stage s entered on day a and left on day x for j is at risk on the days a+1 to x; moves within a day have
 * vanished with the end-of-day states. Codes of stages are those of the view.
 */
export interface StateTable {
  readonly view: PipelineView;
  /** Stages that can be left: the open ones, and lost (code `lostCode`) where reopening is part of the process. */
  readonly reopens: boolean;
  /**
   * Where a snapshot series does not tell how new opportunities began: the same opportunities as whole lives, by the
   * stage that they were first seen in. What becomes of new ones is told by that and by their age.
   */
  readonly lives?: StateTable;
  readonly visits: Visits;
  readonly creations: Creations;
  readonly wins: Wins;
  /** Bookings taken back: a won opportunity that no longer is, opened again or cancelled. Ascending by day. */
  readonly takenBack: TakenBack;
  /** First day of which the source tells anything. */
  readonly firstDay: number;
  /** First day on which the source recorded a close: before it nothing can be learned about closing. */
  readonly firstCloseDay: number;
  readonly lastDay: number;
}

/** Visits in ascending order of entry; every column has shape [visit]. */
export interface Visits {
  readonly count: number;
  readonly opportunity: Int32Array;
  readonly stage: Uint16Array;
  readonly entryDay: Int32Array;
  /** Day of the exit, NEVER when it has not ended. */
  readonly exitDay: Int32Array;
  /** Code of the stage entered on the exit day; undefined content when not ended. */
  readonly exitTo: Uint16Array;
  /** First state of the visit and the one after its last. */
  readonly firstState: Int32Array;
  readonly endState: Int32Array;
  /** First win of the same opportunity after the entry: index into wins, or -1. */
  readonly nextWin: Int32Array;
}

/** Creations in ascending order of day. */
export interface Creations {
  readonly day: Int32Array;
  /** Code of the state at the end of the day of creation, closed ones included. */
  readonly entry: Uint16Array;
}

/** Wins in ascending order of day; every column has shape [win]. */
export interface Wins {
  readonly opportunity: Int32Array;
  readonly day: Int32Array;
  /** Whole minor units as known on the view's day; NaN when the source never said. */
  readonly amount: Float64Array;
  /** Amount known on the day before the win, NaN when unknown or when there was no such day. */
  readonly knownAmount: Float64Array;
  /** Open stage that was left for the win, or -1. */
  readonly fromStage: Int32Array;
  /** State of the win, for its attributes. */
  readonly state: Int32Array;
}

export interface TakenBack {
  readonly day: Int32Array;
  /** Whole minor units, positive. */
  readonly amount: Float64Array;
  /** Last state of the win, for its attributes. */
  readonly state: Int32Array;
}

interface VisitRecord {
  readonly opportunity: number;
  readonly stage: number;
  readonly entryDay: number;
  exitDay: number;
  exitTo: number;
  readonly firstState: number;
  endState: number;
}

export function buildStateTable(view: PipelineView): StateTable {
  const visits = visitsOf(view);
  const reopenings = visits.reduce((count, visit) => count + Number(isReopened(view, visit)), 0);
  const reopens = reopenings >= FEWEST_REOPENINGS;
  const creations: { day: number; entry: number }[] = [];
  const wins: { visit: VisitRecord; amount: number; known: number; from: number }[] = [];
  const takenBack: { day: number; amount: number; state: number }[] = [];
  let firstCloseDay = NEVER;
  let firstDay = NEVER;
  for (let i = 0; i < visits.length; i++) {
    const visit = visits[i]!;
    const previous = i > 0 && visits[i - 1]!.opportunity === visit.opportunity ? visits[i - 1]! : undefined;
    firstDay = Math.min(firstDay, visit.entryDay);
    if (isNewStart(view, reopens, previous, visit))
      creations.push({ day: visit.entryDay, entry: visit.stage });
    if (visit.stage === view.wonCode || visit.stage === view.lostCode)
      firstCloseDay = Math.min(firstCloseDay, visit.entryDay);
    if (visit.stage === view.wonCode) {
      const wasOpen = previous !== undefined && previous.stage < view.wonCode;
      const known = wasOpen ? lastAmount(view, previous) : Number.NaN;
      const own = lastAmount(view, visit);
      const amount = Number.isNaN(own) ? known : own;
      wins.push({ visit, amount, known, from: wasOpen ? previous.stage : -1 });
      if (visit.exitDay !== NEVER)
        takenBack.push({ day: visit.exitDay, amount: amount || 0, state: visit.endState - 1 });
    }
  }
  const sortedWins = inOrderOfDay(wins, (win) => win.visit.entryDay);
  const winColumns: Wins = {
    opportunity: columnOf(sortedWins, (win) => win.visit.opportunity),
    day: columnOf(sortedWins, (win) => win.visit.entryDay),
    amount: Float64Array.from(sortedWins.map((win) => win.amount)),
    knownAmount: Float64Array.from(sortedWins.map((win) => win.known)),
    fromStage: columnOf(sortedWins, (win) => win.from),
    state: columnOf(sortedWins, (win) => win.visit.endState - 1),
  };
  takenBack.sort((a, b) => a.day - b.day);
  const unseenStage = view.isSnapshotSeries ? view.openStages.indexOf(UNSEEN_STAGE) : -1;
  const table: StateTable = {
    view,
    reopens,
    visits: visitColumns(
      visits.filter((visit) => visit.stage !== unseenStage),
      winColumns,
    ),
    creations: creationColumns(creations),
    wins: winColumns,
    takenBack: {
      day: Int32Array.from(takenBack, (event) => event.day),
      amount: Float64Array.from(takenBack, (event) => event.amount),
      state: Int32Array.from(takenBack, (event) => event.state),
    },
    firstDay,
    firstCloseDay: firstCloseDay === NEVER ? firstDay : firstCloseDay,
    lastDay: view.knownThrough,
  };
  return unseenStage < 0
    ? table
    : { ...table, lives: { ...table, ...lifeTable(table, visits, unseenStage), reopens: false } };
}

/**
 * The table of whole lives: every opportunity from its creation to its first close, by the stage in which a snapshot
 * showed it first (the unseen stage where it was closed before that). Nothing moves from one kind of life to another.
 */
function lifeTable(
  table: StateTable,
  visits: readonly VisitRecord[],
  unseenStage: number,
): Pick<StateTable, "visits" | "creations"> {
  const { wonCode } = table.view;
  const lives: VisitRecord[] = [];
  const creations: { day: number; entry: number }[] = [];
  for (let i = 0; i < visits.length; i++) {
    const first = visits[i]!;
    if (i > 0 && visits[i - 1]!.opportunity === first.opportunity) continue;
    let close = i;
    while (visits[close]?.opportunity === first.opportunity && visits[close]!.stage < wonCode) close++;
    const closed = visits[close]?.opportunity === first.opportunity ? visits[close]! : undefined;
    const seen = visits.slice(i, close).find((visit) => visit.stage !== unseenStage);
    const kind = close === i ? first.stage : (seen?.stage ?? unseenStage);
    creations.push({ day: first.entryDay, entry: kind });
    if (close === i) continue; // created and closed on one day: no day at risk
    lives.push({ ...first, stage: kind, exitDay: closed?.entryDay ?? NEVER, exitTo: closed?.stage ?? 0 });
  }
  return { visits: visitColumns(lives, table.wins), creations: creationColumns(creations) };
}

/** A lost opportunity that came back, or turned out to be won; one that was deleted later is neither. */
function isReopened(view: PipelineView, visit: VisitRecord): boolean {
  return visit.stage === view.lostCode && visit.exitDay !== NEVER && visit.exitTo <= view.wonCode;
}

function lastAmount(view: PipelineView, visit: VisitRecord): number {
  for (let state = visit.endState - 1; state >= visit.firstState; state--) {
    if (!Number.isNaN(view.stateAmount[state]!)) return view.stateAmount[state]!;
  }
  return Number.NaN;
}

/** The first visit of an opportunity, or one that counts as a new opportunity because closed ones do not come back. */
function isNewStart(
  view: PipelineView,
  reopens: boolean,
  previous: VisitRecord | undefined,
  visit: VisitRecord,
): boolean {
  if (previous === undefined) return true;
  if (previous.stage < view.wonCode || visit.stage >= view.wonCode) return false;
  return !(reopens && previous.stage === view.lostCode);
}

function visitsOf(view: PipelineView): VisitRecord[] {
  const visits: VisitRecord[] = [];
  for (let opportunity = 0; opportunity < view.opportunityIds.length; opportunity++) {
    let current: VisitRecord | undefined;
    for (let state = view.stateStart[opportunity]!; state < view.stateStart[opportunity + 1]!; state++) {
      const stage = view.stateStage[state]!;
      const day = view.stateDay[state]!;
      if (current !== undefined && current.stage === stage) {
        current.endState = state + 1;
        continue;
      }
      if (current !== undefined) {
        current.exitDay = day;
        current.exitTo = stage;
      }
      current = {
        opportunity,
        stage,
        entryDay: day,
        exitDay: NEVER,
        exitTo: 0,
        firstState: state,
        endState: state + 1,
      };
      visits.push(current);
    }
  }
  return visits;
}

function creationColumns(creations: readonly { readonly day: number; readonly entry: number }[]): Creations {
  const sorted = inOrderOfDay(creations, (creation) => creation.day);
  return {
    day: columnOf(sorted, (creation) => creation.day),
    entry: Uint16Array.from(columnOf(sorted, (creation) => creation.entry)),
  };
}

/** @param records of one opportunity after the other, each in order of day */
function visitColumns(records: readonly VisitRecord[], wins: Wins): Visits {
  const firstWin = winsByOpportunity(wins);
  const sorted = inOrderOfDay(records, (visit) => visit.entryDay);
  const nextWin = ({ opportunity, entryDay }: VisitRecord): number => {
    for (let i = firstWin.start[opportunity] ?? 0; i < (firstWin.start[opportunity + 1] ?? 0); i++) {
      if (wins.day[firstWin.wins[i]!]! > entryDay) return firstWin.wins[i]!;
    }
    return -1;
  };
  return {
    count: sorted.length,
    opportunity: columnOf(sorted, (visit) => visit.opportunity),
    stage: Uint16Array.from(columnOf(sorted, (visit) => visit.stage)),
    entryDay: columnOf(sorted, (visit) => visit.entryDay),
    exitDay: columnOf(sorted, (visit) => visit.exitDay),
    exitTo: Uint16Array.from(columnOf(sorted, (visit) => visit.exitTo)),
    firstState: columnOf(sorted, (visit) => visit.firstState),
    endState: columnOf(sorted, (visit) => visit.endState),
    nextWin: columnOf(sorted, nextWin),
  };
}

/** Of one day in the order given. */
function inOrderOfDay<T>(records: readonly T[], dayOf: (record: T) => number): T[] {
  const sorted: T[] = [];
  for (const place of orderByDay(columnOf(records, dayOf))) sorted.push(records[place]!);
  return sorted;
}

/** `Int32Array.from` with a function takes ten times as long. */
function columnOf<T>(records: readonly T[], pick: (record: T) => number): Int32Array {
  const column = new Int32Array(records.length);
  for (let index = 0; index < records.length; index++) column[index] = pick(records[index]!);
  return column;
}

/** Wins of each opportunity in order of day: `wins[start[opportunity]]` up to `start[opportunity + 1]`. */
function winsByOpportunity(wins: Wins): { readonly start: Int32Array; readonly wins: Int32Array } {
  const last = wins.opportunity.reduce((a, b) => Math.max(a, b), -1);
  const start = new Int32Array(last + 2);
  for (const opportunity of wins.opportunity) start[opportunity + 1]!++;
  for (let i = 1; i < start.length; i++) start[i]! += start[i - 1]!;
  const next = start.slice();
  const sorted = new Int32Array(wins.opportunity.length);
  wins.opportunity.forEach((opportunity, win) => (sorted[next[opportunity]!++] = win));
  return { start, wins: sorted };
}
