/**
 * How large the change of a lever is: a number, or a distribution of what is not known for sure. It is written in a
 * scenario file just as it stands here.
 */
export type LeverSize = number | UncertainSize;

export type UncertainSize =
  TriangularSize | PertSize | NormalSize | LognormalSize | UniformSize | DiscreteSize;

export const SIZE_DISTRIBUTIONS = [
  "triangular",
  "pert",
  "normal",
  "lognormal",
  "uniform",
  "discrete",
] as const satisfies readonly UncertainSize["distribution"][];

/** Three points, joined by straight lines; low <= likely <= high and low < high. */
export interface TriangularSize {
  readonly distribution: "triangular";
  readonly low: number;
  readonly likely: number;
  readonly high: number;
}

/** Three points with a smooth hump: a beta distribution whose mean is (low + 4 likely + high) / 6. */
export interface PertSize {
  readonly distribution: "pert";
  readonly low: number;
  readonly likely: number;
  readonly high: number;
}

export interface NormalSize {
  readonly distribution: "normal";
  readonly mean: number;
  /** Standard deviation, > 0. */
  readonly sd: number;
}

/** All sizes on one side of zero and skewed away from it; said by the median, or by the 10th and 90th percentile. */
export type LognormalSize =
  | {
      readonly distribution: "lognormal";
      /** Not 0; below 0 the whole distribution is mirrored at 0. */
      readonly median: number;
      /** Standard deviation of the logarithm, > 0: with 0.4 the 90th percentile is 1.67 times the median. */
      readonly spread: number;
    }
  | {
      readonly distribution: "lognormal";
      /** p10 < p90, both above or both below 0. */
      readonly p10: number;
      readonly p90: number;
    };

/** Every size from low to high alike; low < high. */
export interface UniformSize {
  readonly distribution: "uniform";
  readonly low: number;
  readonly high: number;
}

/** A few sizes; the probabilities, one for each, add up to 1. */
export interface DiscreteSize {
  readonly distribution: "discrete";
  readonly values: readonly number[];
  readonly probabilities: readonly number[];
}

/** What a lever's size may turn out to be. */
export interface SizeDistribution {
  readonly mean: number;
  /** Standard deviation; 0 for a number. */
  readonly sd: number;
  /** 10th percentile. */
  readonly p10: number;
  /** 90th percentile. */
  readonly p90: number;
  /** The size that is not passed with probability p; never falls as p rises. At 0 and 1 it may be infinite. */
  readonly quantile: (p: number) => number;
}

/** What the file of each distribution gives. */
export type MomentsAndQuantile = Pick<SizeDistribution, "mean" | "sd" | "quantile">;
