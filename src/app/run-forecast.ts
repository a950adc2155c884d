import { QUANTILE_LEVELS, type ForecastReply, type ForecastRequest } from "../contracts/forecast.ts";
import { isoFromDay, type Day } from "../core/base/day.ts";
import { decimalFromMinorUnits } from "../core/base/money.ts";
import type { PreparedForecast } from "../core/forecast/forecast-view.ts";
import { recordOf } from "../core/forecast/past-record.ts";
import { ENGINE_VERSION } from "../core/simulation/plan.ts";
import type { KernelName } from "../core/simulation/create-kernel.ts";
import type { ImportedPipeline } from "../files/import-result.ts";
import { planDigest, resultDigest } from "./digests.ts";
import { drawForecast, type DrawnFigures } from "./draw-forecast.ts";
import { dataWarnings, modelWarnings } from "./forecast-warnings.ts";
import { prepareForecast } from "./prepare-forecast.ts";
import { presentResults } from "./present-forecast.ts";
import { SimulationPool } from "./simulation-pool.ts";

/** How the work is done; none of it changes the answer. */
export interface ForecastWork {
  readonly workers?: number | undefined;
  readonly kernel?: KernelName | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told the step that begins, and how much of it is done, 0..1. */
  readonly onProgress?: ((step: ForecastStep, share: number) => void) | undefined;
  /** The same request and rows up to where it is drawn, where that is known. */
  readonly prepared?: PreparedForecast | undefined;
  /** What was drawn of it elsewhere. */
  readonly drawn?: DrawnFigures | undefined;
}

export type ForecastStep = "fitting" | "simulating" | "summarising";

/**
 * Forecasts a period from an imported pipeline: the same request and rows give the same reply to the byte, whatever the
 * number of workers.
 * @throws {AppFailure} no_data when nothing was recorded by the as-of day, usage when the period is over, cancelled
 */
export async function runForecast(
  request: ForecastRequest,
  imported: ImportedPipeline,
  work: ForecastWork = {},
): Promise<ForecastReply> {
  work.onProgress?.("fitting", 0);
  const prepared = work.prepared ?? prepareForecast(request, imported);
  const pool = new SimulationPool();
  try {
    const onDrawn = (share: number): void => work.onProgress?.("simulating", share);
    const { workers, kernel, signal } = work;
    const drawing = work.drawn ?? drawForecast(pool, prepared, request, { workers, kernel, signal, onDrawn });
    // The record is worked out on this thread while the others draw.
    const [drawn, record] = await Promise.all([drawing, recordBesides(prepared)]);
    work.onProgress?.("summarising", 0);
    return replyOf(request, imported, { prepared, drawn, record });
  } finally {
    await pool.close();
  }
}

function replyOf(
  request: ForecastRequest,
  imported: ImportedPipeline,
  {
    prepared,
    drawn,
    record,
  }: {
    readonly prepared: PreparedForecast;
    readonly drawn: DrawnFigures;
    readonly record: ForecastReply["record"];
  },
): ForecastReply {
  const { view } = prepared.table;
  const reply: Omit<ForecastReply, "resultDigest"> = {
    schema: "revcast.forecast.1",
    asOf: request.asOf,
    knownThrough: isoFromDay(view.knownThrough),
    period: request.period,
    currency: view.currency,
    method: request.method,
    drawCount: drawn.drawCount,
    seed: request.seed,
    engineVersion: ENGINE_VERSION,
    planDigest: planDigest(prepared.built.plan),
    request,
    sources: imported.sources.map((source) => ({ ...source })),
    ...presentResults({ prepared, ...drawn }, request),
    record,
    warnings: [...dataWarnings(imported, view), ...modelWarnings(prepared, request)],
  };
  return { ...reply, resultDigest: resultDigest(reply) };
}

/** Intervals by the share that they are meant to hold. */
const INTERVALS = { "0.5": ["0.25", "0.75"], "0.8": ["0.1", "0.9"], "0.95": ["0.025", "0.975"] } as const;

function recordBesides(prepared: PreparedForecast): Promise<ForecastReply["record"]> {
  return new Promise((resolve) => resolve(presentRecord(prepared)));
}

function presentRecord({ table, fit }: PreparedForecast): ForecastReply["record"] {
  const { minorDigits } = table.view;
  const money = (amount: number): string => decimalFromMinorUnits(amount, minorDigits);
  const past = fit.past.filter((window) => window.factor.isCalibrated);
  if (past.length === 0) {
    const reason =
      fit.past.length === 0
        ? "The history is too short: no window of this length has begun and ended in it"
        : "No past forecast had enough history behind it to be calibrated";
    return { windows: [], coverage: null, effectiveWindows: 0, reason };
  }
  const forecasts = past.map((window) => recordOf(table, window, QUANTILE_LEVELS)).reverse();
  const windows = forecasts.map((forecast) => ({
    asOf: isoFromDay(forecast.asOf as Day),
    from: isoFromDay(forecast.from as Day),
    to: isoFromDay(forecast.to as Day),
    actual: money(forecast.actual),
    quantiles: Object.fromEntries(
      QUANTILE_LEVELS.map((level, index) => [String(level), money(forecast.quantiles[index]!)]),
    ) as ForecastReply["record"]["windows"][number]["quantiles"],
  }));
  const coverage = Object.fromEntries(
    Object.entries(INTERVALS).map(([share, [low, high]]) => {
      const held = windows.filter(
        ({ actual, quantiles }) =>
          Number(quantiles[low]) <= Number(actual) && Number(actual) <= Number(quantiles[high]),
      ).length;
      return [share, { held, of: windows.length }];
    }),
  ) as NonNullable<ForecastReply["record"]["coverage"]>;
  const first = forecasts[0]!;
  const last = forecasts.at(-1)!;
  const length = first.to - first.from + 1;
  return {
    windows,
    coverage,
    effectiveWindows: Math.round(((last.asOf - first.asOf + length) / length) * 10) / 10,
    reason: null,
  };
}
