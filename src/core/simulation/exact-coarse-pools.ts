import type { ExactPool } from "./exact-parts.ts";

/** A pool of amounts with chances that add up to 1. */
export interface CoarsePool {
  readonly amounts: Float64Array;
  readonly weights: Float64Array;
  /** Expected wins; shape [row of the parts]. */
  readonly rates: Float64Array;
}

/** Amounts this near, in standard deviations of a row over the root of its expected new wins, are put together. */
const WIDTH = 0.01;

/**
 * Pools with neighbouring amounts put together at their mean, and made one where only one row is wanted. The mean stays;
 * the variance of a row falls by less than 0.001 %, and a row that hangs on a single new win has its quantiles moved by less
 * than 0.01 standard deviations in the worst place.
 * @param rows rows of the parts that are wanted
 * @param sds  standard deviations; shape [row of the parts]
 */
export function coarsePools(
  pools: readonly ExactPool[],
  rows: readonly number[],
  sds: Float64Array,
): CoarsePool[] {
  const needed = pools.filter(({ rates }) => rows.some((row) => rates[row]! > 0));
  const width = WIDTH * Math.min(...rows.map((row) => sds[row]! / Math.sqrt(1 + newWinsOf(needed, row))));
  const coarse = needed.map(({ amounts, rates }) =>
    together(amounts, new Float64Array(amounts.length).fill(1 / amounts.length), width, rates),
  );
  return rows.length === 1 && coarse.length > 1 ? [inOne(coarse, rows[0]!, width)] : coarse;
}

function newWinsOf(pools: readonly Pick<ExactPool, "rates">[], row: number): number {
  return pools.reduce((sum, { rates }) => sum + rates[row]!, 0);
}

/** All pools of one row, weighted with their expected wins. */
function inOne(pools: readonly CoarsePool[], row: number, width: number): CoarsePool {
  const total = newWinsOf(pools, row);
  const entries = pools
    .flatMap(({ amounts, weights, rates }) =>
      Array.from(amounts, (amount, index) => ({ amount, weight: (weights[index]! * rates[row]!) / total })),
    )
    .toSorted((left, right) => left.amount - right.amount);
  const rates = new Float64Array(pools[0]!.rates.length);
  rates[row] = total;
  return together(
    Float64Array.from(entries, ({ amount }) => amount),
    Float64Array.from(entries, ({ weight }) => weight),
    width,
    rates,
  );
}

/** Puts runs of amounts together that lie within `width`; 0 stays by itself, for it is no revenue. */
function together(
  amounts: Float64Array,
  weights: Float64Array,
  width: number,
  rates: Float64Array,
): CoarsePool {
  const sums: number[] = [];
  const shares: number[] = [];
  let start = Number.NaN;
  for (let index = 0; index < amounts.length; index++) {
    const amount = amounts[index]!;
    const weight = weights[index]!;
    if (Math.sign(amount) === Math.sign(start) && Math.abs(amount - start) <= width) {
      sums[sums.length - 1]! += amount * weight;
      shares[shares.length - 1]! += weight;
    } else {
      start = amount;
      sums.push(amount * weight);
      shares.push(weight);
    }
  }
  return {
    amounts: Float64Array.from(sums, (sum, index) => sum / shares[index]!),
    weights: Float64Array.from(shares),
    rates,
  };
}
