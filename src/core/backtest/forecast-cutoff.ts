import { found, missing, type Outcome } from "../base/outcome.ts";
import { forecastView, type ForecastQuestion, type PreparedForecast } from "../forecast/forecast-view.ts";
import type { LandmarkMemory } from "../forecast/landmark-memory.ts";
import { bookedIn } from "../forecast/landmark-sweep.ts";
import type { StateTable } from "../forecast/state-table.ts";
import { smallFastRandom } from "../maths/small-fast-random.ts";
import type { ChangeLog } from "../pipeline/change-log.ts";
import type { Funnel } from "../pipeline/funnel.ts";
import { viewAsOf } from "../pipeline/pipeline-view.ts";
import { crpsFromSortedDraws } from "../scoring/crps.ts";
import { randomisedPit } from "../scoring/pit.ts";
import type { Cutoff } from "./cutoffs.ts";
import { FORECAST_METHODS, type MethodName } from "./methods.ts";
import { meanOf, withBooked } from "./predictive-sample.ts";
import { statedTotalAsOf, type StatedTotal } from "./stated-total.ts";

/** What all cut-offs share. */
export interface BacktestSettings {
  readonly log: ChangeLog;
  readonly funnel: Funnel;
  readonly question: Omit<ForecastQuestion, "period" | "cuts">;
  readonly methods: readonly MethodName[];
  /** Levels of the quantiles that are reported. */
  readonly levels: readonly number[];
  readonly drawCount: number;
  readonly seed: number;
  /** Totals of the company that people stated, ascending by when they did. */
  readonly stated?: readonly StatedTotal[] | undefined;
  /** The history as it ended up: what forecasts are scored against, never what they are made from. */
  readonly outcome: StateTable;
}

/** A method's forecast at one cut-off and its scores; minor units. */
export interface ScoredForecast {
  readonly method: MethodName;
  readonly mean: number;
  readonly median: number;
  /** In the order of the levels; undefined for a point. */
  readonly quantiles: readonly number[] | undefined;
  readonly crps: number;
  readonly pit: number | undefined;
}

export interface ScoredCutoff {
  readonly cutoff: Cutoff;
  readonly actual: number;
  readonly bookedBefore: number;
  readonly forecasts: readonly ScoredForecast[];
  /** Methods that had no forecast here, with the reason. */
  readonly missing: readonly { readonly method: MethodName; readonly reason: string }[];
  readonly opportunities: OpportunityOutcomes;
}

/** Open opportunities of a cut-off: their chances to be won in the period, and whether they were. Shape [opportunity]. */
export interface OpportunityOutcomes {
  readonly calibrated: Float64Array;
  readonly uncalibrated: Float64Array;
  /** 1 = won in the period. */
  readonly outcomes: Uint8Array;
}

/**
 * Forecasts one cut-off with every method and scores it. The forecast is the call that a live one makes, with the view
 * as of the cut-off; only the score looks at what came later.
 * @param memory what the cut-offs before it fitted; it never changes a figure
 */
export function forecastCutoff(
  settings: BacktestSettings,
  cutoff: Cutoff,
  memory?: LandmarkMemory,
): Outcome<ScoredCutoff, "nothing_recorded" | "nothing_to_forecast"> {
  const { log, funnel, outcome } = settings;
  const view = viewAsOf(log, cutoff.cutoff, funnel);
  if (!view.ok) return view;
  if (cutoff.period.to <= view.value.knownThrough) return missing("nothing_to_forecast");
  const question = { ...settings.question, period: cutoff.period, cuts: [] };
  const prepared = forecastView(view.value, question, memory);
  const crmProbabilities = prepared.crmProbabilities;
  const actual = bookedIn(outcome, cutoff.period);
  const bookedBefore = prepared.built.plan.booked.reduce((a, b) => a + b, 0);
  const statedTotal = statedTotalAsOf(settings.stated ?? [], cutoff.cutoff, cutoff.period);
  // Methods forecast what is still to be booked; a person states the whole.
  const stated = statedTotal === undefined ? undefined : statedTotal - bookedBefore;
  const forecasts: ScoredForecast[] = [];
  const withoutForecast: { method: MethodName; reason: string }[] = [];
  settings.methods.forEach((method, index) => {
    const prediction = FORECAST_METHODS[method]({ ...settings, prepared, crmProbabilities, stated });
    if (!prediction.ok) {
      withoutForecast.push({ method, reason: prediction.reason });
      return;
    }
    const total = withBooked(prediction.value, bookedBefore);
    const uniform = smallFastRandom(settings.seed, cutoff.cutoff * 16 + index)();
    const isPoint = total.kind === "point";
    forecasts.push({
      method,
      mean: meanOf(total),
      median: isPoint ? total.value : total.quantiles[settings.levels.indexOf(0.5)]!,
      quantiles: isPoint ? undefined : total.quantiles,
      crps: isPoint ? Math.abs(total.value - actual) : crpsFromSortedDraws(total.sample, actual),
      pit: isPoint ? undefined : randomisedPit(total.sample, actual, uniform),
    });
  });
  return found({
    cutoff,
    actual,
    bookedBefore,
    forecasts,
    missing: withoutForecast,
    opportunities: opportunityOutcomes(prepared, outcome, cutoff),
  });
}

function opportunityOutcomes(
  prepared: PreparedForecast,
  outcome: StateTable,
  { period }: Cutoff,
): OpportunityOutcomes {
  const { plan } = prepared.built;
  const from = Math.max(period.from, prepared.fit.window.from);
  const won = new Set<string>();
  outcome.wins.day.forEach((day, win) => {
    if (day >= from && day <= period.to)
      won.add(outcome.view.opportunityIds[outcome.wins.opportunity[win]!]!);
  });
  const periodCount = plan.periods.length;
  return {
    calibrated: prepared.calibratedWinProbabilities,
    uncalibrated: Float64Array.from(plan.opportunityIds, (_, row) => {
      let sum = 0;
      for (let k = 0; k < periodCount; k++) sum += plan.winProbabilities[row * periodCount + k]!;
      return Math.min(1, sum);
    }),
    outcomes: Uint8Array.from(plan.opportunityIds, (id) => (won.has(id) ? 1 : 0)),
  };
}
