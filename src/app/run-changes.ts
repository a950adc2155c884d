import type { ChangesReply, ChangesRequest } from "../contracts/changes.ts";
import { AppFailure } from "../contracts/failure.ts";
import { dayFromIso, isoFromDay, type Day } from "../core/base/day.ts";
import type { Period } from "../core/base/period.ts";
import { forecastBridge } from "../core/forecast/forecast-bridge.ts";
import { forecastView, type ForecastQuestion } from "../core/forecast/forecast-view.ts";
import { buildStateTable } from "../core/forecast/state-table.ts";
import { pipelineBridge } from "../core/kpi/pipeline-bridge.ts";
import { StandingReader, type BridgeScope } from "../core/kpi/standing.ts";
import type { ChangeLog } from "../core/pipeline/change-log.ts";
import { viewAsOf, type PipelineView } from "../core/pipeline/pipeline-view.ts";
import { ENGINE_VERSION } from "../core/simulation/plan.ts";
import type { ImportedPipeline } from "../files/import-result.ts";
import { changesWarnings } from "./changes-warnings.ts";
import { conventionsOf } from "./changes-conventions.ts";
import { documentDigest } from "./digests.ts";
import { presentForecastChanges, presentPipeline } from "./present-changes.ts";

export interface ChangesWork {
  /** Told the step that begins. */
  readonly onProgress?: ((step: string) => void) | undefined;
}

/**
 * What changed between the ends of two days: the open pipeline, or the forecast of a period. Each day is as it was known then.
 * @throws {AppFailure} no_data when nothing was recorded by the later day, or for a forecast by the earlier one; usage when
 *   the period was over on the first day of a forecast
 */
export function runChanges(
  request: ChangesRequest,
  imported: ImportedPipeline,
  work: ChangesWork = {},
): ChangesReply {
  const { log } = imported;
  const views = { before: viewOn(log, request.from, request), after: viewOn(log, request.to, request) };
  if (views.after === undefined) throw nothingRecorded(log, request.to);
  const isForecast = request.of === "forecast";
  // Without expected closes the pipeline of a period cannot be told from the rest.
  const asked: ChangesRequest =
    !isForecast && request.closeDateColumn === null ? { ...request, period: null } : request;
  const figures = {
    schema: "revcast.changes.1" as const,
    from: request.from,
    to: request.to,
    knownThrough: {
      from: views.before === undefined ? null : isoFromDay(views.before.knownThrough),
      to: isoFromDay(views.after.knownThrough),
    },
    period: asked.period,
    currency: log.currency,
    pipeline: isForecast ? null : pipelineChanges(asked, log),
    forecast: isForecast
      ? forecastChanges(asked, log, { before: views.before, after: views.after }, work)
      : null,
    conventions: [...conventionsOf(asked, log)],
    engineVersion: ENGINE_VERSION,
    request,
  };
  return {
    ...figures,
    resultDigest: documentDigest(figures),
    sources: imported.sources.map((source) => ({ ...source })),
    warnings: changesWarnings(request, imported, { before: views.before, after: views.after }),
  };
}

function pipelineChanges(request: ChangesRequest, log: ChangeLog): ChangesReply["pipeline"] {
  const bridge = pipelineBridge(log, {
    ...scopeOf(request, log),
    from: dayFromIso(request.from)!,
    to: dayFromIso(request.to)!,
    funnel: request.funnel,
    funnelBefore: request.funnelBefore ?? undefined,
  });
  if (!bridge.ok) throw nothingRecorded(log, request.to);
  return presentPipeline(bridge.value, request);
}

function forecastChanges(
  request: ChangesRequest,
  log: ChangeLog,
  { before, after }: { readonly before: PipelineView | undefined; readonly after: PipelineView },
  work: ChangesWork,
): ChangesReply["forecast"] {
  if (before === undefined) throw nothingRecorded(log, request.from);
  const period = periodOf(request)!;
  if (period.to <= before.knownThrough) {
    throw new AppFailure(
      "usage",
      `Cannot compare forecasts of ${period.label} from ${request.from}: it ended on ${request.period!.to}; give an earlier --from or a later --period`,
    );
  }
  const question: ForecastQuestion = {
    period,
    cuts: [],
    calendar: {
      fiscal: request.fiscalYear,
      holidays: new Set(request.holidays.map((text): number => dayFromIso(text)!)),
    },
    crmProbabilities: request.funnel.crmProbabilities,
    usesYearlyIndex: request.yearlyIndex,
  };
  work.onProgress?.(`forecasting as of ${request.from}`);
  const forecastBefore = forecastView(before, question);
  work.onProgress?.(`forecasting as of ${request.to}`);
  const forecastAfter = period.to > after.knownThrough ? forecastView(after, question) : undefined;
  const bridge = forecastBridge({
    before: forecastBefore,
    after: forecastAfter,
    afterTable: forecastAfter?.table ?? buildStateTable(after),
    question,
    closeMoveOf: closeMoves(request, log, { before, after }),
  });
  return presentForecastChanges(bridge, { before, after }, request);
}

/** Whether the expected close of an opportunity moved over the end of the period. */
function closeMoves(
  request: ChangesRequest,
  log: ChangeLog,
  { before, after }: { readonly before: PipelineView; readonly after: PipelineView },
): (opportunity: number) => "out" | "in" | undefined {
  if (request.closeDateColumn === null) return () => undefined;
  const reader = new StandingReader(log, scopeOf(request, log));
  const last = dayFromIso(request.period!.to)!;
  const stateBefore = new Map(before.opportunityIds.map((id, i) => [id, before.stateStart[i + 1]! - 1]));
  return (opportunity) => {
    const earlier = stateBefore.get(after.opportunityIds[opportunity]!);
    if (earlier === undefined) return undefined;
    const was = reader.closeDayOf(before, earlier);
    const is = reader.closeDayOf(after, after.stateStart[opportunity + 1]! - 1);
    if (was === undefined || is === undefined || was > last === is > last) return undefined;
    return is > last ? "out" : "in";
  };
}

function scopeOf(request: ChangesRequest, log: ChangeLog): BridgeScope {
  return {
    period: periodOf(request),
    closeDates: log.attributes.find(({ name }) => name === request.closeDateColumn),
  };
}

function periodOf({ period }: ChangesRequest): Period | undefined {
  if (period === null) return undefined;
  return { from: dayFromIso(period.from)!, to: dayFromIso(period.to)!, label: period.label };
}

function viewOn(log: ChangeLog, day: string, request: ChangesRequest): PipelineView | undefined {
  const view = viewAsOf(log, dayFromIso(day)!, request.funnel);
  return view.ok ? view.value : undefined;
}

function nothingRecorded(log: ChangeLog, day: string): AppFailure {
  const first = log.rows.recordedOn.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const begins = Number.isFinite(first)
    ? `the history starts ${isoFromDay(first as Day)}`
    : "the files hold no dated rows";
  return new AppFailure("no_data", `Cannot view the pipeline as of ${day}: ${begins}`);
}
