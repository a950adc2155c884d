import type { CutStudentT } from "../maths/cut-student-t.ts";
import { roundToPlanPrecision } from "../maths/round-mantissa.ts";
import { factorDistribution } from "../simulation/factor.ts";

/** A forecast to be scored: equally likely values in ascending order, or one point. Minor units. */
export type Prediction =
  | {
      readonly kind: "distribution";
      /** Ascending; what proper scores are computed from. */
      readonly sample: Float64Array;
      readonly mean: number;
      /** Quantiles as a live forecast reports them, in the order of the levels asked for. */
      readonly quantiles: readonly number[];
    }
  | { readonly kind: "point"; readonly value: number };

/** A distribution is scored by this many quantiles at the midpoints of equal shares. */
export const SAMPLE_SIZE = 1_000;
export const SAMPLE_LEVELS: readonly number[] = Array.from(
  { length: SAMPLE_SIZE },
  (_, index) => (index + 0.5) / SAMPLE_SIZE,
);

/** The factor's quantiles for a sample are read off its distribution function at this many places on either side of 0. */
const FACTOR_PLACES = 256;

/**
 * A point spread by a common factor: median `value`, a cut Student t in logs. More was taken back than booked where the point is below
 * 0: the largest factor is the lowest quantile then.
 */
export function spreadPoint(
  value: number,
  { sigma, degreesOfFreedom }: { readonly sigma: number; readonly degreesOfFreedom: number },
  levels: readonly number[],
): Prediction {
  const tau = factorDistribution(degreesOfFreedom);
  const upper = upperFactorQuantiles(tau);
  const half = SAMPLE_SIZE / 2;
  const sample = Float64Array.from(SAMPLE_LEVELS, (_, index) => {
    const level = index < half ? -upper[half - 1 - index]! : upper[index - half]!;
    return value * Math.exp(sigma * level);
  }).sort();
  const mean = sample.reduce((a, b) => a + b, 0) / sample.length;
  const direction = value < 0 ? -1 : 1; // the factor is symmetric in logs
  const quantiles = levels.map(
    (level) => value * Math.exp(direction * sigma * roundToPlanPrecision(tau.quantile(level))),
  );
  return { kind: "distribution", sample, mean, quantiles };
}

/**
 * Quantiles of the factor at the sample's levels above one half; below it they are the same with the other sign. Linear
 * between places of the distribution function that lie a fiftieth of a standard deviation apart or less.
 */
function upperFactorQuantiles(tau: CutStudentT): Float64Array {
  const limit = roundToPlanPrecision(tau.quantile(1));
  const places = Float64Array.from({ length: FACTOR_PLACES + 1 }, (_, k) => (limit * k) / FACTOR_PLACES);
  const shares = places.map((place) => tau.cdf(place));
  let k = 0;
  return Float64Array.from(SAMPLE_LEVELS.slice(SAMPLE_SIZE / 2), (level) => {
    while (k < FACTOR_PLACES - 1 && shares[k + 1]! < level) k++;
    const width = shares[k + 1]! - shares[k]!;
    return places[k]! + (width > 0 ? (level - shares[k]!) / width : 0) * (places[k + 1]! - places[k]!);
  });
}

/** The prediction with what is booked already added. */
export function withBooked(prediction: Prediction, booked: number): Prediction {
  if (prediction.kind === "point") return { kind: "point", value: prediction.value + booked };
  return {
    kind: "distribution",
    sample: prediction.sample.map((value) => value + booked),
    mean: prediction.mean + booked,
    quantiles: prediction.quantiles.map((value) => value + booked),
  };
}

export function meanOf(prediction: Prediction): number {
  return prediction.kind === "point" ? prediction.value : prediction.mean;
}
