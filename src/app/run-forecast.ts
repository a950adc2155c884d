import { AppFailure } from "../contracts/failure.ts";
import { QUANTILE_LEVELS, type ForecastReply, type ForecastRequest } from "../contracts/forecast.ts";
import { dayFromIso, isoFromDay, type Day } from "../core/base/day.ts";
import { decimalFromMinorUnits, minorUnitsFromDecimal } from "../core/base/money.ts";
import type { Period } from "../core/base/period.ts";
import { exactFigures, figuresOfDraws } from "../core/forecast/forecast-figures.ts";
import {
  forecastView,
  type ForecastQuestion,
  type PreparedForecast,
} from "../core/forecast/forecast-view.ts";
import { recordOf } from "../core/forecast/past-record.ts";
import { viewAsOf, type PipelineView } from "../core/pipeline/pipeline-view.ts";
import { drawLayoutOf, drawRow, type Draws } from "../core/simulation/draws.ts";
import { ENGINE_VERSION } from "../core/simulation/plan.ts";
import type { KernelName } from "../core/simulation/create-kernel.ts";
import { flagsAtLeast, targetSwing } from "../core/simulation/target-swing.ts";
import type { ImportedPipeline } from "../files/import-result.ts";
import { planDigest, resultDigest } from "./digests.ts";
import { dataWarnings, modelWarnings } from "./forecast-warnings.ts";
import { presentResults, type DrawnForecast } from "./present-forecast.ts";
import { SimulationPool } from "./simulation-pool.ts";

/** How the work is done; none of it changes the answer. */
export interface ForecastWork {
  readonly workers?: number | undefined;
  readonly kernel?: KernelName | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told the step that begins, and how much of it is done, 0..1. */
  readonly onProgress?: ((step: ForecastStep, share: number) => void) | undefined;
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
  const { log } = imported;
  const asOf = dayFromIso(request.asOf)!;
  const view = viewAsOf(log, asOf, request.funnel);
  if (!view.ok) {
    const first = log.rows.recordedOn.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
    const begins = Number.isFinite(first)
      ? `the history starts ${isoFromDay(first as Day)}`
      : "the files hold no dated rows";
    throw new AppFailure("no_data", `Cannot view the pipeline as of ${request.asOf}: ${begins}`);
  }
  const period = periodOf(request);
  if (period.to <= view.value.knownThrough) {
    throw new AppFailure(
      "usage",
      `Cannot forecast ${period.label} as of ${request.asOf}: it ended on ${request.period.to}; give an earlier --as-of or a later period`,
    );
  }
  work.onProgress?.("fitting", 0);
  const prepared = forecastView(view.value, questionOf(request, view.value, period));
  const pool = new SimulationPool();
  try {
    // The record is worked out on this thread while the others draw.
    const [drawn, record] = await Promise.all([draw(pool, prepared, request, work), recordBesides(prepared)]);
    work.onProgress?.("summarising", 0);
    return replyOf(request, imported, prepared, drawn, record);
  } finally {
    await pool.close();
  }
}

function periodOf(request: ForecastRequest): Period {
  return {
    from: dayFromIso(request.period.from)!,
    to: dayFromIso(request.period.to)!,
    label: request.period.label,
  };
}

function questionOf(request: ForecastRequest, view: PipelineView, period: Period): ForecastQuestion {
  const names = [...new Set([request.segmentColumn, request.ownerColumn])].filter(
    (name) => name !== undefined,
  );
  return {
    period,
    cuts: names.map((name) => {
      const attribute = view.attributes.find((column) => column.name === name);
      if (attribute === undefined)
        throw new AppFailure("usage", `Cannot cut by ${name}: the files have no such column`);
      return { name, attribute };
    }),
    calendar: {
      fiscal: request.fiscalYear,
      holidays: new Set(request.holidays.map((text): number => dayFromIso(text)!)),
    },
    crmProbabilities: request.funnel.crmProbabilities,
    usesYearlyIndex: request.yearlyIndex,
  };
}

interface Drawn extends DrawnForecast {
  readonly drawCount: number;
}

async function draw(
  pool: SimulationPool,
  prepared: PreparedForecast,
  request: ForecastRequest,
  work: ForecastWork,
): Promise<Drawn> {
  const { plan } = prepared.built;
  if (request.method === "exact") {
    const targetSwings = request.target === undefined ? undefined : plan.opportunityIds.map(() => null);
    return { prepared, figures: exactFigures(plan), drawCount: 0, targetSwings };
  }
  const options = { drawCount: request.drawCount, seed: request.seed, ...work };
  const draws = await pool.simulate(plan, {
    ...options,
    onProgress: (done, all) => work.onProgress?.("simulating", done / all),
  });
  return {
    prepared,
    figures: figuresOfDraws(plan, draws),
    exact: request.method === "both" ? exactFigures(plan) : undefined,
    drawCount: draws.drawCount,
    targetSwings: await targetSwingsOf(pool, prepared, request, draws, { ...options, onProgress: undefined }),
  };
}

async function targetSwingsOf(
  pool: SimulationPool,
  prepared: PreparedForecast,
  request: ForecastRequest,
  draws: Draws,
  options: Parameters<SimulationPool["simulate"]>[1],
): Promise<(number | null)[] | undefined> {
  if (request.target === undefined) return undefined;
  const { plan } = prepared.built;
  const booked = plan.booked.reduce((a, b) => a + b, 0);
  const target = minorUnitsFromDecimal(request.target, prepared.table.view.minorDigits);
  const flags = flagsAtLeast(drawRow(draws, drawLayoutOf(plan).total), target - booked);
  const hitCount = flags.reduce((sum, flag) => sum + flag, 0);
  const counts = await pool.replay(plan, flags, options);
  return plan.opportunityIds.map((_, row) => {
    const swing = targetSwing(counts, row, { drawCount: draws.drawCount, hitCount });
    return swing.ok ? swing.value : null;
  });
}

function replyOf(
  request: ForecastRequest,
  imported: ImportedPipeline,
  prepared: PreparedForecast,
  drawn: Drawn,
  record: ForecastReply["record"],
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
    ...presentResults(drawn, request),
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
