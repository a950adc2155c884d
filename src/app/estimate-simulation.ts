import type { KernelInput } from "../core/simulation/create-kernel.ts";
import type { SimulationPlan } from "../core/simulation/plan.ts";

/** Nanoseconds for one opportunity in one draw and for one new win, measured on a warm thread; see bench. */
const COST_NS = {
  wasm: { opportunity: 0.4, newWin: 1.5 },
  typescript: { opportunity: 1.2, newWin: 4 },
  plain: { opportunity: 15, newWin: 40 },
} as const;

/** What a simulation takes on one thread, in milliseconds; good to a factor of two. */
export function estimateSimulationMs(plan: SimulationPlan, input: KernelInput): number {
  let newWins = 0;
  for (const process of plan.newBusiness) {
    for (const wins of process.expectedWins) newWins += wins;
  }
  const cost = COST_NS[input.name];
  const costOfDrawNs = plan.opportunityIds.length * cost.opportunity + newWins * cost.newWin;
  return (costOfDrawNs * input.blocks.drawCount) / 1e6;
}
