import { ensure } from "../../src/core/base/ensure.ts";
import { linearRegression, linearRegressionLine } from "simple-statistics";

export interface MemorySample {
  readonly minute: number;
  readonly megabytes: number;
}

/** How memory grows, MB a minute. */
export interface MemoryGrowth {
  /** Of all samples: what a service holds, and the garbage that waits to be collected. */
  readonly slope: number;
  /** Of the slope, from the means of minutes: samples that follow on each other tell nearly the same. */
  readonly standardError: number;
  /** Of the least of each minute: what is held, with little garbage. */
  readonly leastSlope: number;
}

/** @param samples in the order of time, over three minutes or more */
export function memoryGrowth(samples: readonly MemorySample[]): MemoryGrowth {
  const minutes = new Map<number, MemorySample[]>();
  const origin = samples[0]?.minute ?? 0;
  for (const sample of samples) {
    const minute = Math.floor(sample.minute - origin);
    minutes.set(minute, [...(minutes.get(minute) ?? []), sample]);
  }
  ensure(minutes.size >= 3, "Cannot tell the growth of less than three minutes");
  const means = [...minutes.values()].map((own): [number, number] => [
    meanOf(own.map(({ minute }) => minute)),
    meanOf(own.map(({ megabytes }) => megabytes)),
  ]);
  const least = [...minutes.values()].map((own): [number, number] => {
    const lowest = own.reduce((a, b) => (b.megabytes < a.megabytes ? b : a));
    return [lowest.minute, lowest.megabytes];
  });
  return {
    slope: linearRegression(samples.map(({ minute, megabytes }) => [minute, megabytes])).m,
    standardError: slopeError(means),
    leastSlope: linearRegression(least).m,
  };
}

/** Standard error of the slope of a straight line through points, from what they scatter around it. */
function slopeError(points: readonly [number, number][]): number {
  const line = linearRegressionLine(linearRegression([...points]));
  const middle = meanOf(points.map(([x]) => x));
  const scatter = points.reduce((sum, [x, y]) => sum + (y - line(x)) ** 2, 0) / (points.length - 2);
  return Math.sqrt(scatter / points.reduce((sum, [x]) => sum + (x - middle) ** 2, 0));
}

function meanOf(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}
