import type { Day } from "../../../src/core/base/day.ts";
import type { ScoredCutoff, ScoredForecast } from "../../../src/core/backtest/forecast-cutoff.ts";
import type { MethodName } from "../../../src/core/backtest/methods.ts";
import { smallFastRandom } from "../../../src/core/maths/small-fast-random.ts";
import { at } from "../pipeline/random-logs.ts";

export const LEVELS: readonly number[] = [0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975];

/** A forecast with ranges around a median, as wide as `width`; a point without it. */
export function forecastBy(
  method: MethodName,
  actual: number,
  median: number,
  width?: number,
): ScoredForecast {
  return {
    method,
    mean: median,
    median,
    quantiles: width === undefined ? undefined : LEVELS.map((level) => median + width * (level - 0.5)),
    crps: Math.abs(actual - median) * (width === undefined ? 1 : 0.7),
    pit: width === undefined ? undefined : Math.min(1, Math.max(0, 0.5 + (actual - median) / width)),
  };
}

export function scoredCutoff(
  offset: number,
  actual: number,
  forecasts: readonly ScoredForecast[],
  { length = 30, weekOfPeriod = 0 }: { readonly length?: number; readonly weekOfPeriod?: number } = {},
): ScoredCutoff {
  const none = new Float64Array();
  return {
    cutoff: {
      cutoff: at(offset),
      period: { from: at(offset + 1), to: (at(offset) + length) as Day, label: "" },
      weekOfPeriod,
    },
    actual,
    bookedBefore: 0,
    forecasts,
    missing: [],
    opportunities: { calibrated: none, uncalibrated: none, outcomes: new Uint8Array() },
  };
}

/** Weekly cut-offs with one good and one bad distribution, a point, and a method that begins late. */
export function weeklyCutoffs(count: number, seed: number): ScoredCutoff[] {
  const random = smallFastRandom(seed, 3);
  return Array.from({ length: count }, (_, index) => {
    const actual = 1_000 + Math.round(500 * random());
    const off = (scale: number): number => actual + Math.round(scale * (random() - 0.5));
    return scoredCutoff(7 * index, actual, [
      forecastBy("naive-probabilistic", actual, off(600), 900),
      forecastBy("full", actual, off(200), 300),
      forecastBy("crm-weighted", actual, off(2_000)),
      ...(index >= 5 ? [forecastBy("seasonal-naive", actual, off(900), 500)] : []),
    ]);
  });
}
