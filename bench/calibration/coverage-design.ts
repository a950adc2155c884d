import { addDays, dayFromCivil, type Day } from "../../src/core/base/day.ts";
import {
  ARRIVAL_SHAPES,
  DEFAULT_COMPANY_SETTINGS,
  type ArrivalShape,
  type CompanySettings,
} from "../../src/core/company/company-settings.ts";

/** A kind of company: how unsteady its quarters are, and how its arrivals develop. */
export interface CoverageCell {
  readonly name: string;
  readonly factorSd: number;
  readonly arrivals: ArrivalShape;
}

/** One forecast to make: as of the end of a day, of the days that follow. */
export interface CoverageWindow {
  readonly horizonDays: number;
  readonly cutoff: Day;
}

export const FACTOR_SDS = [0, 0.1, 0.25] as const;
export const COMPANIES_A_CELL = 40;
/** A quarter and a month. */
export const HORIZON_DAYS = [90, 30] as const;

export const COVERAGE_CELLS: readonly CoverageCell[] = FACTOR_SDS.flatMap((factorSd) =>
  ARRIVAL_SHAPES.map((arrivals) => ({
    name: `sd ${factorSd}, ${arrivals}`,
    factorSd,
    arrivals,
  })),
);

/** Expected opportunities in three years, from small to middling; all sizes equally often. */
const OPPORTUNITY_COUNTS = [500, 750, 1_000, 1_500, 2_000] as const;
const DAY_COUNT = 1_096;
const QUARTER_DAYS = 91;
/** First day of each of the three ranges of a quarter's length in which the cut-offs of a company lie. */
const FIRST_CUTOFF_INDICES = [540, 720, 900] as const;
/** Companies of different cells share no random numbers. */
const SEEDS_A_CELL = 1_000;

/** Settings of one company of a cell. @param company 0 .. COMPANIES_A_CELL - 1 */
export function settingsOfCompany(cell: CoverageCell, company: number): CompanySettings {
  return {
    ...DEFAULT_COMPANY_SETTINGS,
    opportunityCount: OPPORTUNITY_COUNTS[company % OPPORTUNITY_COUNTS.length]!,
    seed: SEEDS_A_CELL * (1 + COVERAGE_CELLS.findIndex(({ name }) => name === cell.name)) + company,
    firstDay: dayFromCivil(2022, 1, 3),
    dayCount: DAY_COUNT,
    factorSd: cell.factorSd,
    arrivals: cell.arrivals,
  };
}

/**
 * Forecasts to make of one company: three cut-offs 180 days apart, each with every horizon. Cut-offs of the companies of a
 * cell are spread evenly over a quarter, so that no day of it is preferred; of stepped arrivals a part of the first
 * windows holds the step (day 679), the second ones begin up to 133 days after it.
 */
export function windowsOfCompany(settings: CompanySettings, company: number): CoverageWindow[] {
  const shift = Math.floor(((company + 0.5) * QUARTER_DAYS) / COMPANIES_A_CELL);
  return HORIZON_DAYS.flatMap((horizonDays) =>
    FIRST_CUTOFF_INDICES.map((index) => ({
      horizonDays,
      cutoff: addDays(settings.firstDay, index + shift),
    })),
  );
}
