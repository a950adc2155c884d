import { drawLayoutOf } from "./draws.ts";
import type { Strands } from "./deal-strands.ts";
import type { SimulationPlan } from "./plan.ts";
import type { StrandSlots } from "./strand-slots.ts";

/**
 * A plan in two strands, what is open and what is new, none of whose rows is counted: for where the draws themselves are
 * wanted alone. Sums of a draw are exact, so its strands never change them.
 */
export function uncountedStrands(plan: SimulationPlan): {
  readonly slots: StrandSlots;
  readonly strands: Strands;
} {
  const opportunityCount = plan.opportunityIds.length;
  const cellCount = plan.newBusiness.length * plan.periods.length;
  const openCount = opportunityCount > 0 ? 1 : 0;
  const count = openCount + (cellCount > 0 ? 1 : 0);
  const firstThroughRow = drawLayoutOf(plan).rowCount;
  const rowCount = firstThroughRow + plan.periods.length;
  return {
    strands: {
      openCount,
      count,
      ofOpportunity: new Uint8Array(opportunityCount),
      ofCell: new Uint8Array(cellCount).fill(openCount),
    },
    slots: {
      count,
      openCount,
      rowCount,
      firstThroughRow,
      steps: new Float64Array(rowCount),
      centres: new Float64Array(rowCount * count),
      expected: new Float64Array(rowCount * count),
      touched: new Uint8Array(rowCount * count),
    },
  };
}
