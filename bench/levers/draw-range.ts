/** What draws say in short; the unit is that of the draws. */
export interface DrawRange {
  readonly mean: number;
  readonly sd: number;
  /** 5th and 95th percentile: the 90 % interval. */
  readonly low: number;
  readonly high: number;
}

/** @param draws shape [draw], one or more, in any order */
export function rangeOf(draws: Float64Array): DrawRange {
  const sorted = draws.toSorted();
  const mean = sorted.reduce((sum, draw) => sum + draw, 0) / sorted.length;
  const square = sorted.reduce((sum, draw) => sum + (draw - mean) ** 2, 0) / sorted.length;
  const quantile = (level: number): number => sorted[Math.round(level * (sorted.length - 1))]!;
  return { mean, sd: Math.sqrt(square), low: quantile(0.05), high: quantile(0.95) };
}

/** Share of draws that lie further from 0 than a threshold, on either side. */
export function shareBeyond(draws: Float64Array, threshold: number): number {
  let count = 0;
  for (const draw of draws) if (Math.abs(draw) > threshold) count++;
  return count / draws.length;
}

/** Whether a value lies in the 90 % interval. */
export function isIn({ low, high }: DrawRange, value: number): boolean {
  return low <= value && value <= high;
}
