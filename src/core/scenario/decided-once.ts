import type { SimulationPlan } from "../simulation/plan.ts";
import { idDecidedAgain } from "./decided-again.ts";

/**
 * The plan as it is drawn where opportunities stand twice: each as one row over two times the months and one period between.
 * First come the months with what is kept, then a chance that brings nothing, then the months with what is decided again. One
 * uniform number decides both, so an opportunity is won at most once: what is kept lies where it is won without levers, and what
 * is decided again where it is lost without them, as far as there is room. Chances of all months stay as they are.
 * @param chanceWithout to be won in any month without levers, by id, 0..1
 * @returns             the same plan where no opportunity stands twice
 */
export function decidedOnce(plan: SimulationPlan, chanceWithout: (id: string) => number): SimulationPlan {
  const rowOf = new Map(plan.opportunityIds.map((id, row) => [id, row]));
  const againOf = new Map(
    plan.opportunityIds.flatMap((id, row) => {
      const again = rowOf.get(idDecidedAgain(id));
      return again === undefined ? [] : [[row, again] as const];
    }),
  );
  if (againOf.size === 0) return plan;
  const monthCount = plan.periods.length;
  const periodCount = 2 * monthCount + 1;
  const seconds = new Set(againOf.values());
  const rows = [...plan.opportunityIds.keys()].filter((row) => !seconds.has(row));
  const chancesOf = (row: number): Float64Array =>
    plan.winProbabilities.subarray(row * monthCount, (row + 1) * monthCount);
  const winProbabilities = new Float64Array(rows.length * periodCount);
  rows.forEach((row, place) => {
    const kept = chancesOf(row);
    winProbabilities.set(kept, place * periodCount);
    const again = againOf.get(row);
    if (again === undefined) return;
    const regained = chancesOf(again);
    const lost = chanceWithout(plan.opportunityIds[row]!) - sumOf(kept);
    const room = 1 - sumOf(kept) - sumOf(regained);
    const between = place * periodCount + monthCount;
    winProbabilities[between] = Math.max(0, Math.min(lost, room));
    winProbabilities.set(regained, between + 1);
  });
  return {
    ...plan,
    periods: [...plan.periods, { ...plan.periods[0]!, label: "neither" }, ...plan.periods],
    opportunityIds: rows.map((row) => plan.opportunityIds[row]!),
    amounts: Float64Array.from(rows, (row) => plan.amounts[row]!),
    spreadClasses: Uint8Array.from(rows, (row) => plan.spreadClasses[row]!),
    opportunityLeaves: Uint16Array.from(rows, (row) => plan.opportunityLeaves[row]!),
    winProbabilities,
    newBusiness: plan.newBusiness.map((process) => {
      const expectedWins = new Float64Array(periodCount);
      expectedWins.set(process.expectedWins);
      return { ...process, expectedWins };
    }),
    booked: new Float64Array(plan.leaves.length * periodCount),
  };
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
