import type { Day } from "../../src/core/base/day.ts";
import type { Period } from "../../src/core/base/period.ts";
import type { BacktestSettings } from "../../src/core/backtest/forecast-cutoff.ts";
import type { GeneratedCompany } from "../../src/core/company/generated-company.ts";
import { trueWinProbabilities } from "../../src/core/company/true-win-probabilities.ts";
import { forecastView } from "../../src/core/forecast/forecast-view.ts";
import { viewAsOf } from "../../src/core/pipeline/pipeline-view.ts";

/** Chances to be won in a window, of what is open at its cut-off; shape [opportunity]. */
export interface TrueChances {
  /** Chances as the simulation of the forecast uses them. */
  readonly simulated: Float64Array;
  /** Chances as they are shown to people. */
  readonly shown: Float64Array;
  /** By the true hazards, for somebody who does not know which opportunities nobody works on; the common factor set to 1. */
  readonly truth: Float64Array;
}

/** The forecast's chances beside the true ones, opportunity by opportunity. */
export function trueChancesOf(
  company: GeneratedCompany,
  settings: BacktestSettings,
  { cutoff, period }: { readonly cutoff: Day; readonly period: Period },
): TrueChances {
  const view = viewAsOf(settings.log, cutoff, settings.funnel);
  if (!view.ok) throw new RangeError(view.reason);
  const { built, calibratedWinProbabilities } = forecastView(view.value, {
    ...settings.question,
    period,
    cuts: [],
  });
  const { opportunityIds, winProbabilities, periods } = built.plan;
  const truths = new Map(
    trueWinProbabilities(company, cutoff, period.from, period.to).map((truth) => [
      truth.opportunityId,
      truth.observableWinProbability,
    ]),
  );
  return {
    simulated: Float64Array.from(opportunityIds, (_, row) =>
      winProbabilities
        .subarray(row * periods.length, (row + 1) * periods.length)
        .reduce((sum, chance) => sum + chance, 0),
    ),
    shown: calibratedWinProbabilities,
    truth: Float64Array.from(opportunityIds, (id) => {
      const truth = truths.get(id);
      if (truth === undefined) throw new RangeError(`${id} is open in the forecast and not in truth`);
      return truth;
    }),
  };
}
