import type { SimulationPlan } from "../simulation/plan.ts";

/**
 * The plan with levered chances, in which opportunities whose win is at stake stand twice: once as they are, with the luck they have
 * without levers, and once as decided again, with luck of their own. The two chances add up to the levered one, so means are exact.
 *
 * What it costs: the two are drawn apart, so in kept x again of the draws an opportunity is won twice (4 % of them at a chance of 0.9 with
 * a twentieth at stake, 0.2 % at a chance of 0.2). Intervals of levers on times are that much too wide, never too narrow.
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
    const share = keptShare(plan, winProbabilities, row, atStakeOf(row));
    if (share === 1) return;
    rows.push(row);
    for (let cell = row * periodCount; cell < (row + 1) * periodCount; cell++) {
      kept[cell]! *= share;
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

/** How much of the levered chance keeps its luck: what is not at stake of the chance without levers. */
function keptShare(
  plan: Pick<SimulationPlan, "winProbabilities">,
  levered: Float64Array,
  row: number,
  atStake: Float64Array,
): number {
  if (atStake.every((share) => share === 0)) return 1;
  const first = row * atStake.length;
  let safe = 0;
  let all = 0;
  atStake.forEach((share, period) => {
    safe += plan.winProbabilities[first + period]! * (1 - share);
    all += levered[first + period]!;
  });
  return all > safe ? safe / all : 1;
}
