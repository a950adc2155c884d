import type { CostPlan } from "./cost-plan.ts";

/** One plan of the items of several, in their order: a plan as written, and tables beside it. */
export function joinCostPlans(plans: readonly CostPlan[]): CostPlan {
  return {
    staff: plans.flatMap(({ staff }) => staff),
    technology: plans.flatMap(({ technology }) => technology),
    training: plans.flatMap(({ training }) => training),
    other: plans.flatMap(({ other }) => other),
    fixed: plans.flatMap(({ fixed }) => fixed),
  };
}
