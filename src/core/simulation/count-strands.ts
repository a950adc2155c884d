import { bundleEnd } from "./deal-strands.ts";
import type { StrandSlots } from "./strand-slots.ts";

/** How often the values of one row in one strand fell on each lattice value; `WEIGHT_OF_DRAW` for each draw. */
export interface StrandCounts {
  /** Index on the lattice of the first count: value = (first + place) * step. */
  readonly first: number;
  readonly counts: Int32Array;
}

/** A draw between two lattice values counts for both, in parts of this: the nearer it is, the more. */
export const WEIGHT_OF_DRAW = 256;
/** More would not fit into 32 bits. */
export const MOST_DRAWS = 2 ** 31 / WEIGHT_OF_DRAW - 1;
const FIRST_LENGTH = 512;
/** Values further from the strand's mean than so many lattice values, 256 standard deviations, count as if they lay there. */
const FURTHEST = 2 ** 16;
const MOST_PLACES = 2 * FURTHEST;

/**
 * Counts the draws of every row strand by strand, block after block, on the lattices of the slots. Counts are whole
 * numbers, so those of several threads add up to the same whatever blocks each of them had.
 */
export class StrandCounter {
  readonly #slots: StrandSlots;
  readonly #blockSize: number;
  readonly #periodCount: number;
  /** Everything booked at the end of the strand before; shape [draw]. */
  readonly #booked: Float64Array;
  /** Rows at the end of the bundle before; shape [row of the draws x draw]. */
  readonly #before: Float64Array;
  readonly #gain: Float64Array;
  readonly #through: Float64Array;
  readonly #counters: (LatticeCounter | undefined)[];

  constructor(slots: StrandSlots, periodCount: number, blockSize: number) {
    this.#slots = slots;
    this.#blockSize = blockSize;
    this.#periodCount = periodCount;
    this.#booked = new Float64Array(blockSize);
    this.#before = new Float64Array(slots.firstThroughRow * blockSize);
    this.#gain = new Float64Array(blockSize);
    this.#through = new Float64Array(blockSize);
    this.#counters = Array.from(slots.touched, (touched, slot) => {
      const row = Math.floor(slot / slots.count);
      return touched === 1 && slots.steps[row]! > 0 ? new LatticeCounter(slots.centres[slot]!) : undefined;
    });
  }

  /** Shape [row x strand]; undefined where nothing is counted. */
  get counts(): (StrandCounts | undefined)[] {
    return this.#counters.map((counter) => counter?.trimmed());
  }

  beginBlock(): void {
    this.#booked.fill(0);
    this.#before.fill(0);
  }

  /**
   * Counts what came to the rows since the strand before.
   * @param rows  shape [row of the draws x draw of the block], whole minor units: periods and groups up to date, and
   *              `open` after a strand of opportunities, `total` after one of new business
   * @param level of the common factor in this block
   */
  endStrand(strand: number, rows: Float64Array, level: number): void {
    const size = this.#blockSize;
    takeGain(rows, (strand < this.#slots.openCount ? 0 : 2) * size, this.#booked, 0, this.#gain);
    for (const row of [0, 1, 2]) this.#count(row, strand, this.#gain, level);
    if (strand === bundleEnd(this.#slots, strand)) this.#endBundle(strand, rows, level);
  }

  #endBundle(strand: number, rows: Float64Array, level: number): void {
    const { firstThroughRow } = this.#slots;
    this.#through.fill(0);
    for (let period = 0; period < this.#periodCount; period++) {
      if (this.#takeGain(3 + period, strand, rows)) {
        this.#count(3 + period, strand, this.#gain, level);
        addTo(this.#through, this.#gain);
      }
      this.#count(firstThroughRow + period, strand, this.#through, level);
    }
    for (let row = 3 + this.#periodCount; row < firstThroughRow; row++) {
      if (this.#slots.steps[row] === 0) continue;
      if (this.#takeGain(row, strand, rows)) this.#count(row, strand, this.#gain, level);
    }
  }

  /** @returns whether the strand adds to the row at all */
  #takeGain(row: number, strand: number, rows: Float64Array): boolean {
    if (this.#slots.touched[row * this.#slots.count + strand] === 0) return false;
    const from = row * this.#blockSize;
    takeGain(rows, from, this.#before, from, this.#gain);
    return true;
  }

  #count(row: number, strand: number, values: Float64Array, level: number): void {
    const counter = this.#counters[row * this.#slots.count + strand];
    counter?.add(values, 1 / (level * this.#slots.steps[row]!));
  }
}

function takeGain(
  rows: Float64Array,
  from: number,
  before: Float64Array,
  fromBefore: number,
  gain: Float64Array,
): void {
  for (let draw = 0; draw < gain.length; draw++) {
    const now = rows[from + draw]!;
    gain[draw] = now - before[fromBefore + draw]!;
    before[fromBefore + draw] = now;
  }
}

function addTo(sum: Float64Array, values: Float64Array): void {
  for (let draw = 0; draw < sum.length; draw++) sum[draw] = sum[draw]! + values[draw]!;
}

/** Counts on whole numbers, in an array that grows to hold them all. */
class LatticeCounter {
  /** The lowest value that can be counted; all places are relative to it. */
  readonly #lowest: number;
  #first = FURTHEST - FIRST_LENGTH / 2;
  // Int32: whatever is read from a Uint32Array becomes a Float64, at three times the cost.
  #counts = new Int32Array(FIRST_LENGTH);

  /** @param centre where most values lie */
  constructor(centre: number) {
    this.#lowest = centre - FURTHEST;
  }

  add(values: Float64Array, scale: number): void {
    const lowest = this.#lowest;
    for (let from = 0; from < values.length;) {
      from = countWhileHeld(values, from, { scale, lowest, first: this.#first, counts: this.#counts });
      if (from < values.length) this.#hold(placeOf(values[from]! * scale - lowest));
    }
  }

  /** Grows the counts, to twice their length at least, so that they hold a place and the next one. */
  #hold(place: number): void {
    const { length } = this.#counts;
    const end = this.#first + length;
    const first = place < this.#first ? Math.min(place, this.#first - length) : this.#first;
    const grown = new Int32Array((place + 2 > end ? Math.max(place + 2, end + length) : end) - first);
    grown.set(this.#counts, this.#first - first);
    this.#first = first;
    this.#counts = grown;
  }

  trimmed(): StrandCounts {
    let from = 0;
    let to = this.#counts.length;
    while (from < to && this.#counts[from] === 0) from++;
    while (to > from && this.#counts[to - 1] === 0) to--;
    return { first: this.#lowest + this.#first + from, counts: this.#counts.slice(from, to) };
  }
}

interface Held {
  readonly scale: number;
  readonly lowest: number;
  readonly first: number;
  readonly counts: Int32Array;
}

/** Counts values from one on until one lies outside the counts; says which, or how many values there are. */
function countWhileHeld(values: Float64Array, from: number, held: Held): number {
  const { scale, lowest, first, counts } = held;
  const last = counts.length - 1;
  for (let draw = from; draw < values.length; draw++) {
    // Taken relative to a fixed place, so that rounding does not depend on how far the counts have grown.
    const value = values[draw]! * scale - lowest;
    const place = value | 0; // beyond 2^31 this is nonsense, which the limits catch
    const at = (place - first) | 0;
    if (at < 0 || at >= last || value < 0 || value > MOST_PLACES) {
      if (value >= 0 && value <= MOST_PLACES) return draw;
      const limit = placeOf(value) - first;
      if (limit < 0 || limit >= last) return draw;
      counts[limit] = (counts[limit]! + WEIGHT_OF_DRAW) | 0;
      continue;
    }
    const part = ((value - place) * WEIGHT_OF_DRAW + 0.5) | 0;
    counts[at] = (counts[at]! + (WEIGHT_OF_DRAW - part)) | 0;
    counts[at + 1] = (counts[at + 1]! + part) | 0;
  }
  return values.length;
}

/** The place of a value, or of the limit that it is beyond. */
function placeOf(value: number): number {
  return Math.max(0, Math.min(MOST_PLACES, Math.floor(value)));
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
  const counts = new Int32Array(end - first);
  counts.set(one.counts, one.first - first);
  for (let place = 0; place < other.counts.length; place++) {
    counts[other.first - first + place]! += other.counts[place]!;
  }
  return { first, counts };
}
