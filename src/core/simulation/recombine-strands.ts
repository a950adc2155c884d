import { fourierTransform, powerOfTwoAtLeast } from "../maths/fft.ts";
import type { StrandCounts } from "./lattice-counter.ts";
import type { BaseDistribution } from "./exact-base.ts";

/** A row before the common factor, estimated from its strands. */
export interface RecombinedRow {
  readonly mean: number;
  readonly variance: number;
  readonly base: BaseDistribution;
  /**
   * How alike masses a few lattice values apart are: 1 where the row is smooth at this scale, near 0 where it hangs on
   * single values.
   */
  readonly smoothness: number;
}

/**
 * The distribution of a sum of independent strands from the draws of each: the convolution of their empirical
 * distributions, that is the share of all drawCount^strands ways to take one draw of every strand, and not only of the
 * drawCount ways that were drawn together. As an average over all combinations it has the same expectation and the
 * smallest variance that these draws allow; what is left of it are smooth functions of single strands, most of
 * which Latin hypercube sampling has made exact.
 *
 * The convolution is done by discrete Fourier transforms, long enough that nothing wraps round. A mass on a lattice value
 * is spread to both sides evenly, so that the distribution function is continuous.
 * @param strands counts of each strand; strands that add nothing left out; not empty
 * @param step    of the lattice, minor units
 * @see Hoeffding (1948), "A class of statistics with asymptotically normal distribution": generalised U-statistics
 */
export function recombineStrands(strands: readonly StrandCounts[], step: number): RecombinedRow {
  const first = strands.reduce((sum, strand) => sum + strand.first, 0);
  const length = strands.reduce((sum, strand) => sum + strand.counts.length - 1, 1);
  const masses = convolution(strands, length);
  const { mean, variance } = momentsOf(strands);
  // Nothing at all is a value of its own, which the factor does not move.
  const zeroMass = masses[-first] ?? 0;
  if (zeroMass > 0) masses[-first] = 0;
  return {
    mean: mean * step,
    variance: variance * step * step,
    base: {
      atomLow: 0,
      atomStep: 1,
      atoms: zeroMass > 0 ? Float64Array.of(zeroMass) : new Float64Array(0),
      cellLow: first * step,
      cellStep: step,
      cells: cellsBetween(masses),
    },
    smoothness: smoothnessOf(masses),
  };
}

/** A value between two lattice values counts for both: from 3 on, masses of one value do not meet. */
const APART = 3;

function smoothnessOf(masses: Float64Array): number {
  let squares = 0;
  let products = 0;
  for (let place = 0; place < masses.length; place++) {
    squares += masses[place]! * masses[place]!;
    if (place >= APART) products += masses[place]! * masses[place - APART]!;
  }
  return squares > 0 ? products / squares : 0;
}

/** Half of every mass goes to each side; at the ends all of it goes inside. */
function cellsBetween(masses: Float64Array): Float64Array {
  const last = masses.length - 1;
  if (last === 0) return masses;
  const cells = new Float64Array(last);
  for (let place = 0; place <= last; place++) {
    const half = 0.5 * masses[place]!;
    cells[Math.max(0, place - 1)]! += half;
    cells[Math.min(last - 1, place)]! += half;
  }
  return cells;
}

/** Masses of the sum; transforms take two strands at a time, as real and imaginary part. */
function convolution(strands: readonly StrandCounts[], length: number): Float64Array {
  if (strands.length === 1) return sharesOf(strands[0]!, length);
  const size = powerOfTwoAtLeast(length);
  const re = new Float64Array(size);
  const im = new Float64Array(size);
  re.fill(1);
  for (let strand = 0; strand < strands.length; strand += 2) {
    const one = sharesOf(strands[strand]!, size);
    const other = strand + 1 < strands.length ? sharesOf(strands[strand + 1]!, size) : unitMass(size);
    fourierTransform(one, other);
    multiplyByBoth(re, im, one, other);
  }
  // A transform of the conjugate is the conjugate of the inverse transform.
  for (let k = 0; k < size; k++) im[k] = -im[k]!;
  fourierTransform(re, im);
  const masses = re.slice(0, length);
  let sum = 0;
  for (let place = 0; place < length; place++) {
    const mass = masses[place]! / size;
    masses[place] = mass > NOISE ? mass : 0;
    sum += masses[place]!;
  }
  for (let place = 0; place < length; place++) masses[place] = masses[place]! / sum;
  return masses;
}

/** Masses below this are rounding of the transforms. */
const NOISE = 1e-15;

/** The transforms of two real columns a, b come out of that of a + i b: A B = (Z(k)^2 - conj(Z(-k))^2) / 4i. */
function multiplyByBoth(re: Float64Array, im: Float64Array, zRe: Float64Array, zIm: Float64Array): void {
  const size = re.length;
  for (let k = 0; k < size; k++) {
    const opposite = (size - k) & (size - 1);
    const x = zRe[k]!;
    const y = zIm[k]!;
    const u = zRe[opposite]!;
    const v = zIm[opposite]!;
    const productRe = (x * y + u * v) / 2;
    const productIm = (u * u - v * v - x * x + y * y) / 4;
    const keptRe = re[k]!;
    const keptIm = im[k]!;
    re[k] = keptRe * productRe - keptIm * productIm;
    im[k] = keptRe * productIm + keptIm * productRe;
  }
}

function sharesOf({ counts }: StrandCounts, size: number): Float64Array {
  const total = weightOf(counts);
  const shares = new Float64Array(size);
  for (let place = 0; place < counts.length; place++) shares[place] = counts[place]! / total;
  return shares;
}

function unitMass(size: number): Float64Array {
  const mass = new Float64Array(size);
  mass[0] = 1;
  return mass;
}

/** In steps; a draw between two lattice values adds a sixth of a squared step on average, which is taken off again. */
function momentsOf(strands: readonly StrandCounts[]): { mean: number; variance: number } {
  let mean = 0;
  let variance = 0;
  for (const { counts, first } of strands) {
    const total = weightOf(counts);
    let sum = 0;
    for (let place = 0; place < counts.length; place++) sum += place * counts[place]!;
    const centre = sum / total;
    let squares = 0;
    for (let place = 0; place < counts.length; place++) squares += (place - centre) ** 2 * counts[place]!;
    mean += first + centre;
    variance += Math.max(0, squares / total - (counts.length > 2 ? 1 / 6 : 0));
  }
  return { mean, variance };
}

/** All draws together. */
function weightOf(counts: Int32Array): number {
  let weight = 0;
  for (const count of counts) weight += count;
  return weight;
}
