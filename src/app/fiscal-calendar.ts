import { AppFailure } from "../contracts/failure.ts";
import { isMonthYears, type FiscalCalendar } from "../core/base/fiscal-year.ts";

export interface FiscalYearOptions {
  readonly fiscalYearStart?: number | undefined;
  readonly fiscalYearNamedBy?: "start" | "end" | undefined;
}

/**
 * How years are counted: by the options, else by the funnel definition, else as calendar years.
 * @throws {AppFailure} usage for options about months where the definition has years of weeks or several rules
 */
export function fiscalCalendarOf(
  { fiscalYearStart, fiscalYearNamedBy }: FiscalYearOptions,
  { fiscalYear = { startMonth: 1, namedBy: "end" } }: { readonly fiscalYear?: FiscalCalendar | undefined },
): FiscalCalendar {
  if (fiscalYearStart === undefined && fiscalYearNamedBy === undefined) return fiscalYear;
  if (!isMonthYears(fiscalYear)) {
    const option = fiscalYearStart === undefined ? "--fiscal-year-named-by" : "--fiscal-year-start";
    throw new AppFailure(
      "usage",
      `Cannot use ${option}: fiscalYear of the funnel definition counts in weeks or changes its rule; change it there, or leave the option out`,
    );
  }
  return {
    startMonth: fiscalYearStart ?? fiscalYear.startMonth,
    namedBy: fiscalYearNamedBy ?? fiscalYear.namedBy,
  };
}
