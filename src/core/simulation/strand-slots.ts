import { roundToPlanPrecision } from "../maths/round-mantissa.ts";
import { drawLayoutOf, type DrawLayout } from "./draws.ts";
import { bundleEnd, dealStrands, type Strands } from "./deal-strands.ts";
import { amountMultipliers } from "./multipliers.ts";
import type { SimulationPlan } from "./plan.ts";

/**
 * Which rows are counted strand by strand, and on what lattice. Beside the rows of the draws there is one for all
 * sub-periods through each: see `throughRow`.
 */
export interface StrandSlots {
  readonly count: number;
  /** Strands of opportunities, the first ones. */
  readonly openCount: number;
  /** Rows of the draws and rows through a sub-period. */
  readonly rowCount: number;
  readonly firstThroughRow: number;
  /** Distance of lattice values in minor units before the factor; 0 where the row is not counted; shape [row]. */
  readonly steps: Float64Array;
  /** Where a strand's values lie on the lattice of a row, about; whole numbers; shape [row x strand]. */
  readonly centres: Float64Array;
  /** Expected value of a strand, or of the bundle that it ends, on the lattice of a row; shape [row x strand]. */
  readonly expected: Float64Array;
  /** Whether a strand, or the bundle that it ends, may add to a row: 1 = it does; shape [row x strand]. */
  readonly touched: Uint8Array;
}

/**
 * Rows with fewer expected wins than this are lumpy, and their draws are taken as they are; open, new and total, on which
 * most depends, are recombined from few wins on.
 */
const FEWEST_WINS = 30;
const FEWEST_WINS_OF_MAIN_ROWS = 3;
/** Open, new and total: the first rows. */
export const MAIN_ROW_COUNT = 3;
/** Lattice values in a standard deviation: rounding to them adds less than 0.01 % to the standard deviation. */
const STEPS_PER_SD = 256;

/** The row of the slots with all that is booked through a sub-period: the total for the last one, itself for the first. */
export function throughRow(layout: DrawLayout, period: number): number {
  const periodCount = (layout.firstGroup[0] ?? layout.rowCount) - layout.firstPeriod;
  if (period === periodCount - 1) return layout.total;
  return period === 0 ? layout.firstPeriod : layout.rowCount + period;
}

/** Slots of a plan and the strands that they count. Depends on the content of the plan alone, not on the order of its rows. */
export function strandSlotsOf(
  plan: SimulationPlan,
  orderedOpportunities: Iterable<number>,
): { readonly slots: StrandSlots; readonly strands: Strands } {
  const strands = dealStrands(plan);
  const moments = new RowMoments(plan, strands);
  moments.addOpportunities(orderedOpportunities);
  moments.addNewBusiness();
  const { rowCount, touched, firstThroughRow } = moments;
  const steps = new Float64Array(rowCount);
  for (let row = 0; row < rowCount; row++) {
    // Through the first sub-period is that sub-period, and through the last one the total.
    if (row === firstThroughRow || row === rowCount - 1) continue;
    if (moments.wins[row]! < (row < MAIN_ROW_COUNT ? FEWEST_WINS_OF_MAIN_ROWS : FEWEST_WINS)) continue;
    const sd = Math.sqrt(Math.max(0, moments.variances[row]!));
    if (sd > 0 && Number.isFinite(sd)) steps[row] = roundToPlanPrecision(sd / STEPS_PER_SD);
  }
  const expected = moments.means.map((mean, slot) => {
    const step = steps[Math.floor(slot / strands.count)]!;
    return step > 0 ? roundToPlanPrecision(mean / step) : 0;
  });
  return {
    strands,
    slots: {
      centres: expected.map(Math.round),
      expected,
      count: strands.count,
      openCount: strands.openCount,
      rowCount,
      firstThroughRow,
      steps,
      touched,
    },
  };
}

/** Rows of the draws whose plan says that they are lumpy: their draws are needed as they are. */
export function lumpyRowsOf({ firstThroughRow, steps }: StrandSlots): number[] {
  return Array.from({ length: firstThroughRow }, (_, row) => row).filter((row) => steps[row] === 0);
}

interface WinMoments {
  readonly wins: number;
  readonly mean: number;
  readonly variance: number;
}

/** Expected wins and moments of every row, before the common factor. */
class RowMoments {
  readonly rowCount: number;
  readonly firstThroughRow: number;
  readonly wins: Float64Array;
  readonly variances: Float64Array;
  readonly means: Float64Array;
  readonly touched: Uint8Array;
  readonly #plan: SimulationPlan;
  readonly #strands: Strands;
  /** Rows of each leaf's groups. */
  readonly #groupRows: readonly (readonly number[])[];

  constructor(plan: SimulationPlan, strands: Strands) {
    const layout = drawLayoutOf(plan);
    this.#plan = plan;
    this.#strands = strands;
    this.#groupRows = plan.leaves.map(({ groups }) =>
      groups.map((group, dimension) => layout.firstGroup[dimension]! + group),
    );
    this.firstThroughRow = layout.rowCount;
    this.rowCount = layout.rowCount + plan.periods.length;
    this.wins = new Float64Array(this.rowCount);
    this.variances = new Float64Array(this.rowCount);
    this.means = new Float64Array(this.rowCount * strands.count);
    this.touched = new Uint8Array(this.rowCount * strands.count);
  }

  #add(row: number, strand: number, { wins, mean, variance }: WinMoments): void {
    if (wins === 0) return;
    const counted = row < MAIN_ROW_COUNT ? strand : bundleEnd(this.#strands, strand);
    const slot = row * this.#strands.count + counted;
    this.wins[row]! += wins;
    this.variances[row]! += variance;
    this.means[slot]! += mean;
    this.touched[slot] = 1;
  }

  /** @param ordered opportunities in an order that does not depend on the plan's, so that sums do not either */
  addOpportunities(ordered: Iterable<number>): void {
    const { amounts, openScale, opportunityLeaves, periods, spreadClasses, spreadSigmas, winProbabilities } =
      this.#plan;
    const meanSquares = Array.from(spreadSigmas, (sigma) => {
      let sum = 0;
      const multipliers = amountMultipliers(roundToPlanPrecision(sigma));
      for (const multiplier of multipliers) sum += multiplier * multiplier;
      return sum / multipliers.length;
    });
    const scale = roundToPlanPrecision(openScale);
    for (const index of ordered) {
      const strand = this.#strands.ofOpportunity[index]!;
      const amount = roundToPlanPrecision(amounts[index]!) * scale;
      const meanSquare = meanSquares[spreadClasses[index]!]!;
      const momentsOf = (chance: number): WinMoments => ({
        wins: chance,
        mean: chance * amount,
        variance: amount * amount * chance * (meanSquare - chance),
      });
      let chance = 0;
      for (let period = 0; period < periods.length; period++) {
        const inPeriod = roundToPlanPrecision(winProbabilities[index * periods.length + period]!);
        chance += inPeriod;
        this.#add(3 + period, strand, momentsOf(inPeriod));
        this.#add(this.firstThroughRow + period, strand, momentsOf(chance));
      }
      const moments = momentsOf(chance);
      this.#add(0, strand, moments);
      this.#add(2, strand, moments);
      for (const row of this.#groupRows[opportunityLeaves[index]!]!) this.#add(row, strand, moments);
    }
  }

  addNewBusiness(): void {
    const { newBusiness, periods } = this.#plan;
    const order = newBusiness.map((_, process) => process);
    order.sort((a, b) => (newBusiness[a]!.key < newBusiness[b]!.key ? -1 : 1));
    for (const process of order) {
      const { amounts, expectedWins, leaf } = newBusiness[process]!;
      let sum = 0;
      let squares = 0;
      for (const exactAmount of amounts) {
        const amount = roundToPlanPrecision(exactAmount);
        sum += amount;
        squares += amount * amount;
      }
      for (let period = 0; period < periods.length; period++) {
        const wins = roundToPlanPrecision(expectedWins[period]!);
        const moments = {
          wins,
          mean: (wins * sum) / amounts.length,
          variance: (wins * squares) / amounts.length,
        };
        const strand = this.#strands.ofCell[process * periods.length + period]!;
        for (const row of [1, 2, 3 + period, ...this.#groupRows[leaf]!]) {
          this.#add(row, strand, moments);
        }
        for (let through = period; through < periods.length; through++) {
          this.#add(this.firstThroughRow + through, strand, moments);
        }
      }
    }
  }
}
