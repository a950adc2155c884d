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
}

const OPPORTUNITIES_PER_STEP = 256;
const NEW_WINS_PER_STEP = 64;

/** Cuts the work of a block into steps of about 256 opportunities or 64 expected new wins. */
export function kernelStepsOf(prepared: PreparedPlan): KernelSteps {
  const opportunityEnds: number[] = [];
  for (let from = 0; from < prepared.opportunityCount; from += OPPORTUNITIES_PER_STEP) {
    opportunityEnds.push(Math.min(from + OPPORTUNITIES_PER_STEP, prepared.opportunityCount));
  }
  const cellEnds: number[] = [];
  const { cellCount, expectedWins } = prepared.newBusiness;
  let work = 0;
  for (let cell = 0; cell < cellCount; cell++) {
    work += 0.5 + expectedWins[cell]!;
    if (work < NEW_WINS_PER_STEP && cell + 1 < cellCount) continue;
    cellEnds.push(cell + 1);
    work = 0;
  }
  return { opportunityEnds, cellEnds };
}
