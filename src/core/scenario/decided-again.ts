import type { SimulationPlan } from "../simulation/plan.ts";

/**
 * The plan with levered chances, in which opportunities whose win is at stake stand twice: once as they are, with the luck they have
 * without levers, and once as decided again, with luck of their own. The two chances add up to the levered one, so means are exact.
 *
 * Months before the first that has anything at stake keep their draws as they are.
 *
 * What it costs: the two are drawn apart, so in kept x again of the draws an opportunity is won twice (4 % of them at a chance of 0.9 with
 * a twentieth at stake, 0.2 % at a chance of 0.2). The range of the case with the lever is that much too wide; the variance of the
 * difference is 1 - again of what it should be (0.955 and 0.99 of it), for a win that is lost and won again counts as none lost.
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
    opportunityIds: [...opportunityIds, ...rows.map((row) => `${opportunityIds[row]!} decided again`)],
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
