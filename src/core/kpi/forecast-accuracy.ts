import { found, missing, type Outcome } from "../base/outcome.ts";
import type { RecordSource } from "../customers/customer-records.ts";
import { accuracyConventions } from "../scoring/accuracy-conventions.ts";
import { pairedRatioInterval } from "../scoring/block-bootstrap.ts";
import type { KpiDefinition, KpiInterval, KpiRival, KpiWindow, Measurement } from "./kpi-record.ts";
import { isoDay } from "./iso-day.ts";
import { ratioOf, rival } from "./ratio.ts";
import { RecordPart } from "./record-part.ts";
import { unavailable } from "./unavailable.ts";

/** One forecast of a backtest and what came of it, in whole minor units. */
export interface BacktestedForecast {
  readonly cutoff: number;
  /** Days that were forecast. */
  readonly from: number;
  readonly to: number;
  readonly actual: number;
  /** Median. */
  readonly forecast: number;
  /** Median of the naive baseline at the same cut-off, where the backtest has it. */
  readonly naive: number | undefined;
  /** 80 % range, where the forecast is a distribution. */
  readonly range80: { readonly low: number; readonly high: number } | undefined;
  readonly source: RecordSource;
}

export interface Backtest {
  readonly method: string;
  /** How far ahead it forecasts, as it was asked for: 30d, quarter. */
  readonly horizon: string;
  /** Ascending by cut-off. */
  readonly forecasts: readonly BacktestedForecast[];
}

const NO_BACKTEST = "no backtest is given: give the JSON of revcast backtest --json with --backtest";

/** WAPE and bias of the forecasts of a backtest whose days end in the period. */
export function forecastAccuracyKpis(backtest: Backtest | undefined): KpiDefinition[] {
  const shared = {
    stage: null,
    unit: "share",
    department: "revOps",
    kind: "other",
  } as const;
  const which =
    backtest === undefined ? "" : `, of the method ${backtest.method} at the horizon ${backtest.horizon}`;
  const measured = (
    measure: (forecasts: readonly BacktestedForecast[], window: KpiWindow) => Measurement,
  ) => ({
    measure: (window: KpiWindow): Measurement => {
      if (backtest === undefined) return unavailable(NO_BACKTEST);
      const own = backtest.forecasts.filter(({ to }) => to >= window.from && to <= window.to);
      if (own.length === 0) return unavailable("the backtest has no forecast whose days end in the period");
      return measure(own, window);
    },
  });
  return [
    {
      ...shared,
      id: "forecast_wape",
      name: "Forecast error (WAPE)",
      direction: "lower",
      convention: `Sum of |median - actual| over the sum of the actuals, of the forecasts whose days end in the period${which}; 0 is perfect (its range needs three times as many cut-offs as overlap)`,
      ...measured(wapeMeasurement),
    },
    {
      ...shared,
      id: "forecast_bias",
      name: "Forecast bias",
      direction: "neutral",
      convention: `Sum of (median - actual) over the sum of the actuals, of the forecasts whose days end in the period${which}; above 0 is too high`,
      ...measured(biasMeasurement),
    },
  ];
}

function partsOf(
  forecasts: readonly BacktestedForecast[],
  window: KpiWindow,
  valueOf: (forecast: BacktestedForecast) => number,
): RecordPart {
  const part = new RecordPart(window, "forecast");
  for (const forecast of forecasts) part.add(0, isoDay(forecast.cutoff), forecast.source, valueOf(forecast));
  return part;
}

const NOTHING_BOOKED = "nothing was booked in the days that were forecast";
const errorOf = ({ forecast, actual }: BacktestedForecast): number => Math.abs(forecast - actual);

function wapeMeasurement(forecasts: readonly BacktestedForecast[], plain: KpiWindow): Measurement {
  const { groups: _, ...window } = plain;
  const errors = partsOf(forecasts, window, errorOf);
  const actuals = partsOf(forecasts, window, ({ actual }) => actual);
  const isScored = forecasts.every(({ naive }) => naive !== undefined);
  const naive = forecasts.reduce((sum, one) => sum + Math.abs((one.naive ?? 0) - one.actual), 0);
  return {
    value: ratioOf(errors.value, actuals.value, NOTHING_BOOKED),
    numerator: errors.part("sum of |median - actual|", "money"),
    denominator: actuals.part("sum of the actuals", "money"),
    sampleSize: forecasts.length,
    unknownCount: 0,
    interval: wapeInterval(forecasts),
    rivals: [
      ...conventionRivals(forecasts),
      rival(
        "naive baseline",
        "WAPE of the probabilistic naive at the same cut-offs",
        "share",
        isScored
          ? ratioOf(naive, actuals.value, NOTHING_BOOKED)
          : missing("the backtest has no naive baseline"),
      ),
      rival(
        "80 % ranges that held",
        "Share of the actuals inside the 80 % range",
        "share",
        coverageOf(forecasts),
      ),
    ],
  };
}

/** Cut-offs whose days overlap err alike, so they are drawn together; with few of them nothing is known of others. */
function wapeInterval(forecasts: readonly BacktestedForecast[]): KpiInterval | null {
  const step = (forecasts.at(-1)!.cutoff - forecasts[0]!.cutoff) / Math.max(1, forecasts.length - 1);
  const length = forecasts.reduce((sum, { from, to }) => sum + to - from + 1, 0) / forecasts.length;
  const blockLength = Math.max(1, Math.ceil(length / Math.max(1, step)));
  if (forecasts.length < 3 * blockLength || forecasts.some(({ actual }) => actual < 0)) return null;
  const { low, high } = pairedRatioInterval(
    forecasts.map(errorOf),
    forecasts.map(({ actual }) => actual),
    { blockLength, replications: 2_000, seed: 1, confidence: 0.95 },
  );
  if (!Number.isFinite(high)) return null;
  return { low, high, method: `bootstrap of blocks of ${blockLength} of ${forecasts.length} cut-offs` };
}

/** What others call forecast accuracy: each formula by forecast, then the mean over those that have one. */
function conventionRivals(forecasts: readonly BacktestedForecast[]): KpiRival[] {
  const all = forecasts.map(({ forecast, actual }) => accuracyConventions(forecast, actual));
  return (all[0] ?? []).map(({ name, formula }, index): KpiRival => {
    const values = all.flatMap((conventions) => {
      const { value } = conventions[index]!;
      return value.ok ? [value.value] : [];
    });
    const mean: Outcome<number> =
      values.length === 0
        ? missing("the formula has no value for any of the forecasts")
        : found(values.reduce((sum, value) => sum + value, 0) / values.length);
    return rival(name, `Mean of ${formula} over the forecasts`, "share", mean);
  });
}

function coverageOf(forecasts: readonly BacktestedForecast[]): Outcome<number> {
  const ranged = forecasts.filter(({ range80 }) => range80 !== undefined);
  const held = ranged.filter(({ range80, actual }) => actual >= range80!.low && actual <= range80!.high);
  return ratioOf(held.length, ranged.length, "the method gives points, not distributions");
}

function biasMeasurement(forecasts: readonly BacktestedForecast[], plain: KpiWindow): Measurement {
  const { groups: _, ...window } = plain;
  const errors = partsOf(forecasts, window, ({ forecast, actual }) => forecast - actual);
  const actuals = partsOf(forecasts, window, ({ actual }) => actual);
  const signed = forecasts.flatMap(({ forecast, actual }) =>
    actual > 0 ? [(forecast - actual) / actual] : [],
  );
  return {
    value: ratioOf(errors.value, actuals.value, NOTHING_BOOKED),
    numerator: errors.part("sum of (median - actual)", "money"),
    denominator: actuals.part("sum of the actuals", "money"),
    sampleSize: forecasts.length,
    unknownCount: 0,
    interval: null,
    rivals: [
      rival(
        "mean percentage error",
        "Mean of (median - actual) / actual, in which small periods weigh as much as large ones",
        "share",
        signed.length === 0
          ? missing(NOTHING_BOOKED)
          : found(signed.reduce((sum, value) => sum + value, 0) / signed.length),
      ),
      rival("money", "Mean of (median - actual)", "money", found(errors.value / forecasts.length)),
    ],
  };
}
