import type { ExactParts, ExactPool } from "./exact-parts.ts";

/** Where nearly all of a row lies, before the common factor. */
export interface RowRange {
  readonly low: number;
  readonly high: number;
  /** Nothing can be below this; -Infinity where takings-back may add up without end. */
  readonly least: number;
}

/** P(X < low) and P(X > high) are at most this. */
export const RANGE_TAIL = 1e-12;
const LOG_TAIL = -Math.log(RANGE_TAIL);
/** The tables of E e^(um) - 1 reach this far; growth beyond it makes no bound better. */
const LARGEST_EXPONENT = 8;
const GROWTH_NODES = 64;
/** Trial exponents begin a little above the best one for a normal distribution and fall by this ratio. */
const FIRST_TRIAL = 1.5;
const TRIAL_RATIO = 0.75;
const MOST_TRIALS = 200;
const LARGEST_GROWTH = 600;

/** E e^(um) - 1 of a spread class at u = +-8 (n / 64)^2, n = 0..64; between nodes the chord lies above it. */
interface AmountGrowth {
  readonly up: Float64Array;
  readonly down: Float64Array;
}

/** What the bounds of all rows of some parts need. */
export interface RangeTables {
  readonly growths: readonly AmountGrowth[];
  /** Pools of amounts with few values; shape as in the parts. */
  readonly pools: readonly WeightedValues[];
}

interface WeightedValues {
  readonly values: Float64Array;
  readonly weights: Float64Array;
}

const POOL_VALUES = 65;

export function rangeTables(
  multipliers: readonly (Float64Array | undefined)[],
  pools: readonly ExactPool[],
): RangeTables {
  return { growths: multipliers.map(amountGrowth), pools: pools.map(({ amounts }) => fewValues(amounts)) };
}

/**
 * A pool of at most 65 values: every amount is split over its two neighbours so that the mean stays. That raises the
 * mean of every convex function, so bounds made with it hold for the pool itself.
 */
function fewValues(amounts: Float64Array): WeightedValues {
  const weight = 1 / amounts.length;
  const low = amounts.reduce((least, amount) => Math.min(least, amount), Infinity);
  const high = amounts.reduce((most, amount) => Math.max(most, amount), -Infinity);
  if (amounts.length <= POOL_VALUES || low === high) {
    return { values: amounts, weights: new Float64Array(amounts.length).fill(weight) };
  }
  const spacing = (high - low) / (POOL_VALUES - 1);
  const values = new Float64Array(POOL_VALUES).map((_, index) => low + index * spacing);
  const weights = new Float64Array(POOL_VALUES);
  for (const amount of amounts) {
    const place = (amount - low) / spacing;
    const index = Math.min(POOL_VALUES - 2, Math.floor(place));
    weights[index]! += weight * (1 - (place - index));
    weights[index + 1]! += weight * (place - index);
  }
  return { values, weights };
}

/** @param multipliers the class's table, or none for a fixed amount */
function amountGrowth(multipliers: Float64Array | undefined): AmountGrowth {
  const up = new Float64Array(GROWTH_NODES + 1);
  const down = new Float64Array(GROWTH_NODES + 1);
  for (let node = 1; node <= GROWTH_NODES; node++) {
    const u = LARGEST_EXPONENT * (node / GROWTH_NODES) ** 2;
    up[node] = meanGrowth(multipliers, u);
    down[node] = meanGrowth(multipliers, -u);
  }
  return { up, down };
}

/**
 * The range of one row by Chernoff's bound: P(X >= x) <= E e^(theta X) * e^(-theta x) for every theta, so the best of a
 * few thetas is a proof, whatever the shape of the row; cut to what is possible at all.
 * @param row of the parts
 */
export function rowRange(
  parts: ExactParts,
  row: number,
  mean: number,
  variance: number,
  tables: RangeTables,
): RowRange {
  const support = supportOf(parts, row);
  if (variance <= 0) return { low: mean, high: mean, least: mean };
  // Beyond e^600 for the largest amount there is no bound to find, and nearly impossible wins would begin far out there.
  const theta = Math.min(
    FIRST_TRIAL * Math.sqrt((2 * LOG_TAIL) / variance),
    LARGEST_GROWTH / support.largestAmount,
  );
  const high = Math.min(support.high, leastBound(parts, row, theta, tables));
  const low = Math.max(support.low, -leastBound(parts, row, -theta, tables));
  return { low: Math.min(low, mean), high: Math.max(high, mean), least: support.low };
}

/** The best bound of one side: as a function of theta it has one minimum, so the first rise ends the search. */
function leastBound(parts: ExactParts, row: number, firstTheta: number, tables: RangeTables): number {
  let least = Infinity;
  let theta = firstTheta;
  for (let trial = 0; trial < MOST_TRIALS; trial++) {
    const bound = (logGrowth(parts, row, theta, tables) + LOG_TAIL) / Math.abs(theta);
    if (bound > least) break;
    least = bound;
    theta *= TRIAL_RATIO;
  }
  return least;
}

/** log E e^(theta X), or a little more; Infinity where the tables end. */
function logGrowth(parts: ExactParts, row: number, theta: number, tables: RangeTables): number {
  const { chances, pools, rowCount, sizes, spreadClasses } = parts;
  let sum = 0;
  let product = 1;
  for (let index = 0; index < sizes.length; index++) {
    const chance = chances[index * rowCount + row]!;
    if (chance === 0) continue;
    product *= 1 + chance * growthAt(tables.growths[spreadClasses[index]!]!, theta * sizes[index]!);
    if (product > 1e200 || product < 1e-200) {
      if (product === Infinity) return Infinity;
      sum += Math.log(product);
      product = 1;
    }
  }
  sum += Math.log(product);
  tables.pools.forEach(({ values, weights }, pool) => {
    const rate = pools[pool]!.rates[row]!;
    if (rate === 0) return;
    let growth = 0;
    for (let index = 0; index < values.length; index++) {
      growth += weights[index]! * Math.expm1(theta * values[index]!);
    }
    sum += rate * growth;
  });
  return Number.isNaN(sum) ? Infinity : sum;
}

function growthAt({ up, down }: AmountGrowth, u: number): number {
  const x = GROWTH_NODES * Math.sqrt((u < 0 ? -u : u) / LARGEST_EXPONENT);
  const table = u < 0 ? down : up;
  // Downwards the growth falls on, so that the last node stays an upper bound.
  if (x >= GROWTH_NODES) return u < 0 ? table[GROWTH_NODES]! : Infinity;
  const node = Math.floor(x);
  const share = (x * x - node * node) / (2 * node + 1); // linear in u
  return table[node]! + share * (table[node + 1]! - table[node]!);
}

function meanGrowth(multipliers: Float64Array | undefined, u: number): number {
  if (multipliers === undefined) return Math.expm1(u);
  let sum = 0;
  for (const multiplier of multipliers) sum += Math.exp(u * multiplier);
  return sum / multipliers.length - 1;
}

function supportOf(
  parts: ExactParts,
  row: number,
): { readonly low: number; readonly high: number; readonly largestAmount: number } {
  let low = 0;
  let high = 0;
  let largestAmount = 0;
  const largest = parts.multipliers.map((table) => (table === undefined ? 1 : table.at(-1)!));
  for (let index = 0; index < parts.sizes.length; index++) {
    if (parts.chances[index * parts.rowCount + row] === 0) continue;
    const furthest = parts.sizes[index]! * largest[parts.spreadClasses[index]!]!;
    if (furthest > 0) high += furthest;
    else low += furthest;
    largestAmount = Math.max(largestAmount, Math.abs(parts.sizes[index]!));
  }
  for (const { amounts, rates } of parts.pools) {
    if (rates[row] === 0) continue;
    for (const amount of amounts) {
      if (amount < 0) low = -Infinity;
      if (amount > 0) high = Infinity;
      largestAmount = Math.max(largestAmount, Math.abs(amount));
    }
  }
  return { low, high, largestAmount };
}
