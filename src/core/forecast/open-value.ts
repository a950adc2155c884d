import type { FittedDay } from "./landmark-sweep.ts";
import { forEachOpen } from "./landmark-sweep.ts";
import { NEVER, type StateTable } from "./state-table.ts";

/** The open pipeline weighted by one probability per stage, without timing: what a CRM shows; minor units. */
export function stageWeightedValue(
  table: StateTable,
  fitted: FittedDay,
  probabilityOfStage: Float64Array,
): number {
  let sum = 0;
  forEachOpen(table, fitted, (open) => {
    sum +=
      (probabilityOfStage[open.stage] ?? 0) *
      (Number.isNaN(open.knownAmount) ? open.expectedAmount : open.knownAmount);
  });
  return sum;
}

/** Share of closed opportunities that were won, of those that had been in a stage; 0.5 where none had. */
export function stageWinRates(table: StateTable): Float64Array {
  const { visits, view, wins } = table;
  const won = new Float64Array(view.openStages.length);
  const closed = new Float64Array(view.openStages.length);
  const isWon = new Set(wins.opportunity);
  const isOpen = new Set<number>();
  for (let visit = 0; visit < visits.count; visit++) {
    const isStillOpen = visits.stage[visit]! < view.wonCode && visits.exitDay[visit] === NEVER;
    if (isStillOpen) isOpen.add(visits.opportunity[visit]!);
  }
  const counted = new Set<number>();
  for (let visit = 0; visit < visits.count; visit++) {
    const stage = visits.stage[visit]!;
    const opportunity = visits.opportunity[visit]!;
    const key = opportunity * view.openStages.length + stage;
    if (stage >= view.wonCode || isOpen.has(opportunity) || counted.has(key)) continue;
    counted.add(key);
    closed[stage]!++;
    if (isWon.has(opportunity)) won[stage]!++;
  }
  return won.map((count, stage) => (closed[stage]! > 0 ? count / closed[stage]! : 0.5));
}
