import { fourierTransform, powerOfTwoAtLeast } from "../maths/fft.ts";
import { NO_CELLS, type BaseDistribution } from "./exact-base.ts";
import type { ExactParts } from "./exact-parts.ts";
import type { RowRange } from "./exact-range.ts";

const MOST_POINTS = 2 ** 17;
/** Points times opportunities, and points times opportunities with random amounts (each takes a transform of its own). */
const MOST_FIXED_WORK = 16_000_000;
const MOST_RANDOM_WORK = 6_000_000;
/** Sums of masses lose digits; less than this is nothing. */
const MASS_NOISE = 1e-16;

/** The grid of money on which a row lies. */
export interface MoneyLattice {
  /** Multiple of `unit`. */
  readonly low: number;
  /** Whole minor units. */
  readonly unit: number;
  /** A power of two. */
  readonly pointCount: number;
}

/**
 * The lattice on which a row is exact: multiples of the greatest common divisor of its amounts, or whole minor units
 * where amounts are random and are rounded to them. Undefined where that would take too many points.
 */
export function moneyLatticeOf(parts: ExactParts, row: number, range: RowRange): MoneyLattice | undefined {
  if (!Number.isFinite(range.high - range.low)) return undefined;
  let unit = 0;
  let fixedCount = 0;
  let randomCount = 0;
  for (let index = 0; index < parts.sizes.length; index++) {
    if (parts.chances[index * parts.rowCount + row] === 0) continue;
    if (parts.multipliers[parts.spreadClasses[index]!] === undefined) {
      fixedCount++;
      unit = greatestCommonDivisor(unit, wholeUnits(parts.sizes[index]!));
    } else {
      randomCount++;
      unit = 1;
    }
  }
  for (const { amounts, rates } of parts.pools) {
    if (rates[row] === 0) continue;
    for (const amount of amounts) unit = greatestCommonDivisor(unit, Math.abs(wholeUnits(amount)));
  }
  unit = Math.max(1, unit);
  // Rounding to whole minor units may move the sum by a little: half a unit for every opportunity.
  const slack = randomCount + fixedCount;
  const low = Math.floor((range.low - slack) / unit) * unit;
  const span = (range.high + slack - low) / unit + 2;
  if (!(span <= MOST_POINTS)) return undefined;
  const pointCount = powerOfTwoAtLeast(span);
  const isCheap = fixedCount * pointCount <= MOST_FIXED_WORK && randomCount * pointCount <= MOST_RANDOM_WORK;
  return isCheap ? { low, unit, pointCount } : undefined;
}

/**
 * The probabilities of one row on its lattice: the product of the discrete Fourier transforms of its parts, transformed
 * back. Amounts are rounded to whole minor units win by win, as in a simulation without a common factor. Absolute
 * error about 1e-15, and 1e-12 for the tails beyond the lattice where new wins have no end.
 */
export function baseOnLattice(parts: ExactParts, row: number, lattice: MoneyLattice): BaseDistribution {
  const { pointCount, low, unit } = lattice;
  const turn = turnTables(pointCount);
  const half = (pointCount >> 1) + 1;
  // Frequency 0 is 1; the low end turns every frequency, in place of moving every value.
  const re = new Float64Array(half);
  const im = new Float64Array(half);
  for (let k = 0; k < half; k++) {
    const place = placeOf((low / unit) * k, pointCount);
    re[k] = turn.cosines[place]!;
    im[k] = turn.sines[place]!;
  }
  const waveRe = new Float64Array(pointCount);
  const waveIm = new Float64Array(pointCount);
  for (let index = 0; index < parts.sizes.length; index++) {
    const chance = parts.chances[index * parts.rowCount + row]!;
    if (chance === 0) continue;
    const size = parts.sizes[index]!;
    const multipliers = parts.multipliers[parts.spreadClasses[index]!];
    if (multipliers === undefined) {
      multiplyByFixed(re, im, turn, wholeUnits(size) / unit, chance);
      continue;
    }
    waveRe.fill(0);
    waveIm.fill(0);
    waveRe[0] = 1 - chance;
    for (const multiplier of multipliers) {
      const place = placeOf(wholeUnits(size * multiplier) / unit, pointCount);
      waveRe[place] = waveRe[place]! + chance / multipliers.length;
    }
    fourierTransform(waveRe, waveIm);
    multiplyBy(re, im, waveRe, waveIm);
  }
  for (const { amounts, rates } of parts.pools) {
    const rate = rates[row]!;
    if (rate === 0) continue;
    waveRe.fill(0);
    waveIm.fill(0);
    for (const amount of amounts) {
      const place = placeOf(wholeUnits(amount) / unit, pointCount);
      waveRe[place] = waveRe[place]! + 1 / amounts.length;
    }
    fourierTransform(waveRe, waveIm);
    for (let k = 0; k < half; k++) {
      const size = Math.exp(rate * (waveRe[k]! - 1));
      const angle = rate * waveIm[k]!;
      waveRe[k] = size * Math.cos(angle);
      waveIm[k] = size * Math.sin(angle);
    }
    multiplyBy(re, im, waveRe, waveIm);
  }
  return { atomLow: low, atomStep: unit, atoms: massesOf(re, im, waveRe, waveIm), ...NO_CELLS };
}

/** Transforms back: the masses are real, so the conjugate half follows from the first. */
function massesOf(
  re: Float64Array,
  im: Float64Array,
  waveRe: Float64Array,
  waveIm: Float64Array,
): Float64Array {
  const pointCount = waveRe.length;
  for (let k = 0; k < pointCount; k++) {
    const mirrored = k < re.length ? k : pointCount - k;
    // The transform has e^(-2 pi i jk / n) on the way there, and its conjugate on the way back.
    waveRe[k] = re[mirrored]!;
    waveIm[k] = k < re.length ? -im[mirrored]! : im[mirrored]!;
  }
  fourierTransform(waveRe, waveIm);
  const masses = new Float64Array(pointCount);
  let sum = 0;
  for (let point = 0; point < pointCount; point++) {
    const mass = waveRe[point]! / pointCount;
    masses[point] = mass < MASS_NOISE ? 0 : mass;
    sum += masses[point]!;
  }
  for (let point = 0; point < pointCount; point++) masses[point] = masses[point]! / sum;
  return masses;
}

function multiplyByFixed(
  re: Float64Array,
  im: Float64Array,
  turn: TurnTables,
  steps: number,
  chance: number,
): void {
  const pointCount = turn.cosines.length;
  const step = placeOf(steps, pointCount);
  for (let k = 0, place = 0; k < re.length; k++) {
    const a = 1 + chance * (turn.cosines[place]! - 1);
    const b = -chance * turn.sines[place]!;
    const x = re[k]!;
    re[k] = x * a - im[k]! * b;
    im[k] = x * b + im[k]! * a;
    place += step;
    if (place >= pointCount) place -= pointCount;
  }
}

function multiplyBy(re: Float64Array, im: Float64Array, byRe: Float64Array, byIm: Float64Array): void {
  for (let k = 0; k < re.length; k++) {
    const x = re[k]!;
    re[k] = x * byRe[k]! - im[k]! * byIm[k]!;
    im[k] = x * byIm[k]! + im[k]! * byRe[k]!;
  }
}

interface TurnTables {
  readonly cosines: Float64Array;
  readonly sines: Float64Array;
}

function turnTables(pointCount: number): TurnTables {
  const angle = (2 * Math.PI) / pointCount;
  return {
    cosines: new Float64Array(pointCount).map((_, place) => Math.cos(angle * place)),
    sines: new Float64Array(pointCount).map((_, place) => Math.sin(angle * place)),
  };
}

/** Steps of the lattice modulo its length, 0..pointCount-1. */
function placeOf(steps: number, pointCount: number): number {
  return steps - Math.floor(steps / pointCount) * pointCount;
}

/** The rounding of the kernels. */
function wholeUnits(amount: number): number {
  return Math.floor(amount + 0.5);
}

function greatestCommonDivisor(left: number, right: number): number {
  let [a, b] = [left, right];
  while (b !== 0) [a, b] = [b, a % b];
  return a;
}
