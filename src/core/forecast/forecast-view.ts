import { addDays, type Day } from "../base/day.ts";
import { ensure } from "../base/ensure.ts";
import { subPeriodsOf, type Period } from "../base/period.ts";
import { stageKey } from "../pipeline/funnel.ts";
import type { PipelineView } from "../pipeline/pipeline-view.ts";
import { buildPlan, type BuiltPlan, type PlanCut } from "./build-plan.ts";
import { fitCalibrated, type CalibratedFit } from "./calibrated-fit.ts";
import type { LandmarkMemory } from "./landmark-memory.ts";
import type { ModelSettings, OpenOpportunity } from "./landmark-sweep.ts";
import { recalibratedWinProbabilities } from "./recalibration.ts";
import { segmentsOf } from "./segments.ts";
import { buildStateTable, type StateTable } from "./state-table.ts";
import type { WorkCalendar } from "./work-calendar.ts";

/** What a forecast is asked for, besides the view. */
export interface ForecastQuestion {
  readonly period: Period;
  readonly cuts: readonly PlanCut[];
  readonly calendar: WorkCalendar;
  /** The CRM's own win probability by stage name, 0..1. */
  readonly crmProbabilities: Readonly<Record<string, number>>;
  readonly usesYearlyIndex: boolean;
}

/** A forecast up to the point where it is drawn: the plan, and what explains it. */
export interface PreparedForecast {
  readonly table: StateTable;
  readonly fit: CalibratedFit;
  readonly built: BuiltPlan;
  /** Recalibrated win probabilities; shape [open opportunity]. */
  readonly calibratedWinProbabilities: Float64Array;
  /** The CRM's own win probability, or what stands in for it; shape [open stage]. */
  readonly crmProbabilities: Float64Array;
  /** Stages that no CRM probability was given for where one is needed: an evenly rising one stands in. */
  readonly assumedStages: readonly string[];
}

/**
 * Forecasts a period from a view: fits the model, calibrates it on its own past and makes the plan to be drawn. Pure: the
 * same view and question give the same plan.
 * @param memory what other cut-offs of a backtest fitted; it never changes a figure
 * @throws {RangeError} when the period is over on the view's last known day
 */
export function forecastView(
  view: PipelineView,
  question: ForecastQuestion,
  memory?: LandmarkMemory,
): PreparedForecast {
  const { period } = question;
  ensure(period.to > view.knownThrough, "A period that is over has actuals, not a forecast");
  const table = buildStateTable(view);
  const { probabilities, assumedStages } = crmProbabilitiesOf(view, question.crmProbabilities);
  const settings: ModelSettings = {
    calendar: question.calendar,
    crmProbabilities: probabilities,
    usesYearlyIndex: question.usesYearlyIndex,
  };
  const from = Math.max(period.from, addDays(view.knownThrough, 1)) as Day;
  const segments = segmentsOf(view, segmentAttributeOf(view));
  const fit = fitCalibrated(table, settings, { from, to: period.to }, segments, memory);
  const built = buildPlan({
    table,
    settings,
    fit,
    periods: subPeriodsOf(period, question.calendar.fiscal),
    cuts: question.cuts,
  });
  return {
    table,
    fit,
    built,
    calibratedWinProbabilities: recalibratedWinProbabilities(table, fit, built.open),
    crmProbabilities: probabilities,
    assumedStages,
  };
}

/** The attribute called "segment". What a forecast is cut by does not count: a cut must not change the total. */
function segmentAttributeOf(view: PipelineView): PlanCut["attribute"] | undefined {
  return view.attributes.find((attribute) => attribute.name.toLowerCase() === "segment");
}

/** Days since the opportunity was first recorded, and since it entered its stage. */
export function agesOf(
  forecast: PreparedForecast,
  open: OpenOpportunity,
): { ageDays: number; daysInStage: number } {
  const { view, visits } = forecast.table;
  const today = forecast.fit.fitted.day;
  return {
    ageDays: today - view.stateDay[view.stateStart[open.opportunity]!]!,
    daysInStage: today - visits.entryDay[open.visit]!,
  };
}

function crmProbabilitiesOf(
  view: PipelineView,
  given: Readonly<Record<string, number>>,
): { readonly probabilities: Float64Array; readonly assumedStages: readonly string[] } {
  const byKey = new Map(Object.entries(given).map(([stage, probability]) => [stageKey(stage), probability]));
  const assumedStages: string[] = [];
  const probabilities = Float64Array.from(view.openStages, (stage, index) => {
    const probability = byKey.get(stageKey(stage));
    if (probability !== undefined) return probability;
    assumedStages.push(stage);
    return (index + 1) / (view.openStages.length + 1);
  });
  return { probabilities, assumedStages };
}
