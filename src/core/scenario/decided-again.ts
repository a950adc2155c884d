import type { SimulationPlan } from "../simulation/plan.ts";

/** The second row of an opportunity that is decided again. */
export function idDecidedAgain(id: string): string {
  return `${id} decided again`;
}

/**
 * The plan with levered chances, in which opportunities whose win is at stake stand twice: once as they are, with the luck they have
 * without levers, and once as decided again. The two chances add up to the levered one, so means are exact; where they are drawn,
 * one number decides both (`decided-once.ts`). Months before the first that has anything at stake keep their draws as they are.
 * @param plan             without levers
 * @param winProbabilities with them; shape [opportunity x period]
 * @param atStakeOf        share of the wins of each period that is at stake, 0..1; shape [period]
 */
export function withDecidedAgain(
  plan: SimulationPlan,
  winProbabilities: Float64Array,
  atStakeOf: (row: number) => Float64Array,
): SimulationPlan {
  const periodCount = plan.periods.length;
  const kept = winProbabilities.slice();
  const rows: number[] = [];
  const again: number[] = [];
  plan.opportunityIds.forEach((_, row) => {
    const atStake = atStakeOf(row);
    // Before the levers begin nothing is decided again: these months keep their wins, draw by draw.
    const first = atStake.findIndex((share) => share > 0);
    const share = first < 0 ? 1 : keptShare(plan, winProbabilities, row, { atStake, first });
    if (share === 1) return;
    rows.push(row);
    for (let period = 0; period < periodCount; period++) {
      const cell = row * periodCount + period;
      if (period >= first) kept[cell]! *= share;
      again.push(winProbabilities[cell]! - kept[cell]!);
    }
  });
  if (rows.length === 0) return { ...plan, winProbabilities };
  const { opportunityIds, amounts, spreadClasses, opportunityLeaves } = plan;
  const ofRows = (column: Float64Array | Uint8Array | Uint16Array): number[] =>
    rows.map((row) => column[row]!);
  return {
    ...plan,
    opportunityIds: [...opportunityIds, ...rows.map((row) => idDecidedAgain(opportunityIds[row]!))],
    amounts: Float64Array.from([...amounts, ...ofRows(amounts)]),
    spreadClasses: Uint8Array.from([...spreadClasses, ...ofRows(spreadClasses)]),
    opportunityLeaves: Uint16Array.from([...opportunityLeaves, ...ofRows(opportunityLeaves)]),
    winProbabilities: Float64Array.from([...kept, ...again]),
  };
}

/** How much of the levered chance keeps its luck: what is not at stake of the chance without levers, from the first month on that has any. */
function keptShare(
  plan: Pick<SimulationPlan, "winProbabilities">,
  levered: Float64Array,
  row: number,
  { atStake, first }: { readonly atStake: Float64Array; readonly first: number },
): number {
  let safe = 0;
  let all = 0;
  for (let period = first; period < atStake.length; period++) {
    const cell = row * atStake.length + period;
    safe += plan.winProbabilities[cell]! * (1 - atStake[period]!);
    all += levered[cell]!;
  }
  return all > safe ? safe / all : 1;
}
