import { bundleEnd } from "./deal-strands.ts";
import { LatticeCounter, type StrandCounts } from "./lattice-counter.ts";
import type { StrandSlots } from "./strand-slots.ts";

/** What is done with the rows of a block while its strands are counted; the kernels do it with the same arithmetic. */
export interface StrandArithmetic {
  /**
   * Makes `gain` what came to a row since it was last looked at under a number in this block.
   * @param row       of the draws
   * @param beforeRow rows of the draws, and one number more
   */
  takeGain(row: number, beforeRow: number): void;
  /** Empties the running sum. */
  beginThrough(): void;
  /** Adds `gain` to the running sum. */
  addThrough(): void;
  /**
   * Counts `gain` or the running sum in a slot.
   * @param scale lattice values a minor unit
   */
  countGain(slot: number, scale: number): void;
  countThrough(slot: number, scale: number): void;
  countsOf(slot: number): StrandCounts;
}

/** Slots that are counted at all, by their place in row x strand. */
export function countedSlots({ count, steps, touched }: StrandSlots): boolean[] {
  return Array.from(touched, (isTouched, slot) => isTouched === 1 && steps[Math.floor(slot / count)]! > 0);
}

/**
 * Counts the draws of every row strand by strand, block after block, on the lattices of the slots. Counts are whole
 * numbers, so those of several threads add up to the same whatever blocks each of them had.
 */
export class StrandCounter {
  readonly #slots: StrandSlots;
  readonly #arithmetic: StrandArithmetic;
  readonly #periodCount: number;
  readonly #isCounted: readonly boolean[];

  constructor(slots: StrandSlots, periodCount: number, arithmetic: StrandArithmetic) {
    this.#slots = slots;
    this.#arithmetic = arithmetic;
    this.#periodCount = periodCount;
    this.#isCounted = countedSlots(slots);
  }

  /** Shape [row x strand]; undefined where nothing is counted. */
  get counts(): (StrandCounts | undefined)[] {
    return this.#isCounted.map((isCounted, slot) =>
      isCounted ? this.#arithmetic.countsOf(slot) : undefined,
    );
  }

  /**
   * Counts what came to the rows since the strand before. Periods and groups must be up to date, `open` after a strand of
   * opportunities, `total` after one of new business.
   * @param level of the common factor in this block
   */
  endStrand(strand: number, level: number): void {
    this.#arithmetic.takeGain(strand < this.#slots.openCount ? 0 : 2, this.#slots.firstThroughRow);
    for (const row of [0, 1, 2]) this.#countGain(row, strand, level);
    if (strand === bundleEnd(this.#slots, strand)) this.#endBundle(strand, level);
  }

  #endBundle(strand: number, level: number): void {
    const { count, firstThroughRow, steps, touched } = this.#slots;
    const arithmetic = this.#arithmetic;
    const isTouched = (row: number): boolean => touched[row * count + strand] === 1;
    arithmetic.beginThrough();
    for (let period = 0; period < this.#periodCount; period++) {
      const row = 3 + period;
      if (isTouched(row)) {
        arithmetic.takeGain(row, row);
        this.#countGain(row, strand, level);
        arithmetic.addThrough();
      }
      const slot = (firstThroughRow + period) * count + strand;
      if (this.#isCounted[slot] === true) {
        arithmetic.countThrough(slot, 1 / (level * steps[firstThroughRow + period]!));
      }
    }
    for (let row = 3 + this.#periodCount; row < firstThroughRow; row++) {
      if (steps[row] === 0 || !isTouched(row)) continue;
      arithmetic.takeGain(row, row);
      this.#countGain(row, strand, level);
    }
  }

  #countGain(row: number, strand: number, level: number): void {
    const slot = row * this.#slots.count + strand;
    if (this.#isCounted[slot] === true) {
      this.#arithmetic.countGain(slot, 1 / (level * this.#slots.steps[row]!));
    }
  }
}

/** The same in plain TypeScript, over the rows of the block in work. */
export class ReferenceStrandArithmetic implements StrandArithmetic {
  readonly #rows: Float64Array;
  readonly #before: Float64Array;
  readonly #gain: Float64Array;
  readonly #through: Float64Array;
  readonly #counters: readonly (LatticeCounter | undefined)[];

  /** @param rows shape [row of the draws x draw of the block] */
  constructor(slots: StrandSlots, rows: Float64Array, blockSize: number) {
    this.#rows = rows;
    this.#before = new Float64Array((slots.firstThroughRow + 1) * blockSize);
    this.#gain = new Float64Array(blockSize);
    this.#through = new Float64Array(blockSize);
    this.#counters = countedSlots(slots).map((isCounted, slot) =>
      isCounted ? new LatticeCounter(slots.centres[slot]!) : undefined,
    );
  }

  beginBlock(): void {
    this.#before.fill(0);
  }

  takeGain(row: number, beforeRow: number): void {
    const gain = this.#gain;
    const rows = this.#rows;
    const before = this.#before;
    const from = row * gain.length;
    const fromBefore = beforeRow * gain.length;
    for (let draw = 0; draw < gain.length; draw++) {
      const now = rows[from + draw]!;
      gain[draw] = now - before[fromBefore + draw]!;
      before[fromBefore + draw] = now;
    }
  }

  beginThrough(): void {
    this.#through.fill(0);
  }

  addThrough(): void {
    const gain = this.#gain;
    const through = this.#through;
    for (let draw = 0; draw < gain.length; draw++) through[draw] = through[draw]! + gain[draw]!;
  }

  countGain(slot: number, scale: number): void {
    this.#counters[slot]!.add(this.#gain, scale);
  }

  countThrough(slot: number, scale: number): void {
    this.#counters[slot]!.add(this.#through, scale);
  }

  countsOf(slot: number): StrandCounts {
    return this.#counters[slot]!.counts;
  }
}
