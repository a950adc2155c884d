import type { StrandCounts } from "./lattice-counter.ts";
import type { StrandSlots } from "./strand-slots.ts";

/**
 * Simulated revenue, without what is booked already; whole minor units. Row-major [row x draw]: first `open`, then `new`,
 * then `total` = open + new, then one row per sub-period, then one per group of each dimension in order; periods, and
 * the groups of each dimension, add up to `total` in every draw.
 */
export interface Draws {
  readonly drawCount: number;
  readonly rowCount: number;
  readonly cells: Float64Array;
  /** The same draws counted strand by strand; undefined from plain Monte Carlo. */
  readonly strands?: CountedStrands | undefined;
}

/** How often each value of each strand came up in each row. */
export interface CountedStrands {
  readonly slots: StrandSlots;
  /** Shape [row x strand] of the slots; undefined where a row is not counted or a strand adds nothing. */
  readonly counts: readonly (StrandCounts | undefined)[];
}

/** Where the rows lie. */
export interface DrawLayout {
  readonly open: 0;
  readonly new: 1;
  readonly total: 2;
  readonly firstPeriod: 3;
  /** First row of each dimension; shape [dimension]. */
  readonly firstGroup: readonly number[];
  readonly rowCount: number;
}

/** The layout of the draws of a plan. */
export function drawLayoutOf(plan: {
  readonly periods: readonly unknown[];
  readonly dimensions: readonly { readonly groups: readonly string[] }[];
}): DrawLayout {
  let row = 3 + plan.periods.length;
  const firstGroup = plan.dimensions.map((dimension) => {
    const first = row;
    row += dimension.groups.length;
    return first;
  });
  return { open: 0, new: 1, total: 2, firstPeriod: 3, firstGroup, rowCount: row };
}

/** The draws of one row. */
export function drawRow(draws: Draws, row: number): Float64Array {
  return draws.cells.subarray(row * draws.drawCount, (row + 1) * draws.drawCount);
}
