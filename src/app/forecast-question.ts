import { AppFailure } from "../contracts/failure.ts";
import { ForecastRequest } from "../contracts/forecast.ts";
import type { KeptTarget } from "../contracts/override.ts";
import { dayFromIso, isoFromDay, type Day } from "../core/base/day.ts";
import { decimalFromMinorUnits, minorUnitsFromDecimal } from "../core/base/money.ts";
import { parseHorizon, parsePeriod, type FiscalCalendar, type Period } from "../core/base/period.ts";
import type { ImportedPipeline } from "../files/import-result.ts";
import { cutNames } from "./cut-names.ts";
import { fiscalCalendarOf } from "./fiscal-calendar.ts";
import { resolvedHolidays, type HolidayChoice } from "./holidays.ts";
import { ensureOnePeriod, notAHorizon, notAPeriod } from "./one-period.ts";
import { isTargetOf } from "./overrides/kept-target-entries.ts";

/** What a user says about a forecast besides the files; texts as typed. */
export interface ForecastOptions {
  readonly asOf: string;
  /** Exactly one of period, horizon, or from and to. */
  readonly period?: string | undefined;
  readonly horizon?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** False: none, whatever is kept. */
  readonly target?: string | false | undefined;
  /** Targets of the workspace; that of the company for just this period is taken where none is given. */
  readonly keptTargets?: readonly KeptTarget[] | undefined;
  readonly segment?: string | undefined;
  readonly owner?: string | undefined;
  readonly method?: "sample" | "exact" | "both" | undefined;
  readonly draws?: number | undefined;
  readonly seed?: number | undefined;
  readonly fiscalYearStart?: number | undefined;
  readonly fiscalYearNamedBy?: "start" | "end" | undefined;
  readonly holidays?: HolidayChoice | undefined;
  readonly yearlyIndex?: boolean | undefined;
  readonly reading?: ForecastRequest["reading"] | undefined;
}

/**
 * The request that a forecast is made of and that reproduces it: options first, then what the funnel definition says.
 * @throws {AppFailure} usage when a text cannot be understood or a column does not exist
 */
export function forecastRequestOf(options: ForecastOptions, imported: ImportedPipeline): ForecastRequest {
  const asOf = dayOption("--as-of", options.asOf);
  const fiscalYear = fiscalCalendarOf(options, imported);
  const period = periodOf(options, asOf, fiscalYear);
  const { currency } = imported.log;
  return ForecastRequest.parse({
    asOf: isoFromDay(asOf),
    period: { from: isoFromDay(period.from), to: isoFromDay(period.to), label: period.label },
    ...targetOption(options, period, imported.log),
    ...columnOption("--segment", "segmentColumn", options.segment ?? imported.segmentColumn, imported),
    ...columnOption("--owner", "ownerColumn", options.owner ?? imported.ownerColumn, imported),
    method: options.method,
    drawCount: options.draws,
    seed: options.seed,
    fiscalYear,
    timeZone: imported.timeZone,
    currency,
    reading: options.reading,
    holidays: resolvedHolidays(options.holidays, imported.holidays, asOf, period.to),
    yearlyIndex: options.yearlyIndex,
    funnel: imported.funnel,
  });
}

function periodOf(options: ForecastOptions, asOf: Day, calendar: FiscalCalendar): Period {
  ensureOnePeriod(options);
  if (options.period !== undefined) {
    const period = parsePeriod(options.period, calendar);
    if (period.ok) return period.value;
    throw notAPeriod(options.period);
  }
  if (options.horizon !== undefined) {
    const period = parseHorizon(options.horizon, asOf);
    if (period.ok) return period.value;
    throw notAHorizon(options.horizon);
  }
  const { from: first = "", to: last = "" } = options; // both are there: no other period was named
  const from = dayOption("--from", first);
  const to = dayOption("--to", last);
  if (to < from)
    throw new AppFailure("usage", `Cannot forecast from ${first} to ${last}: it ends before it begins`);
  return { from, to, label: `${isoFromDay(from)} to ${isoFromDay(to)}` };
}

function dayOption(name: string, text: string): Day {
  const day = dayFromIso(text);
  if (day === undefined)
    throw new AppFailure("usage", `Cannot read ${name} ${text}: give an ISO day such as 2018-06-30`);
  return day;
}

/** The target that is given, else the one that the workspace keeps for the company and just these days. */
function targetOption(
  { target, keptTargets = [] }: Pick<ForecastOptions, "target" | "keptTargets">,
  period: Period,
  { minorDigits, currency }: ImportedPipeline["log"],
): Partial<Pick<ForecastRequest, "target" | "keptTarget">> {
  if (target === false) return {};
  if (target !== undefined) return { target: targetOf(target, minorDigits) };
  const days = { from: isoFromDay(period.from), to: isoFromDay(period.to) };
  const kept = keptTargets.find((one) => one.scope === "company" && isTargetOf(one, days, currency));
  if (kept === undefined) return {};
  return { target: targetOf(kept.amount, minorDigits), keptTarget: { id: kept.id, madeAt: kept.madeAt } };
}

function targetOf(text: string, minorDigits: number): string {
  if (!/^-?\d+(\.\d+)?$/.test(text)) {
    throw new AppFailure(
      "usage",
      `Cannot read --target ${text}: give a plain number such as 400000 or 400000.50`,
    );
  }
  return decimalFromMinorUnits(minorUnitsFromDecimal(text, minorDigits), minorDigits);
}

function columnOption(
  option: string,
  field: "segmentColumn" | "ownerColumn",
  name: string | undefined,
  imported: ImportedPipeline,
): Partial<Pick<ForecastRequest, "segmentColumn" | "ownerColumn">> {
  if (name === undefined) return {};
  const names = imported.log.attributes.map((attribute) => attribute.name);
  const found = names.find((other) => other.toLowerCase() === name.toLowerCase());
  if (found !== undefined) return { [field]: found };
  throw new AppFailure(
    "usage",
    `Cannot find the column ${name} of ${option}: the files have ${cutNames(imported)}`,
  );
}
