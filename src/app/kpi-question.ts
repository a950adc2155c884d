import { AppFailure } from "../contracts/failure.ts";
import { KpiRequest } from "../contracts/kpi.ts";
import { dayFromIso, isoFromDay, type Day } from "../core/base/day.ts";
import { parsePeriod, PERIOD_FORMS, type FiscalCalendar, type Period } from "../core/base/period.ts";
import type { ImportedPipeline } from "../files/import-result.ts";
import { cutNames } from "./cut-names.ts";
import { fiscalCalendarOf } from "./fiscal-calendar.ts";
import { resolvedHolidays, type HolidayChoice } from "./holidays.ts";

/** What a user says about KPIs besides the files; texts as typed. */
export interface KpiOptions {
  readonly asOf: string;
  readonly period: string;
  readonly compare?: string | undefined;
  readonly series?: "week" | "month" | "quarter" | undefined;
  readonly segment?: string | undefined;
  readonly owner?: string | undefined;
  readonly pacing?: KpiRequest["pacing"] | undefined;
  /** True for the hierarchy of the files, or names of columns that tell it, from the owner up. */
  readonly rollUp?: boolean | string | undefined;
  readonly holidays?: HolidayChoice | undefined;
  readonly fiscalYearStart?: number | undefined;
  readonly fiscalYearNamedBy?: "start" | "end" | undefined;
  readonly reading?: KpiRequest["reading"] | undefined;
}

/** A backtest as a request records it. */
export type RecordedBacktest = KpiRequest["backtest"];

/**
 * All that KPIs depend on besides the files: options first, then what the funnel definition says.
 * @throws {AppFailure} usage when a text cannot be understood, a period has not begun or a column does not exist
 */
export function kpiRequestOf(
  options: KpiOptions,
  imported: ImportedPipeline,
  backtest: RecordedBacktest = null,
): KpiRequest {
  const asOf = dayFromIso(options.asOf);
  if (asOf === undefined)
    throw new AppFailure("usage", `Cannot read --as-of ${options.asOf}: give an ISO day such as 2018-06-30`);
  const fiscalYear = fiscalCalendarOf(options, imported);
  const period = periodOption("--period", options.period, fiscalYear, asOf);
  const compare =
    options.compare === undefined ? undefined : periodOption("--compare", options.compare, fiscalYear, asOf);
  const ownerColumn = columnOption("--owner", options.owner ?? imported.ownerColumn, imported);
  return KpiRequest.parse({
    asOf: isoFromDay(asOf),
    period: spanOf(period),
    compare: compare === undefined ? null : spanOf(compare),
    series: options.series ?? null,
    segmentColumn: columnOption("--segment", options.segment ?? imported.segmentColumn, imported),
    ownerColumn,
    pacing: options.pacing ?? null,
    rollUp: rollUpOption(options.rollUp, ownerColumn, imported),
    categories: categoriesOption(imported),
    backtest,
    holidays:
      options.pacing === undefined
        ? []
        : resolvedHolidays(options.holidays, imported.holidays, asOf, period.to),
    fiscalYear,
    timeZone: imported.timeZone,
    currency: imported.log.currency,
    reading: options.reading,
    funnel: imported.funnel,
  });
}

function periodOption(option: string, text: string, calendar: FiscalCalendar, asOf: Day): Period {
  const period = parsePeriod(text, calendar);
  if (!period.ok) {
    throw new AppFailure("usage", `Cannot read ${option} ${text}: give ${PERIOD_FORMS}`);
  }
  if (period.value.from > asOf) {
    throw new AppFailure(
      "usage",
      `Cannot measure ${text} of ${option}: it begins on ${isoFromDay(period.value.from)}, after the as-of day ${isoFromDay(asOf)}; give a later --as-of or an earlier period`,
    );
  }
  return period.value;
}

function spanOf({ from, to, label }: Period) {
  return { from: isoFromDay(from), to: isoFromDay(to), label };
}

function rollUpOption(
  asked: boolean | string | undefined,
  ownerColumn: string | null,
  imported: ImportedPipeline,
): KpiRequest["rollUp"] {
  if (asked === undefined || asked === false) return null;
  if (ownerColumn === null)
    throw new AppFailure("usage", "Cannot roll up: no column names the owner; say which with --owner");
  const names = typeof asked === "string" ? asked.split(",").map((name) => name.trim()) : [];
  return { columns: names.map((name) => columnOption("--roll-up", name, imported)!) };
}

/** @throws {AppFailure} bad_input when the definition names a column that does not exist */
function categoriesOption({ forecastCategories, log }: ImportedPipeline): KpiRequest["categories"] {
  if (forecastCategories?.column === undefined) return forecastCategories ?? null;
  const names = log.attributes.map(({ name }) => name);
  const column = names.find((name) => name.toLowerCase() === forecastCategories.column!.toLowerCase());
  if (column !== undefined) return { ...forecastCategories, column };
  throw new AppFailure(
    "bad_input",
    `Cannot find the column ${forecastCategories.column} of forecastCategories in the funnel definition: the files have ${names.join(", ") || "none"}`,
  );
}

function columnOption(option: string, name: string | undefined, imported: ImportedPipeline): string | null {
  if (name === undefined) return null;
  const names = imported.log.attributes.map((attribute) => attribute.name);
  const found = names.find((other) => other.toLowerCase() === name.toLowerCase());
  if (found !== undefined) return found;
  throw new AppFailure(
    "usage",
    `Cannot find the column ${name} of ${option}: the files have ${cutNames(imported)}`,
  );
}
