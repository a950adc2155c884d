import type { StrandSlots } from "./strand-slots.ts";

/** How often the values of one row in one strand fell on each lattice value; `WEIGHT_OF_DRAW` for each draw. */
export interface StrandCounts {
  /** Index on the lattice of the first count: value = (first + place) * step. */
  readonly first: number;
  readonly counts: Uint32Array;
  /** Draws in which nothing at all was booked. */
  readonly zeroCount: number;
}

/** A draw between two lattice values counts for both, in parts of this: the nearer it is, the more. */
export const WEIGHT_OF_DRAW = 256;
const FIRST_LENGTH = 512;
/** Values further from the strand's mean than so many lattice values, 256 standard deviations, count as if they lay there. */
const FURTHEST = 2 ** 16;

/**
 * Counts the draws of every row strand by strand, block after block, on the lattices of the slots. Counts are whole
 * numbers, so those of several threads add up to the same whatever blocks each of them had.
 */
export class StrandCounter {
  readonly #slots: StrandSlots;
  readonly #blockSize: number;
  readonly #periodCount: number;
  /** Rows of the block at the end of the strand before, and of the whole; shape [row of the draws x draw]. */
  readonly #before: Float64Array;
  readonly #gain: Float64Array;
  readonly #through: Float64Array;
  readonly #counters: (LatticeCounter | undefined)[];

  constructor(slots: StrandSlots, periodCount: number, blockSize: number) {
    this.#slots = slots;
    this.#blockSize = blockSize;
    this.#periodCount = periodCount;
    this.#before = new Float64Array(slots.firstThroughRow * blockSize);
    this.#gain = new Float64Array(blockSize);
    this.#through = new Float64Array(blockSize);
    this.#counters = Array.from(slots.touched, (touched, slot) => {
      const row = Math.floor(slot / slots.strandCount);
      return touched === 1 && slots.steps[row]! > 0 ? new LatticeCounter(slots.centres[slot]!) : undefined;
    });
  }

  /** Shape [row x strand]; undefined where nothing is counted. */
  get counts(): (StrandCounts | undefined)[] {
    return this.#counters.map((counter) => counter?.trimmed());
  }

  beginBlock(): void {
    this.#before.fill(0);
  }

  /**
   * Counts what came to the rows since the strand before.
   * @param rows  shape [row of the draws x draw of the block], whole minor units; periods and groups up to date
   * @param level of the common factor in this block
   */
  endStrand(strand: number, rows: Float64Array, level: number): void {
    const { firstThroughRow, touched, strandCount } = this.#slots;
    this.#through.fill(0);
    for (let period = 0; period < this.#periodCount; period++) {
      if (this.#takeGain(3 + period, strand, rows)) {
        this.#count(3 + period, strand, this.#gain, level);
        for (let draw = 0; draw < this.#blockSize; draw++) this.#through[draw]! += this.#gain[draw]!;
      }
      this.#count(firstThroughRow + period, strand, this.#through, level);
    }
    for (const row of [0, 1, 2]) this.#count(row, strand, this.#through, level);
    for (let row = 3 + this.#periodCount; row < firstThroughRow; row++) {
      if (touched[row * strandCount + strand] === 1 && this.#takeGain(row, strand, rows)) {
        this.#count(row, strand, this.#gain, level);
      }
    }
  }

  #takeGain(row: number, strand: number, rows: Float64Array): boolean {
    if (this.#slots.touched[row * this.#slots.strandCount + strand] === 0) return false;
    takeGain(rows, this.#before, row * this.#blockSize, this.#gain);
    return true;
  }

  #count(row: number, strand: number, values: Float64Array, level: number): void {
    const counter = this.#counters[row * this.#slots.strandCount + strand];
    counter?.add(values, 1 / (level * this.#slots.steps[row]!));
  }
}

function takeGain(rows: Float64Array, before: Float64Array, from: number, gain: Float64Array): void {
  for (let draw = 0; draw < gain.length; draw++) {
    const now = rows[from + draw]!;
    gain[draw] = now - before[from + draw]!;
    before[from + draw] = now;
  }
}

/** Counts on whole numbers, in an array that grows to hold them all. */
class LatticeCounter {
  readonly #centre: number;
  #first: number;
  #counts = new Uint32Array(FIRST_LENGTH);
  #zeroCount = 0;

  /** @param centre where most values lie */
  constructor(centre: number) {
    this.#centre = centre;
    this.#first = centre - FIRST_LENGTH / 2;
  }

  add(values: Float64Array, scale: number): void {
    let counts = this.#counts;
    let first = this.#first;
    let zeroCount = 0;
    for (let draw = 0; draw < values.length; draw++) {
      if (values[draw] === 0) zeroCount++;
      const value = values[draw]! * scale;
      const place = Math.floor(value);
      let at = place - first;
      let part = Math.floor((value - place) * WEIGHT_OF_DRAW + 0.5);
      if (!(at >= 0 && at + 1 < counts.length)) {
        const limited = Math.max(this.#centre - FURTHEST, Math.min(this.#centre + FURTHEST, place));
        if (limited !== place) part = 0;
        this.#hold(limited);
        counts = this.#counts;
        first = this.#first;
        at = limited - first;
      }
      counts[at] = counts[at]! + (WEIGHT_OF_DRAW - part);
      counts[at + 1] = counts[at + 1]! + part;
    }
    this.#zeroCount += zeroCount;
  }

  /** Grows the counts, to twice their length at least, where they do not hold a place and the next one. */
  #hold(place: number): void {
    const { length } = this.#counts;
    const end = this.#first + length;
    if (place >= this.#first && place + 1 < end) return;
    const first = place < this.#first ? Math.min(place, this.#first - length) : this.#first;
    const grown = new Uint32Array((place + 2 > end ? Math.max(place + 2, end + length) : end) - first);
    grown.set(this.#counts, this.#first - first);
    this.#first = first;
    this.#counts = grown;
  }

  trimmed(): StrandCounts {
    let from = 0;
    let to = this.#counts.length;
    while (from < to && this.#counts[from] === 0) from++;
    while (to > from && this.#counts[to - 1] === 0) to--;
    return {
      first: this.#first + from,
      counts: this.#counts.slice(from, to),
      zeroCount: this.#zeroCount,
    };
  }
}

/** Adds the counts of several threads up; shape [row x strand], or nothing without any. */
export function addedCounts(
  parts: readonly (readonly (StrandCounts | undefined)[])[],
): (StrandCounts | undefined)[] {
  return (parts[0] ?? []).map((_, slot) => {
    const ofSlot = parts.map((part) => part[slot]).filter((part) => part !== undefined);
    return ofSlot.length === 0 ? undefined : ofSlot.reduce(sumOfTwo);
  });
}

function sumOfTwo(one: StrandCounts, other: StrandCounts): StrandCounts {
  // A thread that had no block has counted nothing.
  if (one.counts.length === 0) return other;
  if (other.counts.length === 0) return one;
  const first = Math.min(one.first, other.first);
  const end = Math.max(one.first + one.counts.length, other.first + other.counts.length);
  const counts = new Uint32Array(end - first);
  counts.set(one.counts, one.first - first);
  for (let place = 0; place < other.counts.length; place++) {
    counts[other.first - first + place]! += other.counts[place]!;
  }
  return { first, counts, zeroCount: one.zeroCount + other.zeroCount };
}
