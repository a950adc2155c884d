import { AppFailure } from "../contracts/failure.ts";
import type { ForecastRequest } from "../contracts/forecast.ts";
import { dayFromIso, isoFromDay, type Day } from "../core/base/day.ts";
import type { Period } from "../core/base/period.ts";
import {
  forecastView,
  type ForecastQuestion,
  type PreparedForecast,
} from "../core/forecast/forecast-view.ts";
import { viewAsOf, type PipelineView } from "../core/pipeline/pipeline-view.ts";
import type { ImportedPipeline } from "../files/import-result.ts";

/**
 * A forecast up to where it is drawn: the view as of its day, the fitted model and the plan.
 * @throws {AppFailure} no_data when nothing was recorded by the as-of day, usage when the period is over
 */
export function prepareForecast(request: ForecastRequest, { log }: ImportedPipeline): PreparedForecast {
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
  return forecastView(view.value, questionOf(request, view.value, period));
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
