import { fourierTransform, powerOfTwoAtLeast } from "../maths/fft.ts";
import { WEIGHT_OF_DRAW, type StrandCounts } from "./lattice-counter.ts";
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
 * @param counted  counts of each strand; strands that add nothing left out; not empty
 * @param step     of the lattice, minor units
 * @param expected mean of each strand in steps, where it is known
 * @see Hoeffding (1948), "A class of statistics with asymptotically normal distribution": generalised U-statistics
 */
export function recombineStrands(
  counted: readonly StrandCounts[],
  step: number,
  expected?: readonly number[],
): RecombinedRow {
  const strands = counted.map((counts, strand) => sharesOf(counts, expected?.[strand]));
  const first = strands.reduce((sum, strand) => sum + strand.first, 0);
  const length = strands.reduce((sum, strand) => sum + strand.shares.length - 1, 1);
  const masses = convolution(strands, length);
  const mean = strands.reduce((sum, strand) => sum + strand.mean, 0);
  // A draw between two lattice values adds a sixth of a squared step on average, which is taken off again.
  const variance = strands.reduce(
    (sum, strand) => sum + Math.max(0, strand.variance - (strand.shares.length > 2 ? 1 / 6 : 0)),
    0,
  );
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
function convolution(strands: readonly StrandShares[], length: number): Float64Array {
  if (strands.length === 1) return padded(strands[0]!.shares, length);
  const size = powerOfTwoAtLeast(length);
  const re = new Float64Array(size);
  const im = new Float64Array(size);
  re.fill(1);
  for (let strand = 0; strand < strands.length; strand += 2) {
    const one = padded(strands[strand]!.shares, size);
    const other = padded(strands[strand + 1]?.shares ?? ALL_AT_ZERO, size);
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

/** The draws of one strand as shares that are 1 together, with their moments in steps. */
interface StrandShares {
  readonly first: number;
  readonly shares: Float64Array;
  readonly mean: number;
  readonly variance: number;
}

/** A sum without further strands. */
const ALL_AT_ZERO = Float64Array.of(1);
/** A mean further from the expected one than so many standard errors of plain draws is no sampling error. */
const MOST_STANDARD_ERRORS = 5;

/**
 * Shares of draws, with the strand's mean as a control variate: its expectation is known, and where the draws' mean is above
 * it, draws above the mean count a little less and those below a little more, 1 - (mean - expected) / variance *
 * (value - mean). That takes the error out that Latin hypercube sampling leaves where a win is so rare that most
 * blocks have none. Values stay where they are, so that nothing at all stays nothing.
 * @see Glasserman (2003), "Monte Carlo Methods in Financial Engineering", section 4.1
 */
function sharesOf({ counts, first }: StrandCounts, expected: number | undefined): StrandShares {
  let weight = 0;
  for (let place = 0; place < counts.length; place++) weight += counts[place]!;
  const shares = Float64Array.from(counts, (count) => count / weight);
  const drawn = { first, shares, ...momentsOf(shares, first) };
  if (expected === undefined || drawn.variance <= 0) return drawn;
  const excess = drawn.mean - expected;
  const drawCount = weight / WEIGHT_OF_DRAW;
  if (excess * excess * drawCount > MOST_STANDARD_ERRORS ** 2 * drawn.variance) return drawn;
  const tilt = excess / drawn.variance;
  let sum = 0;
  for (let place = 0; place < shares.length; place++) {
    shares[place] = shares[place]! * Math.max(0, 1 - tilt * (first + place - drawn.mean));
    sum += shares[place]!;
  }
  for (let place = 0; place < shares.length; place++) shares[place] = shares[place]! / sum;
  return { first, shares, ...momentsOf(shares, first) };
}

function momentsOf(shares: Float64Array, first: number): { mean: number; variance: number } {
  let centre = 0;
  for (let place = 0; place < shares.length; place++) centre += place * shares[place]!;
  let variance = 0;
  for (let place = 0; place < shares.length; place++) variance += (place - centre) ** 2 * shares[place]!;
  return { mean: first + centre, variance };
}

function padded(shares: Float64Array, size: number): Float64Array {
  const column = new Float64Array(size);
  column.set(shares);
  return column;
}
