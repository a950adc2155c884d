import { found, missing, type Outcome } from "../base/outcome.ts";
import type { Period } from "../base/period.ts";
import { naiveLast, pacingTrend, seasonalNaive, trailingMean, type Baseline } from "../forecast/baselines.ts";
import { clippedLogRatio, commonFactor, landmarkDays, type CommonFactor } from "../forecast/calibration.ts";
import { figuresOfDraws } from "../forecast/forecast-figures.ts";
import type { PreparedForecast } from "../forecast/forecast-view.ts";
import { humanCommit } from "../forecast/human-commit.ts";
import { bookedIn } from "../forecast/landmark-sweep.ts";
import { stageWeightedValue, stageWinRates } from "../forecast/open-value.ts";
import type { SimulationPlan } from "../simulation/plan.ts";
import { drawInline } from "../simulation/draw-inline.ts";
import { drawLayoutOf, drawRow } from "../simulation/draws.ts";
import { spreadPoint, type Prediction } from "./predictive-sample.ts";

/** What a method may use: the forecast as it was prepared at the cut-off, and how plans are drawn. */
export interface MethodInput {
  readonly prepared: PreparedForecast;
  /** The CRM's own probability by stage; shape [open stage]. */
  readonly crmProbabilities: Float64Array;
  /** Levels of the quantiles that are reported. */
  readonly levels: readonly number[];
  /** Rounded up to whole blocks. */
  readonly drawCount: number;
  readonly seed: number;
  /** What a person said is still to be booked in the window, where one did; minor units. */
  readonly stated?: number | undefined;
}

/** Forecasts what is still to be booked in the window of the fit; what is booked already is added by the caller. */
export type ForecastMethod = (input: MethodInput) => Outcome<Prediction>;

/** Every method by its slug. */
export const FORECAST_METHODS = {
  "naive-last": (input) => pointOf(input, naiveLast),
  "naive-probabilistic": (input) => spreadOf(input, naiveLast),
  "trailing-mean": (input) => spreadOf(input, trailingMean),
  "seasonal-naive": (input) => spreadOf(input, seasonalNaive),
  "crm-weighted": ({ prepared, crmProbabilities }) =>
    found({
      kind: "point",
      value: stageWeightedValue(prepared.table, prepared.fit.fitted, crmProbabilities),
    }),
  "stage-win-rate": ({ prepared }) =>
    found({
      kind: "point",
      value: stageWeightedValue(prepared.table, prepared.fit.fitted, stageWinRates(prepared.table)),
    }),
  "pacing-trend": (input) => spreadOf(input, pacingTrend),
  "hazards-open": (input) =>
    drawn(input, { ...withoutCalibration(input.prepared.built.plan), newBusiness: [] }),
  "hazards-new": (input) => drawn(input, withoutCalibration(input.prepared.built.plan)),
  recalibrated: (input) => drawn(input, withRecalibrated(input.prepared)),
  full: (input) => drawn(input, input.prepared.built.plan),
  human: ({ prepared, stated }) =>
    stated === undefined ? humanCommit(prepared) : found({ kind: "point", value: stated }),
} as const satisfies Record<string, ForecastMethod>;

export type MethodName = keyof typeof FORECAST_METHODS;

function pointOf({ prepared }: MethodInput, baseline: Baseline): Outcome<Prediction> {
  const { table, fit } = prepared;
  const value = baseline(table, fit.fitted.day, fit.window);
  return value.ok ? found({ kind: "point", value: value.value }) : missing(value.reason);
}

/** A baseline with the spread of its own past errors, learned as that of the model is. */
function spreadOf({ prepared, levels }: MethodInput, baseline: Baseline): Outcome<Prediction> {
  const { table, fit } = prepared;
  const value = baseline(table, fit.fitted.day, fit.window);
  if (!value.ok) return missing(value.reason);
  return found(spreadPoint(value.value, spreadOfPast(prepared, baseline), levels));
}

function spreadOfPast({ table, fit }: PreparedForecast, baseline: Baseline): CommonFactor {
  const { day, amounts } = fit.fitted;
  const span = fit.window.to - day;
  const start = table.firstCloseDay;
  const unit = 10 ** table.view.minorDigits;
  const errors = landmarkDays(day, span, start).flatMap((landmark) => {
    const shift = day - landmark;
    const window = { from: fit.window.from - shift, to: fit.window.to - shift } as Pick<
      Period,
      "from" | "to"
    >;
    const forecast = baseline(table, landmark, window);
    if (!forecast.ok) return [];
    const logRatio = clippedLogRatio(bookedIn(table, window), forecast.value, unit);
    return [{ day: landmark, logRatio, relativeVariance: 0 }];
  });
  return commonFactor({
    errors,
    asOf: day,
    start,
    span,
    newShare: 0,
    estimateVariance: 0,
    winCount: amounts.winCount,
  });
}

/** The plan drawn as a live forecast draws it; scored by the draws themselves. */
function drawn({ levels, drawCount, seed }: MethodInput, plan: SimulationPlan): Outcome<Prediction> {
  const total = { ...plan, dimensions: [], leaves: plan.leaves.map(() => ({ groups: [] })) };
  const draws = drawInline(total, { drawCount, seed });
  const row = drawLayoutOf(total).total;
  const { mean, quantiles } = figuresOfDraws(total, draws).row(row, levels);
  const sample = drawRow(draws, row).slice().sort();
  return found({ kind: "distribution", sample, mean, quantiles });
}

/** The plan before it learned anything from past errors. */
function withoutCalibration(plan: SimulationPlan): SimulationPlan {
  return { ...plan, openScale: 1, factorSigma: 0 };
}

/** The uncalibrated plan with the probabilities that people are shown. */
function withRecalibrated({ built, calibratedWinProbabilities }: PreparedForecast): SimulationPlan {
  const plan = withoutCalibration(built.plan);
  const periodCount = plan.periods.length;
  const winProbabilities = plan.winProbabilities.slice();
  calibratedWinProbabilities.forEach((wanted, row) => {
    const cells = winProbabilities.subarray(row * periodCount, (row + 1) * periodCount);
    const own = cells.reduce((a, b) => a + b, 0);
    if (own > 0) for (let k = 0; k < periodCount; k++) cells[k]! *= Math.min(1, wanted) / own;
  });
  return { ...plan, winProbabilities };
}
