import { found, missing, type Outcome } from "../base/outcome.ts";
import { selectQuantiles } from "../maths/select-quantiles.ts";
import type { KpiInterval } from "./kpi-record.ts";
import { medianInterval } from "./median-interval.ts";

const Z_95 = 1.959963984540054;

/** What a set of durations or amounts looks like; quantiles interpolate linearly (type 7). */
export interface DurationFigures {
  readonly count: number;
  readonly mean: Outcome<number>;
  readonly median: Outcome<number>;
  readonly quartile1: Outcome<number>;
  readonly quartile3: Outcome<number>;
  readonly meanInterval: KpiInterval | null;
  readonly medianInterval: KpiInterval | null;
}

/** @param reason why there are no figures when there are no values */
export function durationFigures(values: readonly number[], reason: string): DurationFigures {
  const none = missing(reason);
  if (values.length === 0) {
    return {
      count: 0,
      mean: none,
      median: none,
      quartile1: none,
      quartile3: none,
      meanInterval: null,
      medianInterval: null,
    };
  }
  const sorted = Float64Array.from(values).sort();
  const [quartile1, median, quartile3] = selectQuantiles(sorted, [0.25, 0.5, 0.75]);
  const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
  return {
    count: sorted.length,
    mean: found(mean),
    median: found(median!),
    quartile1: found(quartile1!),
    quartile3: found(quartile3!),
    meanInterval: meanInterval(sorted, mean),
    medianInterval: medianInterval(sorted),
  };
}

/** Mean plus and minus 1.96 standard errors; null for one value. */
export function meanInterval(values: Float64Array, mean: number): KpiInterval | null {
  if (values.length < 2) return null;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const half = Z_95 * Math.sqrt(squares / (values.length - 1) / values.length);
  return { low: mean - half, high: mean + half, method: "normal, mean and its standard error" };
}
