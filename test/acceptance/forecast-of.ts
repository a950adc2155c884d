import { forecastRequestOf, type ForecastOptions } from "../../src/app/forecast-question.ts";
import { QUANTILE_LEVELS } from "../../src/contracts/forecast.ts";
import { dayFromIso } from "../../src/core/base/day.ts";
import { forecastView } from "../../src/core/forecast/forecast-view.ts";
import { viewAsOf } from "../../src/core/pipeline/pipeline-view.ts";
import { exactDistribution } from "../../src/core/simulation/exact-distribution.ts";
import type { ImportedPipeline } from "../../src/files/import-result.ts";

/** Quantiles of the total of a forecast made through the same calls as the command makes, without sampling; in currency. */
export function exactQuantiles(imported: ImportedPipeline, options: ForecastOptions): number[] {
  const request = forecastRequestOf(options, imported);
  const view = viewAsOf(imported.log, dayFromIso(request.asOf)!, request.funnel);
  if (!view.ok) throw new Error(view.reason);
  const { plan } = forecastView(view.value, {
    period: {
      from: dayFromIso(request.period.from)!,
      to: dayFromIso(request.period.to)!,
      label: request.period.label,
    },
    cuts: [],
    calendar: {
      fiscal: request.fiscalYear,
      holidays: new Set(request.holidays.map((day): number => dayFromIso(day)!)),
    },
    crmProbabilities: request.funnel.crmProbabilities,
    usesYearlyIndex: request.yearlyIndex,
  }).built;
  const booked = plan.booked.reduce((a, b) => a + b, 0);
  const total = exactDistribution(plan, 2);
  return QUANTILE_LEVELS.map((level) => (booked + total.quantile(level)) / 10 ** imported.log.minorDigits);
}
