import type { Outcome } from "../base/outcome.ts";
import { relativeBias, wape } from "../scoring/point-scores.ts";
import { forecastsOf } from "./leader-board.ts";
import type { ScoredCutoff } from "./forecast-cutoff.ts";
import type { MethodName } from "./methods.ts";

/** Scores of one method at the cut-offs that lie as far into their period. */
export interface ProfilePoint {
  readonly weekOfPeriod: number;
  readonly method: MethodName;
  readonly windowCount: number;
  readonly wape: Outcome<number>;
  readonly bias: Outcome<number>;
  /** Mean, minor units. */
  readonly crps: number;
  readonly coverage80: { readonly held: number; readonly of: number } | undefined;
}

/** Scores by whole weeks into the period, so that forecasts of different horizons are never pooled. */
export function weeklyProfile(
  cutoffs: readonly ScoredCutoff[],
  methods: readonly MethodName[],
  levels: readonly number[],
): ProfilePoint[] {
  const weeks = [...new Set(cutoffs.map(({ cutoff }) => cutoff.weekOfPeriod))].sort((a, b) => a - b);
  return weeks.flatMap((weekOfPeriod) => {
    const inWeek = cutoffs.filter(({ cutoff }) => cutoff.weekOfPeriod === weekOfPeriod);
    return methods.flatMap((method) => pointOf(inWeek, method, weekOfPeriod, levels));
  });
}

function pointOf(
  cutoffs: readonly ScoredCutoff[],
  method: MethodName,
  weekOfPeriod: number,
  levels: readonly number[],
): ProfilePoint[] {
  const scored = forecastsOf(cutoffs, method);
  if (scored.length === 0) return [];
  const medians = scored.map(({ forecast }) => forecast.median);
  const actuals = scored.map(({ window }) => window.actual);
  const [low, high] = [levels.indexOf(0.1), levels.indexOf(0.9)];
  const held = scored.filter(
    ({ window: { actual }, forecast: { quantiles } }) =>
      quantiles !== undefined && quantiles[low]! <= actual && actual <= quantiles[high]!,
  );
  return [
    {
      weekOfPeriod,
      method,
      windowCount: scored.length,
      wape: wape(medians, actuals),
      bias: relativeBias(medians, actuals),
      crps: scored.reduce((sum, { forecast }) => sum + forecast.crps, 0) / scored.length,
      coverage80:
        scored[0]!.forecast.quantiles === undefined ? undefined : { held: held.length, of: scored.length },
    },
  ];
}
