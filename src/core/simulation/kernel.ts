import type { StrandCounts } from "./lattice-counter.ts";
import type { PreparedPlan } from "./prepare-plan.ts";

/**
 * One way to compute draws, block by block. A block is made in steps, to be called in order, each short enough (well
 * under a millisecond as a rule) to look for a cancellation in between. All kernels but the plain one give the same
 * bytes.
 */
export interface BlockKernel {
  /** Steps of a block; the last one writes its rows. */
  readonly stepCount: number;
  /** @param cells row-major [row x draw] of all blocks; see `Draws` */
  simulateStep(blockIndex: number, step: number, cells: Float64Array): void;
  readonly replayStepCount: number;
  /** Counts of the blocks simulated so far, strand by strand; undefined where the kernel does not count. */
  readonly strandCounts: (() => (StrandCounts | undefined)[]) | undefined;
  /** Draws the same wins again, without amounts, and counts them. */
  replayStep(blockIndex: number, step: number, flags: Uint8Array, counts: WinCounts): void;
}

/** In how many draws an opportunity is won; shape [opportunity] in the order of the plan. */
export interface WinCounts {
  readonly won: Uint32Array;
  /** Won in a draw that is flagged. */
  readonly wonFlagged: Uint32Array;
}

/** What one step of a block covers: places of opportunities or cells of new business, [from, to). */
export interface KernelSteps {
  readonly opportunityEnds: readonly number[];
  readonly cellEnds: readonly number[];
  /** The strand that ends with a step, counted over opportunities and cells; undefined where none does; shape [step]. */
  readonly strandAfter: readonly (number | undefined)[];
}

const OPPORTUNITIES_PER_STEP = 256;
const NEW_WINS_PER_STEP = 64;

/** Cuts the work of a block into steps of about 256 opportunities or 64 expected new wins, of one strand each. */
export function kernelStepsOf(prepared: PreparedPlan): KernelSteps {
  const { newBusiness } = prepared;
  const opportunityEnds: number[] = [];
  const cellEnds: number[] = [];
  const strandAfter: (number | undefined)[] = [];
  let from = 0;
  prepared.opportunityEnds.forEach((strandEnd, strand) => {
    while (from < strandEnd) {
      from = Math.min(from + OPPORTUNITIES_PER_STEP, strandEnd);
      opportunityEnds.push(from);
      strandAfter.push(from === strandEnd ? strand : undefined);
    }
  });
  let cell = 0;
  newBusiness.strandEnds.forEach((strandEnd, strand) => {
    while (cell < strandEnd) {
      for (let work = 0; cell < strandEnd && work < NEW_WINS_PER_STEP; cell++) {
        work += 0.5 + newBusiness.expectedWins[cell]!;
      }
      cellEnds.push(cell);
      strandAfter.push(cell === strandEnd ? prepared.opportunityEnds.length + strand : undefined);
    }
  });
  return { opportunityEnds, cellEnds, strandAfter };
}
