import { holidaysBetween } from "../../src/app/holidays.ts";
import { QUANTILE_LEVELS } from "../../src/contracts/forecast.ts";
import { addDays, dayFromIso } from "../../src/core/base/day.ts";
import { CALENDAR_YEARS } from "../../src/core/base/period.ts";
import {
  forecastCutoff,
  type BacktestSettings,
  type OpportunityOutcomes,
} from "../../src/core/backtest/forecast-cutoff.ts";
import { INTERVALS } from "../../src/core/backtest/leader-board.ts";
import { outcomeTable } from "../../src/core/backtest/run-cutoffs.ts";
import { actualBookings } from "../../src/core/company/actual-bookings.ts";
import type { CompanySettings } from "../../src/core/company/company-settings.ts";
import { generateCompany } from "../../src/core/company/generate-company.ts";
import type { CoverageWindow } from "./coverage-design.ts";
import { COMPANY_FUNNEL, logOfCompany } from "./company-log.ts";
import { trueChancesOf, type TrueChances } from "./true-chances.ts";

const DRAW_COUNT = 10_000;
const DRAW_SEED = 1;

/** What came of one forecast; minor units. */
export interface WindowScore {
  readonly window: CoverageWindow;
  readonly actual: number;
  readonly median: number;
  /** Whether the actual lay in the range; in the order of `INTERVALS`. */
  readonly held: readonly boolean[];
  /** Width of the 80 % range. */
  readonly width80: number;
  readonly opportunities: OpportunityOutcomes;
  readonly truth: TrueChances | undefined;
}

/**
 * Generates a company and forecasts each window by the code of `revcast backtest`, method `full`: from what was recorded
 * by its cut-off, with the funnel and the holidays that the company's funnel.yaml names.
 * @param withTruth windows whose true win chances are computed too, which takes longer than to forecast them
 */
export function forecastCompany(
  company: CompanySettings,
  windows: readonly CoverageWindow[],
  withTruth: (window: CoverageWindow) => boolean,
): WindowScore[] {
  const generated = generateCompany(company);
  const log = logOfCompany(generated);
  const settings: BacktestSettings = {
    log,
    funnel: COMPANY_FUNNEL,
    question: {
      calendar: { fiscal: CALENDAR_YEARS, holidays: holidaysOf(company) },
      crmProbabilities: COMPANY_FUNNEL.crmProbabilities,
      usesYearlyIndex: true,
    },
    methods: ["full"],
    levels: QUANTILE_LEVELS,
    drawCount: DRAW_COUNT,
    seed: DRAW_SEED,
    outcome: outcomeTable(log, COMPANY_FUNNEL),
  };
  return windows.map((window) => {
    const { cutoff, horizonDays } = window;
    const period = { from: addDays(cutoff, 1), to: addDays(cutoff, horizonDays), label: `${horizonDays}d` };
    const scored = forecastCutoff(settings, { cutoff, period, weekOfPeriod: 0 });
    const forecast = scored.ok ? scored.value.forecasts[0] : undefined;
    if (!scored.ok || forecast?.quantiles === undefined) throw new RangeError("A company was not forecast");
    const { actual } = scored.value;
    // The generator keeps its own books: what it booked is what the outcome read from the history has to be.
    const booked = actualBookings(generated, period.from, period.to).netAmount;
    if (booked !== actual) throw new RangeError(`Booked were ${booked}, the history says ${actual}`);
    const quantile = (level: number): number =>
      forecast.quantiles![QUANTILE_LEVELS.findIndex((own) => own === level)]!;
    return {
      window,
      actual,
      median: forecast.median,
      held: INTERVALS.map(({ low, high }) => quantile(low) <= actual && actual <= quantile(high)),
      width80: quantile(0.9) - quantile(0.1),
      opportunities: scored.value.opportunities,
      truth: withTruth(window) ? trueChancesOf(generated, settings, { cutoff, period }) : undefined,
    };
  });
}

function holidaysOf({ firstDay, dayCount, futureDayCount }: CompanySettings): ReadonlySet<number> {
  const through = addDays(firstDay, dayCount + futureDayCount);
  const days = holidaysBetween({ country: "NL", extra: [] }, firstDay, through);
  return new Set(days.map((day): number => dayFromIso(day)!));
}
