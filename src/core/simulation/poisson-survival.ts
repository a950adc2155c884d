import { ensure } from "../base/ensure.ts";

/** Counts less likely than this, relative to the most likely one, are left out. */
const NEGLIGIBLE = 1e-18;

/**
 * P(N >= count) of a Poisson number N, for count = 1, 2, ... while it is above about 1e-18. Weights are built outward
 * from the most likely count by ratios, so no exponential is needed and every runtime gives the same bits.
 * @param mean 0..1e6
 * @returns    shape [count - 1], descending, within 0..1; empty for mean 0
 * @throws {RangeError} outside that range
 */
export function poissonSurvival(mean: number): Float64Array {
  ensure(mean >= 0 && mean <= 1e6, `Cannot draw a Poisson number with mean ${mean}`);
  if (mean === 0) return new Float64Array(0);
  const mode = Math.floor(mean);
  const below: number[] = []; // weights of mode - 1, mode - 2, ...
  for (let weight = 1, count = mode; count > 0 && weight > NEGLIGIBLE; count--) {
    weight *= count / mean;
    below.push(weight);
  }
  const above: number[] = []; // weights of mode + 1, mode + 2, ...
  for (let weight = 1, count = mode + 1; weight > NEGLIGIBLE; count++) {
    weight *= mean / count;
    above.push(weight);
  }
  const weights = [...below.toReversed(), 1, ...above];
  const firstCount = mode - below.length;
  const survival = new Float64Array(firstCount + weights.length - 1).fill(1);
  let tail = 0; // summed from the small end
  for (let place = weights.length - 1; place > 0; place--) {
    tail += weights[place]!;
    survival[firstCount + place - 1] = tail;
  }
  const total = tail + weights[0]!;
  for (let place = 1; place < weights.length; place++) {
    survival[firstCount + place - 1] = survival[firstCount + place - 1]! / total;
  }
  return survival;
}
