import { factorQuantile } from "../simulation/factor.ts";

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

/** A point spread by a common factor: median `value`, a cut Student t in logs. */
export function spreadPoint(
  value: number,
  { sigma, degreesOfFreedom }: { readonly sigma: number; readonly degreesOfFreedom: number },
  levels: readonly number[],
): Prediction {
  const quantile = (level: number): number =>
    value * Math.exp(sigma * factorQuantile(level, degreesOfFreedom));
  const sample = Float64Array.from(SAMPLE_LEVELS, quantile).sort();
  const mean = sample.reduce((a, b) => a + b, 0) / sample.length;
  return { kind: "distribution", sample, mean, quantiles: levels.map(quantile) };
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
