import { found, missing, type Outcome } from "../base/outcome.ts";
import { solvePositiveDefinite } from "../maths/solve-positive-definite.ts";
import type { Lever } from "./lever.ts";
import { sizeDistribution } from "./size-distribution.ts";
import type { ValueLevers } from "./lever-value.ts";

/** What one lever of a scenario is worth. */
export interface LeverFinding {
  readonly lever: Lever;
  readonly mean: number;
  readonly p10: number;
  readonly p90: number;
  /** Change of the gross margin with this lever alone, expected at its mean (both percentiles where they lie on two sides of 0) and in
   * proportion to it, by stratum; minor units. */
  readonly aloneMargins: Float64Array;
  /** Mean net present value with this lever at its 10th and 90th percentile; undefined for a size that is certain. */
  readonly tornado: { readonly low: number; readonly high: number } | undefined;
  readonly breakEvenSize: Outcome<number, "not_within_reach" | "no_effect">;
}

export interface AnalysisQuestion {
  readonly levers: readonly Lever[];
  /** Shape [lever][stratum]. */
  readonly sizes: readonly Float64Array[];
  readonly valueLevers: ValueLevers;
  /** Mean net present value of the draws; minor units. */
  readonly meanNpv: number;
  /** Present value of all that no lever changes (direct benefits, avoided costs, costs); minor units. */
  readonly fixedValue: number;
}

const MOST_STEPS = 8;
/** Break-even sizes are looked for up to so many times the mean size. */
const REACH = 10;
/** A break-even value this near to 0, beside what is won and lost, is 0. */
const TOLERANCE = 1e-4;

/** What a lever adds comes to an edge where the slopes on both sides of its mean differ by this part of the steeper one. */
const EDGE = 0.3;

/**
 * What each lever does to the case. A tornado bar is the mean net present value with one lever at a percentile and the
 * others simulated: the mean of the draws, moved by what is expected of the lever at its percentile instead of at its drawn
 * sizes. What levers add is in proportion to each other, but bent in their own sizes where there is nothing more to be won; so
 * the difference is taken with the others at their means, and how far each lever's own mean lies from the value at its mean size is
 * deducted. Against means over all strata this was within 0.3 % of a bar for every lever of the library over real data. The
 * break-even size is searched the same way.
 */
export function analyseLevers(question: AnalysisQuestion): LeverFinding[] {
  const { levers, sizes, valueLevers, meanNpv } = question;
  const means = sizes.map(meanOf);
  const middle = valueLevers(means).presentValue;
  const valueAt = (index: number, size: number): number =>
    valueLevers(means.map((own, other) => (other === index ? size : own))).presentValue;
  const bends = sizes.map((own, index) =>
    isCertain(own) ? 0 : bendOf(own, means[index]!, middle, (size) => valueAt(index, size)),
  );
  const allBends = bends.reduce((sum, bend) => sum + bend, 0);
  return levers.map((lever, index) => {
    const { mean, sd, p10, p90 } = sizeDistribution(lever.size);
    const [low, high] = [p10, p90].map((size) => meanNpv + valueAt(index, size) - middle - bends[index]!);
    const ofOthers = allBends - bends[index]!;
    const aloneAt = (size: number): number =>
      valueLevers(levers.map((_, other) => (other === index ? size : undefined))).grossMargin;
    return {
      lever,
      mean,
      p10,
      p90,
      aloneMargins: inProportion(p10 < 0 && p90 > 0 ? [p10, p90] : [mean], aloneAt)(sizes[index]!),
      tornado: sd > 0 ? { low: low!, high: high! } : undefined,
      breakEvenSize: breakEven(
        (size) => question.fixedValue + ofOthers + valueAt(index, size),
        mean === 0 ? sd : mean,
        sd > 0 ? [p10, p90] : [0, mean],
      ),
    };
  });
}

/**
 * Mean of a value over the sizes of a lever, less its value at their mean: by the parabola through the least, mean and greatest
 * size, or size by size where that is no parabola but an edge.
 */
function bendOf(
  sizes: Float64Array,
  mean: number,
  middle: number,
  valueAt: (size: number) => number,
): number {
  const [least, greatest] = [Math.min(...sizes), Math.max(...sizes)];
  const [low, high] = [valueAt(least), valueAt(greatest)];
  const slopes = [(middle - low) / (mean - least), (high - middle) / (greatest - mean)] as const;
  const isEdge = Math.abs(slopes[1] - slopes[0]) > EDGE * Math.max(...slopes.map(Math.abs));
  if (isEdge) return meanOf(sizes.map(valueAt)) - middle;
  const variance = meanOf(sizes.map((size) => (size - mean) ** 2));
  return ((slopes[1] - slopes[0]) / (greatest - least)) * variance;
}

/** A value that is 0 at size 0 and known at one or two other sizes: straight lines between them, and on beyond. */
function inProportion(
  nodes: readonly number[],
  valueAt: (size: number) => number,
): (sizes: Float64Array) => Float64Array {
  const places = [0, ...nodes.filter((node) => node !== 0)].sort((a, b) => a - b);
  const values = places.map((place) => (place === 0 ? 0 : valueAt(place)));
  return (sizes) =>
    sizes.map((size) => {
      if (places.length === 1) return 0;
      const above = places.findIndex((place) => place >= size);
      const right = Math.max(1, above < 0 ? places.length - 1 : above);
      const share = (size - places[right - 1]!) / (places[right]! - places[right - 1]!);
      return values[right - 1]! + share * (values[right]! - values[right - 1]!);
    });
}

/**
 * The size at which a value is 0: secants from two sizes on, within ten times a usual size.
 * @param usual mean of the sizes, or how far they spread around 0
 * @param from  where the search begins
 */
function breakEven(
  valueAt: (size: number) => number,
  usual: number,
  from: readonly [number, number],
): Outcome<number, "not_within_reach" | "no_effect"> {
  if (usual === 0) return missing("no_effect");
  let [left, right] = from;
  let [valueLeft, valueRight] = [valueAt(left), valueAt(right)];
  if (valueLeft === valueRight) return missing("no_effect");
  const scale = Math.abs(valueLeft) + Math.abs(valueRight);
  // Effects are nearly in proportion: far beyond the reach nothing is searched.
  const nearRoot = right - (valueRight * (right - left)) / (valueRight - valueLeft);
  if (Math.abs(nearRoot) > 2 * REACH * Math.abs(usual)) return missing("not_within_reach");
  for (let step = 0; step < MOST_STEPS; step++) {
    if (Math.abs(valueRight) <= TOLERANCE * scale) return found(right);
    const slope = (valueRight - valueLeft) / (right - left);
    if (slope === 0 || !Number.isFinite(slope)) return missing("not_within_reach");
    const next = right - valueRight / slope;
    if (!(Math.abs(next) <= REACH * Math.abs(usual)) || next <= -1) return missing("not_within_reach");
    [left, valueLeft] = [right, valueRight];
    [right, valueRight] = [next, valueAt(next)];
  }
  return missing("not_within_reach");
}

/**
 * Share of the variance of the net present value by lever: squared standardised coefficients of a linear regression of
 * each stratum's mean on the sizes of its levers, times the share of the variance that lies between strata. What is left
 * is chance, and what levers do together.
 * @returns shape [lever]; undefined where it cannot be told (no spread, or more levers than strata carry)
 */
export function varianceShares(
  npvDraws: Float64Array,
  sizes: readonly Float64Array[],
): (number | undefined)[] {
  const stratumCount = sizes[0]?.length ?? 0;
  const drawsPerStratum = npvDraws.length / stratumCount;
  const mean = meanOf(npvDraws);
  const variance = meanOf(npvDraws.map((npv) => (npv - mean) ** 2));
  const varying = sizes.map((_, index) => index).filter((index) => !isCertain(sizes[index]!));
  const none = sizes.map(() => undefined);
  if (varying.length === 0 || varying.length > stratumCount / 3 || variance === 0) return none;
  const means = Float64Array.from({ length: stratumCount }, (_, stratum) =>
    meanOf(npvDraws.subarray(stratum * drawsPerStratum, (stratum + 1) * drawsPerStratum)),
  );
  const standard = varying.map((index) => {
    const centre = meanOf(sizes[index]!);
    const spread = spreadOf(sizes[index]!);
    return sizes[index]!.map((size) => (size - centre) / spread);
  });
  const size = varying.length;
  const products = (left: Float64Array, right: Float64Array): number =>
    left.reduce((sum, value, at) => sum + value * right[at]!, 0) / stratumCount;
  const matrix = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      matrix[row * size + column] = products(standard[row]!, standard[column]!) + (row === column ? 1e-9 : 0);
    }
  }
  const centred = means.map((value) => value - mean);
  const coefficients = solvePositiveDefinite(
    matrix,
    Float64Array.from(standard, (column) => products(column, centred)),
  );
  return sizes.map((_, index) => {
    const at = varying.indexOf(index);
    return at < 0 ? undefined : Math.min(1, coefficients[at]! ** 2 / variance);
  });
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** A spread that is worked out from equal numbers may be a rounding above 0. */
function isCertain(sizes: Float64Array): boolean {
  return sizes.every((size) => size === sizes[0]);
}

function spreadOf(values: Float64Array): number {
  const mean = meanOf(values);
  return Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2)));
}
