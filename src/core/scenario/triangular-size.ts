import type { MomentsAndQuantile, TriangularSize } from "./lever-size.ts";

/** Density that rises in a straight line from low to likely and falls to high; quantiles are in closed form. */
export function triangularSize({ low, likely, high }: TriangularSize): MomentsAndQuantile {
  const width = high - low;
  const shareBelow = (likely - low) / width;
  const squares = (likely - low) * (likely - low) + (high - likely) * (high - likely) + width * width;
  return {
    mean: (low + likely + high) / 3,
    sd: Math.sqrt(squares / 36),
    // Both sides are kept within their ends, so that rounding cannot turn two quantiles round.
    quantile: (p) =>
      p <= shareBelow
        ? Math.min(likely, low + Math.sqrt(p * width * (likely - low)))
        : Math.max(likely, high - Math.sqrt((1 - p) * width * (high - likely))),
  };
}
