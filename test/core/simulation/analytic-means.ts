import { drawLayoutOf } from "../../../src/core/simulation/draws.ts";
import type { SimulationPlan } from "../../../src/core/simulation/plan.ts";

/** Mean of every row of the draws for a common factor with the given mean, from the definition of the plan. */
export function analyticMeans(plan: SimulationPlan, factorMean: number): Float64Array {
  const layout = drawLayoutOf(plan);
  const means = new Float64Array(layout.rowCount);
  const book = (part: number, leaf: number, period: number, mean: number) => {
    for (const row of [part, layout.total, layout.firstPeriod + period]) means[row]! += mean;
    plan.leaves[leaf]!.groups.forEach((group, dimension) => {
      means[layout.firstGroup[dimension]! + group]! += mean;
    });
  };
  plan.opportunityIds.forEach((_, index) => {
    for (let period = 0; period < plan.periods.length; period++) {
      const chance = plan.winProbabilities[index * plan.periods.length + period]!;
      const amount = plan.amounts[index]! * plan.openScale * factorMean;
      book(layout.open, plan.opportunityLeaves[index]!, period, chance * amount);
    }
  });
  for (const { leaf, expectedWins, amounts } of plan.newBusiness) {
    const meanAmount = amounts.reduce((sum, amount) => sum + amount, 0) / amounts.length;
    expectedWins.forEach((wins, period) => book(layout.new, leaf, period, wins * meanAmount * factorMean));
  }
  return means;
}
