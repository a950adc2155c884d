import { DWELL_BIN_COUNT } from "../forecast/dwell-bins.ts";

/** Fewer opportunities than this are none: rests of rounding would shrink to numbers that processors are slow with. */
const SMALLEST_MASS = 1e-30;

/** The exits of one stage, and where those who leave it arrive. */
export interface StageExits {
  /** Daily chances; from `firstExit` on: shape [target x bin]. */
  readonly exits: Float64Array;
  readonly firstExit: number;
  /** Those that the stage is ever left for. */
  readonly targets: Uint16Array;
  /** Shape [target x population]. */
  readonly arrived: Float64Array;
  /** Populations. */
  readonly count: number;
}

/**
 * Adds up what leaves the bins of a stage for each target, bin by bin. Two populations and two targets at a time, each pair in
 * a sum of its own: the same sums, which do not wait for each other and load no number twice.
 * @param mass from `firstMass` on: shape [population x bin]
 */
export function addExits(mass: Float64Array, firstMass: number, stage: StageExits): void {
  const { targets, count } = stage;
  for (let population = 0; population < count; population += 2) {
    // The last one of an odd number goes beside itself.
    const beside = Math.min(population + 1, count - 1);
    for (let index = 0; index < targets.length; index += 2) {
      const other = Math.min(index + 1, targets.length - 1);
      addPair(mass, firstMass, stage, population, beside, targets[index]!, targets[other]!);
    }
  }
}

/** All sums are read before one is written, so a population or target beside itself is told the same twice. */
function addPair(
  mass: Float64Array,
  firstMass: number,
  { exits, firstExit, arrived, count }: StageExits,
  population: number,
  beside: number,
  target: number,
  other: number,
): void {
  const here = firstMass + population * DWELL_BIN_COUNT;
  const there = firstMass + beside * DWELL_BIN_COUNT;
  const chances = firstExit + target * DWELL_BIN_COUNT;
  const others = firstExit + other * DWELL_BIN_COUNT;
  let sum = arrived[target * count + population]!;
  let sumOther = arrived[other * count + population]!;
  let sumBeside = arrived[target * count + beside]!;
  let sumBoth = arrived[other * count + beside]!;
  for (let bin = 0; bin < DWELL_BIN_COUNT; bin++) {
    const massHere = mass[here + bin]!;
    const massThere = mass[there + bin]!;
    const chance = exits[chances + bin]!;
    const chanceOther = exits[others + bin]!;
    sum += massHere * chance;
    sumOther += massHere * chanceOther;
    sumBeside += massThere * chance;
    sumBoth += massThere * chanceOther;
  }
  arrived[target * count + population] = sum;
  arrived[other * count + population] = sumOther;
  arrived[target * count + beside] = sumBeside;
  arrived[other * count + beside] = sumBoth;
}

/** Leaves in the bins of a stage what stays there. */
export function keepStaying(
  mass: Float64Array,
  firstMass: number,
  {
    stay,
    firstStay,
    count,
  }: { readonly stay: Float64Array; readonly firstStay: number; readonly count: number },
): void {
  for (let population = 0; population < count; population++) {
    const first = firstMass + population * DWELL_BIN_COUNT;
    for (let bin = 0; bin < DWELL_BIN_COUNT; bin++) {
      const left = mass[first + bin]! * stay[firstStay + bin]!;
      mass[first + bin] = left > SMALLEST_MASS ? left : 0;
    }
  }
}
