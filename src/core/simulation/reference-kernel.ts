import { mix64, offsetWord } from "../maths/mix64.ts";
import { ReferenceStrandArithmetic, StrandCounter } from "./count-strands.ts";
import { kernelStepsOf, type BlockKernel, type WinCounts } from "./kernel.ts";
import { PERMUTATION_COUNT } from "./permutations.ts";
import { MULTIPLIER_COUNT } from "./plan.ts";
import type { PreparedPlan } from "./prepare-plan.ts";

/** Adding and taking away 1.5 * 2^23 rounds a Float32 to the nearest integer, half to even; right below 0 too. */
const ROUNDER = 12_582_912;

/** Constants of this file fold into the loops; imported ones are looked up again for each win, at three times the cost. */
const MULTIPLIER_MASK = MULTIPLIER_COUNT - 1;

/**
 * The simulation in plain TypeScript: Latin hypercube sampling by permutations, one level of the common factor a block.
 *
 * An opportunity with win chance p is won in blockSize * p draws of a block, rounded by one random number, so its number
 * of wins hardly varies; which draws those are is told by a row of the permutation library under a random exclusive-or
 * and shift, so that within one draw all opportunities are independent. The first wins fall into the first
 * sub-period, the next into the second and so on. Win i takes the amount multiplier with the bits of i in reverse
 * (van der Corput's sequence) under a random exclusive-or: any run of wins spreads evenly over the multipliers.
 * New business in a cell is the same with P(wins >= 1), P(wins >= 2), ... in place of p.
 *
 * All arithmetic is that of the WebAssembly kernel, operation by operation: the bytes are equal.
 */
export function createReferenceKernel(prepared: PreparedPlan): BlockKernel {
  const { opportunityEnds, cellEnds, strandAfter } = kernelStepsOf(prepared);
  const block = new ReferenceBlock(prepared);
  return {
    stepCount: opportunityEnds.length + cellEnds.length + 1,
    simulateStep(blockIndex, step, cells) {
      if (step === 0) block.begin(blockIndex);
      const cellStep = step - opportunityEnds.length;
      if (cellStep < 0) block.addOpportunities(opportunityEnds[step - 1] ?? 0, opportunityEnds[step]!);
      if (cellStep === 0) block.endOpen();
      if (cellStep >= 0 && cellStep < cellEnds.length) {
        block.addNewBusiness(cellEnds[cellStep - 1] ?? 0, cellEnds[cellStep]!);
      }
      const strand = strandAfter[step];
      if (strand !== undefined) block.endStrand(strand);
      if (cellStep === cellEnds.length) block.end(cells);
    },
    strandCounts: () => block.counter.counts,
    replayStepCount: opportunityEnds.length,
    replayStep(blockIndex, step, flags, counts) {
      block.blockIndex = blockIndex;
      block.countWins(opportunityEnds[step - 1] ?? 0, opportunityEnds[step]!, flags, counts);
    },
  };
}

/** The rows of one block while they are made, and the place that the random numbers have chosen. */
class ReferenceBlock {
  blockIndex = 0;
  readonly counter: StrandCounter;
  readonly #arithmetic: ReferenceStrandArithmetic;
  readonly #prepared: PreparedPlan;
  readonly #size: number;
  /** Shape [row x draw of the block]; while a block is made the period rows are the accumulators. */
  readonly #rows: Float64Array;
  /** Sum over periods at the last change of leaf; shape [draw of the block]. */
  readonly #counted: Float64Array;
  readonly #permutations: Uint16Array;
  readonly #word = new Int32Array(2);
  #leaf = -1;
  #permutationStart = 0;
  #flip = 0;
  #rounding = 0;
  #spreadFlip = 0;

  constructor(prepared: PreparedPlan) {
    this.#prepared = prepared;
    this.#size = prepared.blocks.blockSize;
    this.#rows = new Float64Array(prepared.rowCount * this.#size);
    this.#counted = new Float64Array(this.#size);
    this.#permutations = prepared.permutations;
    this.#arithmetic = new ReferenceStrandArithmetic(prepared.slots, this.#rows, this.#size);
    this.counter = new StrandCounter(prepared.slots, prepared.periodCount, this.#arithmetic);
  }

  begin(blockIndex: number): void {
    this.blockIndex = blockIndex;
    this.#rows.fill(0);
    this.#counted.fill(0);
    this.#leaf = -1;
    this.#arithmetic.beginBlock();
  }

  /** Takes the random numbers of an opportunity or cell in this block out of one 64-bit word. */
  #choose(keys: Int32Array, place: number): void {
    const word = this.#word;
    offsetWord(word, keys[2 * place]!, keys[2 * place + 1]!, this.blockIndex);
    mix64(word);
    const low = word[0]!;
    const high = word[1]!;
    const mask = this.#size - 1;
    const shift = ((low >>> 24) | (high << 8)) & mask;
    this.#permutationStart = (low & (PERMUTATION_COUNT - 1)) * 2 * this.#size + shift;
    this.#flip = (low >>> 8) & mask;
    this.#spreadFlip = ((low >>> 18) & 63) | ((high << 4) & 192);
    // (u + 1/2) / 2^24 - 1/2 for the 24 highest bits u: within (-1/2, 1/2) and exact in Float32.
    this.#rounding = Math.fround(((high >>> 8) * 2 + 1 - 2 ** 24) / 2 ** 25);
  }

  addOpportunities(from: number, to: number): void {
    const { amounts, cumulativeWins, keys, leaves, multipliers, paddedPeriodCount, periodCount } =
      this.#prepared;
    const { spreadClasses } = this.#prepared;
    const factor = this.#prepared.factorLevels[this.blockIndex]!;
    for (let place = from; place < to; place++) {
      this.#enterLeaf(leaves[place]!);
      this.#choose(keys, place);
      const amount = amounts[place]! * factor;
      const fixedAmount = Math.floor(amount + 0.5);
      const tableStart = spreadClasses[place]! * MULTIPLIER_COUNT;
      const start = place * paddedPeriodCount;
      let row = 3 * this.#size;
      let win = 0;
      for (let period = start; period < start + periodCount; period++) {
        const end = roundedCount(cumulativeWins[period]!, this.#rounding);
        if (tableStart === 0) this.#addFixed(row, win, end, fixedAmount);
        else this.#addSpread(row, win, end, amount, multipliers, tableStart);
        if (end > win) win = end;
        row += this.#size;
      }
    }
  }

  #addFixed(row: number, fromWin: number, toWin: number, amount: number): void {
    const rows = this.#rows;
    const permutations = this.#permutations;
    const start = this.#permutationStart;
    const flip = this.#flip;
    for (let win = fromWin; win < toWin; win++) {
      const cell = row + (permutations[start + win]! ^ flip);
      rows[cell] = rows[cell]! + amount;
    }
  }

  #addSpread(
    row: number,
    fromWin: number,
    toWin: number,
    amount: number,
    multipliers: Float64Array,
    tableStart: number,
  ): void {
    const rows = this.#rows;
    const permutations = this.#permutations;
    const start = this.#permutationStart;
    const flip = this.#flip;
    const spreadFlip = this.#spreadFlip;
    for (let win = fromWin; win < toWin; win++) {
      const cell = row + (permutations[start + win]! ^ flip);
      const multiplier = multipliers[tableStart + ((win ^ spreadFlip) & MULTIPLIER_MASK)]!;
      rows[cell] = rows[cell]! + Math.floor(amount * multiplier + 0.5);
    }
  }

  addNewBusiness(from: number, to: number): void {
    const { reversedBits } = this.#prepared;
    const { amounts, amountCounts, firstAmounts, firstCounts, keys, leaves, periods, survivals } =
      this.#prepared.newBusiness;
    const factor = this.#prepared.factorLevels[this.blockIndex]!;
    const word = this.#word;
    for (let cell = from; cell < to; cell++) {
      this.#enterLeaf(leaves[cell]!);
      this.#choose(keys, cell);
      const keyLow = word[0]!;
      const keyHigh = word[1]!;
      const row = (3 + periods[cell]!) * this.#size;
      const poolStart = firstAmounts[cell]!;
      const poolSize = amountCounts[cell]!;
      for (let count = firstCounts[cell]!; count < firstCounts[cell + 1]!; count++) {
        const winCount = roundedCount(survivals[count]!, this.#rounding);
        if (winCount <= 0) break; // chances fall with the count
        // Each further win of a draw has amounts of its own, or two wins of one draw would depend on each other.
        offsetWord(word, keyLow, keyHigh, count - firstCounts[cell]! + 1);
        mix64(word);
        const poolFlip = word[1]!;
        for (let win = 0; win < winCount; win++) {
          const fraction = (reversedBits[win]! ^ poolFlip) >>> 0;
          const amount = amounts[poolStart + Math.floor((fraction * poolSize) / 2 ** 32)]!;
          const target = row + (this.#permutations[this.#permutationStart + win]! ^ this.#flip);
          this.#rows[target] = this.#rows[target]! + Math.floor(amount * factor + 0.5);
        }
      }
    }
  }

  /** Books what came since the last change of leaf to the rows of that leaf's groups. */
  #enterLeaf(leaf: number): void {
    if (leaf === this.#leaf) return;
    this.#leaveLeaf();
    this.#leaf = leaf;
  }

  #leaveLeaf(): void {
    if (this.#leaf < 0) return;
    const { dimensionCount, leafRows, periodCount } = this.#prepared;
    const size = this.#size;
    const rows = this.#rows;
    for (let draw = 0; draw < size; draw++) {
      let sum = rows[3 * size + draw]!;
      for (let period = 1; period < periodCount; period++) sum += rows[(3 + period) * size + draw]!;
      const gain = sum - this.#counted[draw]!;
      this.#counted[draw] = sum;
      for (let dimension = 0; dimension < dimensionCount; dimension++) {
        const cell = leafRows[this.#leaf * dimensionCount + dimension]! * size + draw;
        rows[cell] = rows[cell]! + gain;
      }
    }
    this.#leaf = -1;
  }

  endOpen(): void {
    this.#leaveLeaf();
    this.#rows.set(this.#counted, 0);
  }

  endStrand(strand: number): void {
    if (strand < this.#prepared.slots.openCount) this.endOpen();
    else this.#endTotals();
    this.counter.endStrand(strand, this.#prepared.factorLevels[this.blockIndex]!);
  }

  #endTotals(): void {
    this.#leaveLeaf();
    const size = this.#size;
    const rows = this.#rows;
    for (let draw = 0; draw < size; draw++) {
      const total = this.#counted[draw]!;
      rows[2 * size + draw] = total;
      rows[size + draw] = total - rows[draw]!;
    }
  }

  end(cells: Float64Array): void {
    this.#endTotals();
    const size = this.#size;
    const { drawCount } = this.#prepared.blocks;
    for (let row = 0; row < this.#prepared.rowCount; row++) {
      cells.set(this.#rows.subarray(row * size, (row + 1) * size), row * drawCount + this.blockIndex * size);
    }
  }

  countWins(from: number, to: number, flags: Uint8Array, counts: WinCounts): void {
    const { cumulativeWins, keys, paddedPeriodCount, planIndices } = this.#prepared;
    const firstDraw = this.blockIndex * this.#size;
    for (let place = from; place < to; place++) {
      this.#choose(keys, place);
      const winCount = roundedCount(cumulativeWins[(place + 1) * paddedPeriodCount - 1]!, this.#rounding);
      let flagged = 0;
      for (let win = 0; win < winCount; win++) {
        flagged += flags[firstDraw + (this.#permutations[this.#permutationStart + win]! ^ this.#flip)]!;
      }
      const index = planIndices[place]!;
      counts.won[index]! += winCount;
      counts.wonFlagged[index]! += flagged;
    }
  }
}

/** Nearest integer to expected + rounding in Float32 arithmetic. */
function roundedCount(expected: number, rounding: number): number {
  return (Math.fround(Math.fround(expected + rounding) + ROUNDER) - ROUNDER) | 0;
}
