import { ensure } from "../base/ensure.ts";

const BIN_COUNT = 4_096;
/** Fewer values than this are sorted at once. */
const SORT_BELOW = 2_048;

/**
 * Quantiles by linear interpolation between order statistics (Hyndman & Fan's type 7, NumPy's default), exact, without
 * sorting: a histogram finds the bins that hold the wanted ranks, and only their values are looked at again.
 * @param values shape [draw], finite, any order, not changed
 * @param levels each 0..1, any order; shape [level]
 * @returns      shape [level]
 * @throws {RangeError} without values or outside these ranges
 * @see Hyndman & Fan (1996), "Sample quantiles in statistical packages"
 */
export function selectQuantiles(values: Float64Array, levels: readonly number[]): Float64Array {
  ensure(values.length > 0, "Cannot find a quantile of nothing");
  const ranks = new Set<number>();
  for (const level of levels) {
    ensure(level >= 0 && level <= 1, `Cannot find the quantile ${level}`);
    const position = level * (values.length - 1);
    ranks.add(Math.floor(position)).add(Math.ceil(position));
  }
  const orderStatistics = new Map<number, number>();
  selectRanks(values, 0, Float64Array.from(ranks).sort(), orderStatistics);
  return Float64Array.from(levels, (level) => {
    const position = level * (values.length - 1);
    const below = orderStatistics.get(Math.floor(position))!;
    const above = orderStatistics.get(Math.ceil(position))!;
    return below + (above - below) * (position - Math.floor(position));
  });
}

/** Notes the values at ascending ranks; `firstRank` is the rank of the least of `values` among all. */
function selectRanks(
  values: Float64Array,
  firstRank: number,
  ranks: Float64Array,
  found: Map<number, number>,
): void {
  const [least, greatest] = rangeOf(values);
  // A range beyond Float64 and one with a single value leave nothing to divide.
  const binsPerUnit = BIN_COUNT / (greatest - least);
  if (values.length < SORT_BELOW || least === greatest || !(binsPerUnit > 0 && binsPerUnit < Infinity)) {
    const sorted = least === greatest ? values : values.toSorted();
    for (const rank of ranks) found.set(rank, sorted[rank - firstRank]!);
    return;
  }
  // Subtracting, multiplying and cutting off never turn the order of two values round, so bins hold runs of ranks.
  const counts = new Uint32Array(BIN_COUNT + 1);
  for (let index = 0; index < values.length; index++) {
    const bin = ((values[index]! - least) * binsPerUnit) | 0;
    counts[bin] = counts[bin]! + 1;
  }
  let next = 0;
  let rankOfBin = firstRank;
  for (let bin = 0; bin <= BIN_COUNT && next < ranks.length; bin++) {
    const rankAfter = rankOfBin + counts[bin]!;
    const first = next;
    while (next < ranks.length && ranks[next]! < rankAfter) next++;
    if (next > first) {
      const members = membersOf(values, bin, counts[bin]!, least, binsPerUnit);
      selectRanks(members, rankOfBin, ranks.subarray(first, next), found);
    }
    rankOfBin = rankAfter;
  }
}

function membersOf(
  values: Float64Array,
  bin: number,
  count: number,
  least: number,
  binsPerUnit: number,
): Float64Array {
  const members = new Float64Array(count);
  let place = 0;
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    if ((((value - least) * binsPerUnit) | 0) === bin) members[place++] = value;
  }
  return members;
}

function rangeOf(values: Float64Array): readonly [number, number] {
  let least = values[0]!;
  let greatest = least;
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    ensure(Number.isFinite(value), "Cannot find a quantile of numbers that are not finite");
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  return [least, greatest];
}
