import { choleskyFactor } from "../maths/cholesky.ts";
import { normalQuantile } from "../maths/normal.ts";

/**
 * Orders whose ranks are correlated as wanted. Normal scores of the given orders are freed of the correlation that chance
 * gave them, where there are enough vectors, and mixed by Cholesky's factor of the wanted one; the ranks of the mixture
 * are the new orders. The first order stays as it is.
 * @param orders strata 0..count-1 in a random order for each lever, shape [lever][vector]
 * @param factor shape [lever x lever], row-major, lower triangular
 * @returns      shape [lever][vector], strata again
 * @see Iman & Conover (1982)
 */
export function correlatedOrders(
  orders: readonly Uint32Array[],
  factor: Float64Array,
): readonly Uint32Array[] {
  const size = orders.length;
  const count = orders[0]?.length ?? 0;
  const scoreOf = Float64Array.from({ length: count }, (_, rank) => normalQuantile((rank + 0.5) / count));
  const variance = scoreOf.reduce((sum, score) => sum + score * score, 0) / count;
  const scores = orders.map((order) => Float64Array.from(order, (stratum) => scoreOf[stratum]!));
  const chance = choleskyFactor(chanceCorrelations(scores, variance), size);
  if (chance.ok) for (let vector = 0; vector < count; vector++) freeOfChance(scores, chance.lower, vector);
  return orders.map((order, lever) => (lever === 0 ? order : ranksOf(mixed(scores, factor, lever))));
}

function chanceCorrelations(scores: readonly Float64Array[], variance: number): Float64Array {
  const cells = scores.flatMap((a) =>
    scores.map((b) => a.reduce((sum, score, vector) => sum + score * b[vector]!, 0) / (a.length * variance)),
  );
  return Float64Array.from(cells);
}

/** Solves L x = scores for one vector, in place. */
function freeOfChance(scores: readonly Float64Array[], lower: Float64Array, vector: number): void {
  const size = scores.length;
  for (let row = 0; row < size; row++) {
    let sum = scores[row]![vector]!;
    for (let k = 0; k < row; k++) sum -= lower[row * size + k]! * scores[k]![vector]!;
    scores[row]![vector] = sum / lower[row * size + row]!;
  }
}

function mixed(scores: readonly Float64Array[], factor: Float64Array, lever: number): Float64Array {
  const size = scores.length;
  return Float64Array.from({ length: scores[0]!.length }, (_, vector) => {
    let sum = 0;
    for (let k = 0; k <= lever; k++) sum += factor[lever * size + k]! * scores[k]![vector]!;
    return sum;
  });
}

function ranksOf(values: Float64Array): Uint32Array {
  const byValue = Uint32Array.from(values.keys()).sort((a, b) => values[a]! - values[b]! || a - b);
  const ranks = new Uint32Array(values.length);
  byValue.forEach((vector, rank) => (ranks[vector] = rank));
  return ranks;
}
