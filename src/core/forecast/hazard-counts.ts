import { ensure } from "../base/ensure.ts";
import { BIN_OF_DWELL, DWELL_BIN_COUNT, DWELL_CAP, dwellRange } from "./dwell-bins.ts";
import { orderByDay } from "./order-by-day.ts";
import { NEVER, type StateTable } from "./state-table.ts";
import { DAY_GROUP_COUNT, dayGroup, type WorkCalendar } from "./work-calendar.ts";

/**
 * Exits and days at risk up to a day that only moves forward, so that many landmarks cost one pass over the table.
 * Days before the source recorded closes are left out (left truncation): nothing could be seen to close on them.
 */
export interface HazardCounts {
  readonly stageCount: number;
  /** Targets of an exit: every open stage, then won, lost, removed. */
  readonly targetCount: number;
  /** Exits; shape [stage x bin x target]. */
  readonly exits: Float64Array;
  /** Opportunity-days at risk; shape [stage x bin x day group]. */
  readonly atRisk: Float64Array;
  /** Exits by class of target and day group: shape [class x day group]; classes are won, lost and moves. */
  readonly exitsByGroup: Float64Array;
  /** Includes all days up to and with this one. */
  throughDay: number;
}

export const EXIT_CLASS = { won: 0, lost: 1, move: 2 } as const;
export const EXIT_CLASS_COUNT = 3;

/** Makes a counter that stands before the first day; `advance` moves it on. */
export function countHazards(
  table: StateTable,
  calendar: WorkCalendar,
): { readonly counts: HazardCounts; advance(toDay: number): void } {
  const { view } = table;
  const stageCount = view.openStages.length + (table.reopens ? 1 : 0);
  const targetCount = view.openStages.length + 3;
  const cellCount = stageCount * DWELL_BIN_COUNT;
  const counts: HazardCounts = {
    stageCount,
    targetCount,
    exits: new Float64Array(cellCount * targetCount),
    atRisk: new Float64Array(cellCount * DAY_GROUP_COUNT),
    exitsByGroup: new Float64Array(EXIT_CLASS_COUNT * DAY_GROUP_COUNT),
    throughDay: table.firstCloseDay - 1,
  };
  const changes = riskChangesByDay(table, cellCount);
  const exits = exitsByDay(table);
  const atRiskNow = new Float64Array(cellCount);
  let nextExit = 0;

  const advance = (toDay: number): void => {
    ensure(toDay <= table.lastDay, "Hazards can be counted only up to the day of the view");
    for (let day = counts.throughDay + 1; day <= toDay; day++) {
      const group = dayGroup(calendar, day);
      const first = (day - table.firstCloseDay) * cellCount;
      for (let cell = 0; cell < cellCount; cell++) {
        const now = atRiskNow[cell]! + changes[first + cell]!;
        atRiskNow[cell] = now;
        counts.atRisk[cell * DAY_GROUP_COUNT + group]! += now;
      }
      for (; nextExit < exits.count && exits.day[nextExit]! <= day; nextExit++) {
        const target = exits.target[nextExit]!;
        counts.exits[exits.cell[nextExit]! * targetCount + target]!++;
        counts.exitsByGroup[exitClassOf(target, view.wonCode) * DAY_GROUP_COUNT + group]!++;
      }
    }
    counts.throughDay = Math.max(counts.throughDay, toDay);
  };
  return { counts, advance };
}

/** Won, lost, or any other move (to another open stage, or removed). */
export function exitClassOf(target: number, wonCode: number): number {
  if (target === wonCode) return EXIT_CLASS.won;
  return target === wonCode + 1 ? EXIT_CLASS.lost : EXIT_CLASS.move;
}

/** Row of a stage code in the counts, or -1 for a closed stage that is not left. */
export function hazardRow(table: StateTable, stage: number): number {
  if (stage < table.view.openStages.length) return stage;
  return table.reopens && stage === table.view.lostCode ? table.view.openStages.length : -1;
}

/**
 * By how much the number at risk in each (stage, bin) changes from one day to the next; shape [day x stage x bin], the
 * first day being the first close. A visit enters a bin on the first day of its range and leaves it after the last.
 */
function riskChangesByDay(table: StateTable, cellCount: number): Int32Array {
  const { visits, firstCloseDay, lastDay } = table;
  const dayCount = Math.max(0, lastDay - firstCloseDay + 1);
  const changes = new Int32Array((dayCount + 1) * cellCount);
  for (let visit = 0; visit < visits.count; visit++) {
    const row = hazardRow(table, visits.stage[visit]!);
    if (row < 0) continue;
    const entry = visits.entryDay[visit]!;
    const lastAtRisk = Math.min(visits.exitDay[visit]!, lastDay);
    const firstAtRisk = Math.max(entry + 1, firstCloseDay);
    for (let bin = BIN_OF_DWELL[Math.min(firstAtRisk - entry, DWELL_CAP)]!; bin < DWELL_BIN_COUNT; bin++) {
      const range = dwellRange(bin);
      const from = Math.max(firstAtRisk, entry + range.first);
      if (from > lastAtRisk) break;
      const to = Math.min(lastAtRisk, entry + range.last);
      const cell = row * DWELL_BIN_COUNT + bin;
      changes[(from - firstCloseDay) * cellCount + cell]!++;
      changes[(to + 1 - firstCloseDay) * cellCount + cell]!--;
    }
  }
  return changes;
}

interface ExitEvents {
  readonly count: number;
  readonly day: Int32Array;
  readonly cell: Int32Array;
  readonly target: Int32Array;
}

function exitsByDay(table: StateTable): ExitEvents {
  const { visits } = table;
  const ended: number[] = [];
  for (let visit = 0; visit < visits.count; visit++) {
    const exit = visits.exitDay[visit]!;
    const isCounted = exit !== NEVER && exit >= table.firstCloseDay && exit <= table.lastDay;
    if (isCounted && hazardRow(table, visits.stage[visit]!) >= 0) ended.push(visit);
  }
  const order = orderByDay(Int32Array.from(ended, (visit) => visits.exitDay[visit]!));
  const count = order.length;
  const events = { day: new Int32Array(count), cell: new Int32Array(count), target: new Int32Array(count) };
  for (let place = 0; place < count; place++) {
    const visit = ended[order[place]!]!;
    const dwell = Math.min(visits.exitDay[visit]! - visits.entryDay[visit]!, DWELL_CAP);
    events.day[place] = visits.exitDay[visit]!;
    events.cell[place] = hazardRow(table, visits.stage[visit]!) * DWELL_BIN_COUNT + BIN_OF_DWELL[dwell]!;
    events.target[place] = visits.exitTo[visit]!;
  }
  return { count, ...events };
}
