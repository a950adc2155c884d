import type {
  BacktestPolicy,
  BacktestReply,
  BacktestRequest,
  Figure,
  MethodScores,
} from "../contracts/backtest.ts";
import { QUANTILE_LEVELS, type Quantiles } from "../contracts/forecast.ts";
import type { Outcome } from "../core/base/outcome.ts";
import { decimalFromMinorUnits } from "../core/base/money.ts";
import type { ScoredCutoff } from "../core/backtest/forecast-cutoff.ts";
import { forecastsOf, INTERVALS, type MethodBoard } from "../core/backtest/leader-board.ts";
import type { MethodName } from "../core/backtest/methods.ts";
import { weeklyProfile } from "../core/backtest/weekly-profile.ts";
import { ENGINE_VERSION } from "../core/simulation/plan.ts";
import { accuracyConventions } from "../core/scoring/accuracy-conventions.ts";
import type { Coverage } from "../core/scoring/coverage.ts";
import type { ImportedPipeline } from "../files/import-result.ts";
import { isoOf } from "./backtest-tasks.ts";
import { checkPolicy } from "./check-policy.ts";
import { opportunityScoresOf } from "./opportunity-scores.ts";

type Money = (minorUnits: number) => string;

export interface BacktestParts {
  readonly request: BacktestRequest;
  readonly imported: ImportedPipeline;
  readonly scored: readonly ScoredCutoff[];
  readonly boards: readonly MethodBoard[];
  readonly policy: BacktestPolicy | undefined;
}

/** The scores of a backtest as the contract has them. */
export function presentBacktest(parts: BacktestParts): Omit<BacktestReply, "resultDigest" | "warnings"> {
  const { request, imported, scored, boards, policy } = parts;
  const { minorDigits, currency } = imported.log;
  const money: Money = (amount) => decimalFromMinorUnits(amount, minorDigits);
  const methods = boards.map((board) => presentBoard(board, money));
  return {
    schema: "revcast.backtest.1",
    currency,
    engineVersion: ENGINE_VERSION,
    request,
    sources: imported.sources.map((source) => ({ ...source })),
    cutoffs: scored.map(({ cutoff, actual, bookedBefore }) => ({
      cutoff: isoOf(cutoff.cutoff),
      from: isoOf(cutoff.period.from),
      to: isoOf(cutoff.period.to),
      weekOfPeriod: cutoff.weekOfPeriod,
      actual: money(actual),
      bookedBefore: money(bookedBefore),
    })),
    methods,
    profile: weeklyProfile(scored, request.methods, QUANTILE_LEVELS).map((entry) => ({
      ...entry,
      wape: figureOf(entry.wape),
      bias: figureOf(entry.bias),
      crps: money(entry.crps),
      coverage80: entry.coverage80 ?? null,
    })),
    rows: request.methods.flatMap((method) => rowsOf(scored, method, money)),
    opportunityScores: opportunityScoresOf(scored),
    accuracyConventions: conventionsOf(scored, request.methods),
    check: policy === undefined ? null : checkPolicy(policy, methods),
  };
}

function rowsOf(scored: readonly ScoredCutoff[], method: MethodName, money: Money): BacktestReply["rows"] {
  return forecastsOf(scored, method).map(({ window, forecast }) => ({
    method,
    cutoff: isoOf(window.cutoff.cutoff),
    from: isoOf(window.cutoff.period.from),
    to: isoOf(window.cutoff.period.to),
    actual: money(window.actual),
    median: money(forecast.median),
    mean: money(forecast.mean),
    quantiles:
      forecast.quantiles === undefined
        ? null
        : (Object.fromEntries(
            QUANTILE_LEVELS.map((level, index) => [String(level), money(forecast.quantiles![index]!)]),
          ) as Quantiles),
    crps: money(forecast.crps),
    pit: forecast.pit ?? null,
  }));
}

function presentBoard(board: MethodBoard, money: Money): MethodScores {
  const { coverage, comparison, pinball, winkler } = board;
  return {
    method: board.method,
    windowCount: board.windowCount,
    effectiveWindows: sixDigits(board.effectiveWindows),
    wape: figureOf(board.wape),
    bias: figureOf(board.bias),
    mae: money(board.mae),
    rmse: money(board.rmse),
    mase: figureOf(board.mase),
    crps: money(board.crps),
    crpsRatioToNaive: figureOf(board.crpsRatioToNaive),
    pinball:
      pinball === undefined
        ? null
        : Object.fromEntries(QUANTILE_LEVELS.map((level, index) => [String(level), money(pinball[index]!)])),
    winkler:
      winkler === undefined
        ? null
        : Object.fromEntries(INTERVALS.map(({ share }, index) => [String(share), money(winkler[index]!)])),
    coverage:
      coverage === undefined
        ? null
        : { "0.5": plain(coverage[0]!), "0.8": plain(coverage[1]!), "0.95": plain(coverage[2]!) },
    meanWidth80: figureOf(board.meanWidth80),
    comparison:
      comparison === undefined
        ? null
        : {
            baseline: "naive-probabilistic",
            ratio: sixDigits(comparison.ratio),
            low: sixDigits(comparison.low),
            high: sixDigits(comparison.high),
            verdict: comparison.verdict,
          },
    pitHistogram: board.pitHistogram === undefined ? null : [...board.pitHistogram],
  };
}

function plain({ held, of, share, low, high }: Coverage): NonNullable<MethodScores["coverage"]>["0.5"] {
  return { held, of, share: sixDigits(share), low: sixDigits(low), high: sixDigits(high) };
}

/** What others would call the accuracy of the headline method: each formula at every cut-off, averaged. */
function conventionsOf(
  scored: readonly ScoredCutoff[],
  methods: readonly MethodName[],
): BacktestReply["accuracyConventions"] {
  const headline = methods.includes("full") ? "full" : methods[0]!;
  const perWindow = forecastsOf(scored, headline).map(({ window, forecast }) =>
    accuracyConventions(forecast.median, window.actual),
  );
  return (perWindow[0] ?? []).map(({ name, formula }, index) => {
    const values = perWindow.flatMap((conventions) => {
      const { value } = conventions[index]!;
      return value.ok ? [value.value] : [];
    });
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    return { name, formula, value: values.length > 0 ? sixDigits(mean) : null };
  });
}

function figureOf(outcome: Outcome<number>): Figure {
  return outcome.ok
    ? { value: sixDigits(outcome.value), reason: null }
    : { value: null, reason: outcome.reason.replaceAll("_", " ") };
}

function sixDigits(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
