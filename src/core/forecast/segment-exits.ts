import { monthOfQuarter } from "../base/period.ts";
import type { Day } from "../base/day.ts";
import { BIN_OF_DWELL, DWELL_BIN_COUNT, DWELL_CAP, dwellRange } from "./dwell-bins.ts";
import { exitClassOf, hazardRow } from "./hazard-counts.ts";
import type { HazardModel } from "./hazard-model.ts";
import type { Segments } from "./segments.ts";
import type { StateTable } from "./state-table.ts";
import { weekdayFactor, type WorkCalendar } from "./work-calendar.ts";

/** Wins and losses of one kind by segment: those seen, and those that hazards alike for all segments expect. */
export interface SegmentExits {
  /** Shape [group]. */
  readonly observed: Float64Array;
  readonly expected: Float64Array;
}

/** Days at risk in one stage that belong to one segment: a visit, cut where its segment changes. Shape [run]. */
interface RiskRuns {
  readonly count: number;
  readonly hazardRow: Uint16Array;
  readonly entryDay: Int32Array;
  readonly firstDay: Int32Array;
  readonly lastDay: Int32Array;
  /** Code of the stage that was entered on the last day, or -1. */
  readonly exitTo: Int32Array;
  readonly group: Uint8Array;
}

const FIRST_DWELL_OF_BIN = Int32Array.from({ length: DWELL_BIN_COUNT }, (_, bin) => dwellRange(bin).first);

/**
 * Makes a function that counts the exits of each segment up to a day, and what the hazards as of that day expect of the
 * same days at risk, weekdays, holidays and months taken as the forecast takes them.
 * The segment of a day at risk is the one that held at the end of the day before: nothing that came with the close.
 */
export function segmentExitCounter(
  table: StateTable,
  calendar: WorkCalendar,
  segments: Segments,
): (day: number, hazards: HazardModel, exitClass: number) => SegmentExits {
  const { firstCloseDay } = table;
  const runs = riskRunsOf(table, segments);
  return (day, hazards, exitClass) => {
    const isCounted = (target: number): boolean => exitClassOf(target, hazards.wonCode) === exitClass;
    const factorSums = factorSumsByDay(firstCloseDay, day, calendar, hazards, exitClass);
    const rates = ratesOf(hazards, isCounted);
    return {
      observed: observedExits(runs, segments.count, day, isCounted),
      expected: expectedExits(runs, segments.count, firstCloseDay, day, rates, factorSums),
    };
  };
}

function riskRunsOf(table: StateTable, { groupOfState }: Segments): RiskRuns {
  const { visits, view, firstCloseDay, lastDay } = table;
  const columns = {
    hazardRow: [] as number[],
    entryDay: [] as number[],
    firstDay: [] as number[],
    lastDay: [] as number[],
    exitTo: [] as number[],
    group: [] as number[],
  };
  for (let visit = 0; visit < visits.count; visit++) {
    const row = hazardRow(table, visits.stage[visit]!);
    if (row < 0) continue;
    const exit = visits.exitDay[visit]!;
    const end = visits.endState[visit]!;
    let state = visits.firstState[visit]!;
    while (state < end) {
      const first = view.stateDay[state]! + 1;
      const group = groupOfState[state]!;
      do state++;
      while (state < end && groupOfState[state] === group);
      const last = state < end ? view.stateDay[state]! : Math.min(exit, lastDay);
      if (last < firstCloseDay) continue;
      columns.hazardRow.push(row);
      columns.entryDay.push(visits.entryDay[visit]!);
      columns.firstDay.push(Math.max(first, firstCloseDay));
      columns.lastDay.push(last);
      columns.exitTo.push(state === end && exit <= lastDay ? visits.exitTo[visit]! : -1);
      columns.group.push(group);
    }
  }
  return {
    count: columns.group.length,
    hazardRow: Uint16Array.from(columns.hazardRow),
    entryDay: Int32Array.from(columns.entryDay),
    firstDay: Int32Array.from(columns.firstDay),
    lastDay: Int32Array.from(columns.lastDay),
    exitTo: Int32Array.from(columns.exitTo),
    group: Uint8Array.from(columns.group),
  };
}

function observedExits(
  runs: RiskRuns,
  groupCount: number,
  day: number,
  isCounted: (target: number) => boolean,
): Float64Array {
  const observed = new Float64Array(groupCount);
  for (let run = 0; run < runs.count; run++) {
    const target = runs.exitTo[run]!;
    if (target >= 0 && runs.lastDay[run]! <= day && isCounted(target)) observed[runs.group[run]!]!++;
  }
  return observed;
}

/** @param factorSums shape [day since the first close + 1]; how much the days before add up to */
function expectedExits(
  runs: RiskRuns,
  groupCount: number,
  firstCloseDay: number,
  day: number,
  rates: Float64Array,
  factorSums: Float64Array,
): Float64Array {
  const expected = new Float64Array(groupCount);
  for (let run = 0; run < runs.count; run++) {
    const lastDay = Math.min(runs.lastDay[run]!, day);
    let from = runs.firstDay[run]!;
    if (from > lastDay) continue;
    const entry = runs.entryDay[run]!;
    const firstCell = runs.hazardRow[run]! * DWELL_BIN_COUNT;
    let sum = 0;
    let bin = BIN_OF_DWELL[Math.min(from - entry, DWELL_CAP)]!;
    while (from <= lastDay) {
      const nextBin = bin + 1 < DWELL_BIN_COUNT ? entry + FIRST_DWELL_OF_BIN[bin + 1]! : lastDay + 1;
      const end = Math.min(nextBin, lastDay + 1);
      sum += rates[firstCell + bin]! * (factorSums[end - firstCloseDay]! - factorSums[from - firstCloseDay]!);
      from = end;
      bin++;
    }
    expected[runs.group[run]!]! += sum;
  }
  return expected;
}

/** Daily rates of some targets together; shape [stage x bin]. */
function ratesOf({ rates, targetCount }: HazardModel, isCounted: (target: number) => boolean): Float64Array {
  const counted = Array.from({ length: targetCount }, (_, target) => target).filter(isCounted);
  return Float64Array.from({ length: rates.length / targetCount }, (_, cell) =>
    counted.reduce((sum, target) => sum + rates[cell * targetCount + target]!, 0),
  );
}

function factorSumsByDay(
  firstDay: number,
  lastDay: number,
  calendar: WorkCalendar,
  hazards: HazardModel,
  exitClass: number,
): Float64Array {
  const weekdays = hazards.weekdayFactors.subarray(exitClass * 7, exitClass * 7 + 7);
  const sums = new Float64Array(Math.max(0, lastDay - firstDay + 1) + 1);
  for (let day = firstDay; day <= lastDay; day++) {
    const month = monthOfQuarter(day as Day, calendar.fiscal);
    const factor = weekdayFactor(calendar, weekdays, day) * hazards.monthFactors[exitClass * 3 + month]!;
    sums[day - firstDay + 1] = sums[day - firstDay]! + factor;
  }
  return sums;
}
