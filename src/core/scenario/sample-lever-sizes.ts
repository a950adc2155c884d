import { ensure } from "../base/ensure.ts";
import { hashText } from "../maths/hash-text.ts";
import { mix64, offsetWord, type Word64 } from "../maths/mix64.ts";
import { correlatedOrders } from "./correlated-orders.ts";
import { correlatedGroupsOf, type CorrelatedGroup } from "./correlated-groups.ts";
import type { LeverSize } from "./lever-size.ts";
import type { LeverCorrelation } from "./lever.ts";
import { sizeDistribution } from "./size-distribution.ts";

export interface LeverSizesToSample {
  /** Names are different. */
  readonly levers: readonly { readonly name: string; readonly size: LeverSize }[];
  readonly correlations: readonly LeverCorrelation[];
  /** Vectors, 1..2^20. */
  readonly count: number;
  /** Whole number 0..2^32-1. */
  readonly seed: number;
}

/** Levers must not share random numbers with segments or opportunities of the same name. */
const SIZES_DOMAIN = 0x73697a65;
/** What a random number of a lever decides. */
const PURPOSES = { order: 0, placeInStratum: 1 } as const;

/**
 * Sizes of all levers at once, by Latin hypercube sampling: each column has one size from each of `count` strata of equal
 * probability. Rank correlations are those of a Gaussian copula, reached by reordering columns (Iman & Conover), so the
 * sizes in a column stay the same.
 *
 * A column depends on the lever's name and size, the seed and the count, and on the levers that correlations join it to:
 * further levers and the order of the list change nothing, and a lever whose size is made a number leaves the columns
 * of all others as they were. The same bits on every runtime.
 * @returns shape [lever][vector], in the order of `levers`; finite
 * @throws {RangeError} for two levers of one name, correlations that name no lever or cannot hold together, and a size that
 *                      `sizeProblem` has something against
 * @see McKay, Beckman & Conover (1979); Iman & Conover (1982), "A distribution-free approach to inducing rank correlation"
 */
export function sampleLeverSizes({
  levers,
  correlations,
  count,
  seed,
}: LeverSizesToSample): readonly Float64Array[] {
  ensure(Number.isInteger(count) && count >= 1 && count <= 2 ** 20, `Cannot sample ${count} sizes of levers`);
  const names = levers.map(({ name }) => name);
  ensure(new Set(names).size === names.length, "Cannot sample sizes: two levers have one name");
  const groups: readonly CorrelatedGroup[] = correlatedGroupsOf(names, correlations);
  const orders = new Map(names.map((name) => [name, strataInRandomOrder(name, count, seed)]));
  for (const group of groups) {
    const joined = correlatedOrders(
      group.names.map((name) => orders.get(name)!),
      group.factor,
    );
    group.names.forEach((name, index) => orders.set(name, joined[index]!));
  }
  return levers.map(({ name, size }) => {
    const { quantile } = sizeDistribution(size);
    const places = randomNumbers(name, PURPOSES.placeInStratum, count, seed);
    return Float64Array.from(orders.get(name)!, (stratum) =>
      quantile((stratum + ((places[stratum]! >>> 0) + 0.5) / 2 ** 32) / count),
    );
  });
}

/** The strata 0..count-1, shuffled. */
function strataInRandomOrder(name: string, count: number, seed: number): Uint32Array {
  const keys = randomNumbers(name, PURPOSES.order, count, seed);
  return Uint32Array.from(keys.keys()).sort((a, b) => keys[a]! - keys[b]! || a - b);
}

/** 32 random bits for each index, a function of the name, the purpose, the seed and the index alone. */
function randomNumbers(name: string, purpose: number, count: number, seed: number): Int32Array {
  const key = hashText(name);
  const stream: Word64 = new Int32Array(2);
  offsetWord(stream, key[0]! ^ SIZES_DOMAIN, key[1]! ^ seed, purpose + 1);
  mix64(stream);
  const word: Word64 = new Int32Array(2);
  return Int32Array.from({ length: count }, (_, index) => {
    offsetWord(word, stream[0]!, stream[1]!, index);
    mix64(word);
    return word[1]!;
  });
}
