import { forecastView } from "../../src/core/forecast/forecast-view.ts";
import { viewAsOf } from "../../src/core/pipeline/pipeline-view.ts";
import { dayFromIso } from "../../src/core/base/day.ts";
import {
  importedSet,
  listedCutoffs,
  requestOf,
  type AccuracyColumn,
} from "../../test/acceptance/accuracy-columns.ts";

/** Mean absolute value of a standard normal variable. */
const MEAN_ABSOLUTE = Math.sqrt(2 / Math.PI);

/**
 * WAPE of a forecaster who knows every probability and every rate: 0.798 times the model's own standard deviation of the
 * sum of independent outcomes, the common factor left out, over the actual.
 */
export async function noiseFloor(column: AccuracyColumn): Promise<number> {
  const imported = await importedSet(column.set);
  const request = requestOf(column, imported, { methods: ["full"], seed: 1 });
  let noise = 0;
  for (const { cutoff, period } of listedCutoffs(column)) {
    const view = viewAsOf(imported.log, cutoff, request.funnel);
    if (!view.ok) throw new Error(view.reason);
    const { fit } = forecastView(view.value, {
      period,
      cuts: [],
      calendar: {
        fiscal: request.fiscalYear,
        holidays: new Set(request.holidays.map((day): number => dayFromIso(day)!)),
      },
      crmProbabilities: request.funnel.crmProbabilities,
      usesYearlyIndex: request.yearlyIndex,
    });
    const { openVariance, newVariance } = fit.expectation;
    noise += MEAN_ABSOLUTE * Math.sqrt(Math.exp(2 * fit.openBias) * openVariance + newVariance);
  }
  const unit = 10 ** imported.log.minorDigits;
  return noise / unit / column.reference.reduce((sum, { actual }) => sum + actual, 0);
}
