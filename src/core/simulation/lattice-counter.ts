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

/** Places that are counted somewhere else; those of a `LatticeCounter` count from its lowest value. */
export interface PlaceWindow {
  readonly first: number;
  readonly length: number;
}

/** The middle of the places. */
export const MIDDLE_PLACE = FURTHEST;

/** The lattice value with place 0 of a counter about some centre. */
export function lowestOf(centre: number): number {
  return centre - FURTHEST;
}

/** Counts on whole numbers, in an array that grows to hold them all. */
export class LatticeCounter {
  /** The lowest value that can be counted; all places are relative to it. */
  readonly #lowest: number;
  #first = FURTHEST - FIRST_LENGTH / 2;
  // Int32: whatever is read from a Uint32Array becomes a Float64, at three times the cost.
  #counts = new Int32Array(FIRST_LENGTH);

  /** @param centre where most values lie */
  constructor(centre: number) {
    this.#lowest = lowestOf(centre);
  }

  add(values: Float64Array, scale: number): void {
    const lowest = this.#lowest;
    for (let from = 0; from < values.length;) {
      from = countWhileHeld(values, from, { scale, lowest, first: this.#first, counts: this.#counts });
      if (from < values.length) this.#hold(placeOf(values[from]! * scale - lowest));
    }
  }

  /** Adds those values alone that lie outside a window of places. */
  addOutside(values: Float64Array, scale: number, window: PlaceWindow): void {
    for (let draw = 0; draw < values.length; draw++) {
      const value = values[draw]! * scale - this.#lowest;
      const isInside = value >= window.first && value < window.first + window.length - 1;
      if (!isInside) this.add(values.subarray(draw, draw + 1), scale);
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

  get counts(): StrandCounts {
    return trimmedCounts(this.#lowest + this.#first, this.#counts);
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

/** Counts without the empty ones at both ends. */
export function trimmedCounts(first: number, counts: Int32Array): StrandCounts {
  let from = 0;
  let to = counts.length;
  while (from < to && counts[from] === 0) from++;
  while (to > from && counts[to - 1] === 0) to--;
  return { first: first + from, counts: counts.slice(from, to) };
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

export function sumOfTwo(one: StrandCounts, other: StrandCounts): StrandCounts {
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
