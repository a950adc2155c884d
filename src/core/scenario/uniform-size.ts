import type { MomentsAndQuantile, UniformSize } from "./lever-size.ts";

/** Every size between the two ends alike. */
export function uniformSize({ low, high }: UniformSize): MomentsAndQuantile {
  return {
    mean: (low + high) / 2,
    sd: (high - low) / Math.sqrt(12),
    quantile: (p) => Math.min(high, low + p * (high - low)),
  };
}
