import { NEVER, type StateTable, type Visits } from "./state-table.ts";

/**
 * Last day up to which two tables tell the same: whatever is learned as of that day or an earlier one, from rows up to
 * it, is the same by either, to the bit. Every column that a fit reads is compared, value by value and place by place, so
 * that also the visits and wins up to that day stand at the same places. Which opportunities they belong to, and what
 * came later, does not count.
 * @returns -Infinity where stages, reopening or the beginning of the record differ
 */
export function lastDayAlike(a: StateTable, b: StateTable): number {
  if (a === b) return a.lastDay;
  if (!haveSameFrame(a, b)) return Number.NEGATIVE_INFINITY;
  let day = Math.min(a.lastDay, b.lastDay);
  day = visitsAlike(a, b, day);
  day = winsAlike(a, b, day);
  day = creationsAlike(a, b, day);
  return a.lives === undefined || b.lives === undefined ? day : Math.min(day, lastDayAlike(a.lives, b.lives));
}

function haveSameFrame(a: StateTable, b: StateTable): boolean {
  return (
    a.reopens === b.reopens &&
    a.firstCloseDay === b.firstCloseDay &&
    (a.lives === undefined) === (b.lives === undefined) &&
    a.view.isSnapshotSeries === b.view.isSnapshotSeries &&
    a.view.openStages.length === b.view.openStages.length &&
    a.view.openStages.every((stage, code) => stage === b.view.openStages[code])
  );
}

/** Rows that both or one of them have up to a day; where two rows differ, the days before them are left. */
function visitsAlike(a: StateTable, b: StateTable, throughDay: number): number {
  let day = throughDay;
  for (let visit = 0; ; visit++) {
    const first = Math.min(entryOf(a.visits, visit), entryOf(b.visits, visit));
    if (first > day) return day;
    const isSame =
      a.visits.entryDay[visit] === b.visits.entryDay[visit] &&
      a.visits.stage[visit] === b.visits.stage[visit] &&
      createdOn(a, visit) === createdOn(b, visit);
    if (!isSame) return first - 1;
    const exit = Math.min(a.visits.exitDay[visit]!, b.visits.exitDay[visit]!);
    if (exit <= day && !haveSameExit(a.visits, b.visits, visit)) day = exit - 1;
    day = amountsAlike(a, b, visit, day);
  }
}

function entryOf(visits: Visits, visit: number): number {
  return visit < visits.count ? visits.entryDay[visit]! : NEVER;
}

function haveSameExit(a: Visits, b: Visits, visit: number): boolean {
  return a.exitDay[visit] === b.exitDay[visit] && a.exitTo[visit] === b.exitTo[visit];
}

function createdOn({ view, visits }: StateTable, visit: number): number {
  return view.stateDay[view.stateStart[visits.opportunity[visit]!]!]!;
}

/** Amounts while a visit lasts, by the days from which they were known. */
function amountsAlike(a: StateTable, b: StateTable, visit: number, throughDay: number): number {
  const firstOfA = a.visits.firstState[visit]!;
  const firstOfB = b.visits.firstState[visit]!;
  for (let step = 0; ; step++) {
    const dayOfA = stateDayOf(a, visit, firstOfA + step);
    const dayOfB = stateDayOf(b, visit, firstOfB + step);
    const first = Math.min(dayOfA, dayOfB);
    if (first > throughDay) return throughDay;
    const isSame =
      dayOfA === dayOfB &&
      Object.is(a.view.stateAmount[firstOfA + step], b.view.stateAmount[firstOfB + step]);
    if (!isSame) return first - 1;
  }
}

function stateDayOf({ view, visits }: StateTable, visit: number, state: number): number {
  return state < visits.endState[visit]! ? view.stateDay[state]! : NEVER;
}

function winsAlike({ wins: a }: StateTable, { wins: b }: StateTable, throughDay: number): number {
  for (let win = 0; ; win++) {
    const first = Math.min(a.day[win] ?? NEVER, b.day[win] ?? NEVER);
    if (first > throughDay) return throughDay;
    const isSame =
      a.day[win] === b.day[win] &&
      Object.is(a.amount[win], b.amount[win]) &&
      Object.is(a.knownAmount[win], b.knownAmount[win]) &&
      a.fromStage[win] === b.fromStage[win];
    if (!isSame) return first - 1;
  }
}

function creationsAlike(
  { creations: a }: StateTable,
  { creations: b }: StateTable,
  throughDay: number,
): number {
  for (let creation = 0; ; creation++) {
    const first = Math.min(a.day[creation] ?? NEVER, b.day[creation] ?? NEVER);
    if (first > throughDay) return throughDay;
    const isSame = a.day[creation] === b.day[creation] && a.entry[creation] === b.entry[creation];
    if (!isSame) return first - 1;
  }
}
