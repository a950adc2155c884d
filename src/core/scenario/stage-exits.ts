import { DWELL_BIN_COUNT } from "../forecast/dwell-bins.ts";

/** Fewer opportunities than this are none: rests of rounding would shrink to numbers that processors are slow with. */
const SMALLEST_MASS = 1e-30;

/** Where those who leave a stage arrive. */
export interface Arrivals {
  readonly targets: Uint16Array;
  /** Shape [place x population]. */
  readonly arrived: Float64Array;
  readonly count: number;
  readonly population: number;
}

/**
 * Adds up what leaves the bins of one stage for each target, bin by bin. Four targets at a time, each in a sum of its own: the
 * same sums, which do not wait for each other.
 * @param mass  from `firstMass` on: shape [bin]
 * @param exits from `firstExit` on: shape [target x bin]
 */
export function addExits(
  mass: Float64Array,
  firstMass: number,
  exits: Float64Array,
  firstExit: number,
  { targets, arrived, count, population }: Arrivals,
): void {
  let index = 0;
  for (; index + 4 <= targets.length; index += 4) {
    const p0 = targets[index]!;
    const p1 = targets[index + 1]!;
    const p2 = targets[index + 2]!;
    const p3 = targets[index + 3]!;
    let sum0 = arrived[p0 * count + population]!;
    let sum1 = arrived[p1 * count + population]!;
    let sum2 = arrived[p2 * count + population]!;
    let sum3 = arrived[p3 * count + population]!;
    const from0 = firstExit + p0 * DWELL_BIN_COUNT;
    const from1 = firstExit + p1 * DWELL_BIN_COUNT;
    const from2 = firstExit + p2 * DWELL_BIN_COUNT;
    const from3 = firstExit + p3 * DWELL_BIN_COUNT;
    for (let bin = 0; bin < DWELL_BIN_COUNT; bin++) {
      const here = mass[firstMass + bin]!;
      sum0 += here * exits[from0 + bin]!;
      sum1 += here * exits[from1 + bin]!;
      sum2 += here * exits[from2 + bin]!;
      sum3 += here * exits[from3 + bin]!;
    }
    arrived[p0 * count + population] = sum0;
    arrived[p1 * count + population] = sum1;
    arrived[p2 * count + population] = sum2;
    arrived[p3 * count + population] = sum3;
  }
  for (; index < targets.length; index++) {
    const place = targets[index]!;
    const from = firstExit + place * DWELL_BIN_COUNT;
    let sum = arrived[place * count + population]!;
    for (let bin = 0; bin < DWELL_BIN_COUNT; bin++) sum += mass[firstMass + bin]! * exits[from + bin]!;
    arrived[place * count + population] = sum;
  }
}

/** What stays in the bins of one stage. */
export function keepStaying(
  mass: Float64Array,
  firstMass: number,
  stay: Float64Array,
  firstStay: number,
): void {
  for (let bin = 0; bin < DWELL_BIN_COUNT; bin++) {
    const left = mass[firstMass + bin]! * stay[firstStay + bin]!;
    mass[firstMass + bin] = left > SMALLEST_MASS ? left : 0;
  }
}
