import type { Period } from "../base/period.ts";
import type { StateTable } from "./state-table.ts";

/**
 * Visits of open stages that hold at the end of each day: entered on or before it, left after it.
 * @param days ascending
 * @returns    shape [day], each ascending; together as long as what was open, not as the whole history
 */
export function openVisitsOn(table: StateTable, days: readonly number[]): Int32Array[] {
  const { visits, view } = table;
  let active: number[] = [];
  let next = 0;
  return days.map((day) => {
    active = active.filter((visit) => visits.exitDay[visit]! > day);
    for (; next < visits.count && visits.entryDay[next]! <= day; next++) {
      if (visits.stage[next]! < view.wonCode && visits.exitDay[next]! > day) active.push(next);
    }
    return Int32Array.from(active);
  });
}

/** What the opportunities of some visits brought within a window, as the table knows it now; whole minor units. */
export function broughtBy(
  table: StateTable,
  openVisits: Int32Array,
  window: Pick<Period, "from" | "to">,
): number {
  const { visits, wins } = table;
  let sum = 0;
  for (const visit of openVisits) {
    const win = visits.nextWin[visit]!;
    if (win < 0 || wins.day[win]! < window.from || wins.day[win]! > window.to) continue;
    sum += wins.amount[win]! || 0;
  }
  return sum;
}

/** What the opportunities that were open on a day brought within a window. */
export function openActual(table: StateTable, day: number, window: Pick<Period, "from" | "to">): number {
  return broughtBy(table, openVisitsOn(table, [day])[0]!, window);
}
