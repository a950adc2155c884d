import { ChangesRequest } from "../contracts/changes.ts";
import { AppFailure } from "../contracts/failure.ts";
import { dayFromIso, isoFromDay, type Day } from "../core/base/day.ts";
import { quarterOf } from "../core/base/period.ts";
import type { Funnel } from "../core/pipeline/funnel.ts";
import { plainName, SYNONYMS } from "../files/column-roles.ts";
import type { ImportedPipeline } from "../files/import-result.ts";
import { fiscalCalendarOf } from "./fiscal-calendar.ts";
import { forecastRequestOf, type ForecastOptions } from "./forecast-question.ts";

/** What a user asks about two days; texts as typed. */
export interface ChangesOptions extends Pick<
  ForecastOptions,
  | "segment"
  | "owner"
  | "fiscalYearStart"
  | "fiscalYearNamedBy"
  | "holidays"
  | "yearlyIndex"
  | "reading"
  | "period"
> {
  readonly from: string;
  readonly to: string;
  readonly closeDate?: string | undefined;
  readonly forecast?: boolean | undefined;
  /** What the stages meant on the first day; as it is now by default. */
  readonly funnelBefore?: Funnel | undefined;
}

/**
 * The request that a comparison is made of and that reproduces it. A forecast without a period is that of the fiscal
 * quarter of the later day.
 * @throws {AppFailure} usage when a text cannot be understood or a column does not exist
 */
export function changesRequestOf(options: ChangesOptions, imported: ImportedPipeline): ChangesRequest {
  const from = dayOption("--from", options.from);
  const to = dayOption("--to", options.to);
  if (to < from) {
    throw new AppFailure(
      "usage",
      `Cannot compare ${options.from} with ${options.to}: the second day is before the first; swap --from and --to`,
    );
  }
  const calendar = fiscalCalendarOf(options, imported);
  const ofForecast = options.forecast === true;
  if (ofForecast && options.funnelBefore !== undefined) {
    throw new AppFailure(
      "usage",
      "Cannot compare forecasts of two funnels: a forecast learns from all days with one; leave --funnel-before out",
    );
  }
  // A forecast names its calendar, holidays and columns the same way.
  const {
    asOf,
    period,
    target: _target,
    keptTarget: _keptTarget,
    method: _method,
    drawCount: _drawCount,
    seed: _seed,
    ...shared
  } = forecastRequestOf(
    {
      ...options,
      asOf: options.to,
      from: undefined,
      to: undefined,
      period: options.period ?? quarterOf(to, calendar).label,
    },
    imported,
  );
  return ChangesRequest.parse({
    ...shared,
    from: isoFromDay(from),
    to: asOf,
    of: ofForecast ? "forecast" : "pipeline",
    period: options.period === undefined && !ofForecast ? null : period,
    funnelBefore: options.funnelBefore ?? null,
    closeDateColumn: closeDateColumnOf(options.closeDate, imported) ?? null,
  });
}

function closeDateColumnOf(name: string | undefined, imported: ImportedPipeline): string | undefined {
  const names = imported.log.attributes.map((attribute) => attribute.name);
  if (name === undefined) {
    const usual = SYNONYMS.closeDate.find((synonym) => names.some((other) => plainName(other) === synonym));
    return names.find((other) => plainName(other) === usual);
  }
  const found = names.find((other) => plainName(other) === plainName(name));
  if (found !== undefined) return found;
  const list = names.length > 0 ? names.join(", ") : "none";
  throw new AppFailure("usage", `Cannot find the column ${name} of --close-date: the files have ${list}`);
}

function dayOption(name: string, text: string): Day {
  const day = dayFromIso(text);
  if (day === undefined)
    throw new AppFailure("usage", `Cannot read ${name} ${text}: give an ISO day such as 2018-06-30`);
  return day;
}
