import type { Outcome } from "../base/outcome.ts";
import { found, missing } from "../base/outcome.ts";
import { pairedRatioInterval, type RatioInterval } from "../scoring/block-bootstrap.ts";
import { coverageOf, type Coverage } from "../scoring/coverage.ts";
import { effectiveWindows } from "../scoring/effective-windows.ts";
import { pinballLoss } from "../scoring/pinball.ts";
import { pitHistogram } from "../scoring/pit.ts";
import {
  meanAbsoluteError,
  meanAbsoluteScaledError,
  relativeBias,
  rootMeanSquareError,
  wape,
} from "../scoring/point-scores.ts";
import { winklerScore } from "../scoring/winkler.ts";
import type { ScoredCutoff, ScoredForecast } from "./forecast-cutoff.ts";
import type { MethodName } from "./methods.ts";

/** The method that proper scores are compared with: the honest baseline. */
export const BASELINE: MethodName = "naive-probabilistic";

const BOOTSTRAP = { replications: 2_000, confidence: 0.9 } as const;
const PIT_BINS = 10;

/** Central intervals: the share that each is meant to hold, and its ends. */
export const INTERVALS = [
  { share: 0.5, low: 0.25, high: 0.75 },
  { share: 0.8, low: 0.1, high: 0.9 },
  { share: 0.95, low: 0.025, high: 0.975 },
] as const;

/** Scores of one method over its cut-offs; money in minor units. */
export interface MethodBoard {
  readonly method: MethodName;
  readonly windowCount: number;
  readonly effectiveWindows: number;
  readonly wape: Outcome<number>;
  readonly bias: Outcome<number>;
  readonly mae: number;
  readonly rmse: number;
  readonly mase: Outcome<number>;
  readonly crps: number;
  readonly crpsRatioToNaive: Outcome<number>;
  /** By level, in the order of the levels; undefined for points. */
  readonly pinball: readonly number[] | undefined;
  /** By interval, in the order of `INTERVALS`. */
  readonly winkler: readonly number[] | undefined;
  readonly coverage: readonly Coverage[] | undefined;
  readonly meanWidth80: Outcome<number>;
  readonly comparison: (RatioInterval & { readonly verdict: Verdict }) | undefined;
  readonly pitHistogram: readonly number[] | undefined;
}

export type Verdict = "better" | "worse" | "no proven skill";

interface Scored {
  readonly window: ScoredCutoff;
  readonly forecast: ScoredForecast;
}

export interface BoardSettings {
  readonly levels: readonly number[];
  readonly seed: number;
  /** Bookings of windows before the first cut-off, oldest first: the scale of MASE. */
  readonly trainingSeries: readonly number[];
}

/** Scores of every method, the best CRPS first. A method is scored over the cut-offs that it could forecast. */
export function leaderBoard(
  cutoffs: readonly ScoredCutoff[],
  methods: readonly MethodName[],
  settings: BoardSettings,
): MethodBoard[] {
  const boards = methods.flatMap((method) => {
    const scored = forecastsOf(cutoffs, method);
    return scored.length === 0 ? [] : [boardOf(method, scored, cutoffs, settings)];
  });
  return boards.sort((a, b) => a.crps - b.crps || (a.method < b.method ? -1 : 1));
}

/** The forecasts of one method with their windows. */
export function forecastsOf(cutoffs: readonly ScoredCutoff[], method: MethodName): Scored[] {
  return cutoffs.flatMap((window) => {
    const forecast = window.forecasts.find((candidate) => candidate.method === method);
    return forecast === undefined ? [] : [{ window, forecast }];
  });
}

function boardOf(
  method: MethodName,
  scored: readonly Scored[],
  cutoffs: readonly ScoredCutoff[],
  settings: BoardSettings,
): MethodBoard {
  const { levels } = settings;
  const medians = scored.map(({ forecast }) => forecast.median);
  const actuals = scored.map(({ window }) => window.actual);
  const lengths = scored.map(({ window }) => lengthOf(window));
  const crps = meanOf(scored.map(({ forecast }) => forecast.crps));
  const withRange = scored.flatMap(({ window, forecast }) =>
    forecast.quantiles === undefined ? [] : [{ actual: window.actual, quantiles: forecast.quantiles }],
  );
  const at = (quantiles: readonly number[], level: number): number => quantiles[levels.indexOf(level)]!;
  const isDistribution = withRange.length > 0;
  const pits = scored.flatMap(({ forecast }) => forecast.pit ?? []);
  return {
    method,
    windowCount: scored.length,
    effectiveWindows: effectiveWindows(
      scored[0]!.window.cutoff.cutoff,
      scored.at(-1)!.window.cutoff.cutoff,
      meanOf(lengths),
    ),
    wape: wape(medians, actuals),
    bias: relativeBias(medians, actuals),
    mae: meanAbsoluteError(medians, actuals),
    rmse: rootMeanSquareError(medians, actuals),
    mase: meanAbsoluteScaledError(medians, actuals, settings.trainingSeries),
    crps,
    ...comparisonOf(method, scored, cutoffs, settings.seed),
    pinball: isDistribution
      ? levels.map((level) =>
          meanOf(withRange.map(({ quantiles, actual }) => pinballLoss(at(quantiles, level), level, actual))),
        )
      : undefined,
    winkler: isDistribution
      ? INTERVALS.map(({ share, low, high }) =>
          meanOf(
            withRange.map(({ quantiles, actual }) =>
              winklerScore(at(quantiles, low), at(quantiles, high), share, actual),
            ),
          ),
        )
      : undefined,
    coverage: isDistribution
      ? INTERVALS.map(({ low, high }) =>
          coverageOf(
            withRange.map(({ quantiles }) => ({ low: at(quantiles, low), high: at(quantiles, high) })),
            withRange.map(({ actual }) => actual),
          ),
        )
      : undefined,
    meanWidth80: isDistribution
      ? ratioOf(
          meanOf(withRange.map(({ quantiles }) => at(quantiles, 0.9) - at(quantiles, 0.1))),
          meanOf(actuals),
        )
      : missing("point_forecast"),
    pitHistogram: isDistribution ? pitHistogram(pits, PIT_BINS) : undefined,
  };
}

/** CRPS against the baseline at the cut-offs that both could forecast. */
function comparisonOf(
  method: MethodName,
  scored: readonly Scored[],
  cutoffs: readonly ScoredCutoff[],
  seed: number,
): Pick<MethodBoard, "crpsRatioToNaive" | "comparison"> {
  const baseline = new Map(
    forecastsOf(cutoffs, BASELINE).map(({ window, forecast }) => [window, forecast.crps]),
  );
  const pairs = scored.filter(({ window }) => baseline.has(window));
  if (pairs.length === 0) return { crpsRatioToNaive: missing("baseline_not_run"), comparison: undefined };
  const own = pairs.map(({ forecast }) => forecast.crps);
  const others = pairs.map(({ window }) => baseline.get(window)!);
  const ratio = ratioOf(meanOf(own), meanOf(others));
  if (method === BASELINE || !ratio.ok) return { crpsRatioToNaive: ratio, comparison: undefined };
  const interval = pairedRatioInterval(own, others, {
    ...BOOTSTRAP,
    seed,
    blockLength: blockLengthOf(pairs),
  });
  // One block that covers every window says nothing about the others that could have been.
  if (!Number.isFinite(interval.high)) return { crpsRatioToNaive: ratio, comparison: undefined };
  const verdict: Verdict = interval.high < 1 ? "better" : interval.low > 1 ? "worse" : "no proven skill";
  return { crpsRatioToNaive: ratio, comparison: { ...interval, verdict } };
}

/** As many cut-offs in a row as one window is long: these overlap and are drawn together. */
function blockLengthOf(scored: readonly Scored[]): number {
  const first = scored[0]!.window.cutoff.cutoff;
  const last = scored.at(-1)!.window.cutoff.cutoff;
  const step = scored.length > 1 ? (last - first) / (scored.length - 1) : 1;
  const length = meanOf(scored.map(({ window }) => lengthOf(window)));
  return Math.min(scored.length, Math.max(1, Math.ceil(length / Math.max(step, 1))));
}

/** Days still to come at the cut-off. */
function lengthOf({ cutoff: { cutoff, period } }: ScoredCutoff): number {
  return period.to - Math.max(period.from - 1, cutoff);
}

function ratioOf(value: number, scale: number): Outcome<number, "nothing_to_divide_by"> {
  return scale > 0 ? found(value / scale) : missing("nothing_to_divide_by");
}

function meanOf(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}
