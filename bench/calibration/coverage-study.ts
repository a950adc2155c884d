import { INTERVALS } from "../../src/core/backtest/leader-board.ts";
import { calibrationSlope } from "../../src/core/scoring/calibration-slope.ts";
import {
  COVERAGE_CELLS,
  HORIZON_DAYS,
  settingsOfCompany,
  windowsOfCompany,
  type CoverageCell,
} from "./coverage-design.ts";
import { forecastCompany, type WindowScore } from "./forecast-company.ts";
import { fractionalSlope } from "./fractional-slope.ts";
import { clustered, type Estimate } from "./clustered.ts";

/** The forecasts of one horizon of all companies of a cell, scored; standard errors are between companies. */
export interface CellScores {
  readonly cell: CoverageCell;
  readonly horizonDays: number;
  readonly companyCount: number;
  readonly windowCount: number;
  /** Share of actuals in the central ranges, in the order of `INTERVALS`. */
  readonly coverage: readonly Estimate[];
  /** Sum of medians over sum of actuals, less 1; positive = too high. */
  readonly bias: Estimate;
  /** Share of windows whose median lay above the actual. */
  readonly medianAbove: Estimate;
  /** Sum of absolute errors of the median over sum of actuals. */
  readonly wape: number;
  /** Sum of the widths of the 80 % ranges over sum of actuals. */
  readonly width80: number;
  readonly opportunityCount: number;
  /** Slope of outcomes on the chances that the simulation uses, and on those that people are shown. */
  readonly slope: Estimate;
  readonly shownSlope: Estimate;
  /** The same chances against the true ones, where those were computed. */
  readonly truth: TruthScores | undefined;
}

export interface TruthScores {
  readonly opportunityCount: number;
  readonly slope: number;
  readonly shownSlope: number;
  /** Sum of simulated chances over that of true ones, less 1. */
  readonly bias: number;
  /** Mean distance of a simulated chance from the true one. */
  readonly meanDistance: number;
}

export interface CoverageQuestion {
  /** Numbers of the companies of each cell, 0 .. COMPANIES_A_CELL - 1. */
  readonly companies: readonly number[];
  /** All of `HORIZON_DAYS` unless told. */
  readonly horizons?: readonly number[];
  /** Companies whose true win chances are computed, at their first cut-off and for the longest horizon. */
  readonly companiesWithTruth: readonly number[];
  /** Is told after each cell. */
  readonly onCell?: (cell: CoverageCell) => void;
}

/** Generates, forecasts and scores all cells; rows by horizon, then cell. */
export function runCoverageStudy({
  companies,
  horizons = HORIZON_DAYS,
  companiesWithTruth,
  onCell,
}: CoverageQuestion): CellScores[] {
  const withTruth = new Set(companiesWithTruth);
  const byCell = COVERAGE_CELLS.map((cell) => {
    const scores = companies.map((company) => {
      const settings = settingsOfCompany(cell, company);
      const windows = windowsOfCompany(settings, company).filter(({ horizonDays }) =>
        horizons.includes(horizonDays),
      );
      return forecastCompany(settings, windows, (window) => withTruth.has(company) && window === windows[0]);
    });
    onCell?.(cell);
    return scores;
  });
  return horizons.flatMap((horizonDays) =>
    COVERAGE_CELLS.map((cell, index) =>
      scoresOfCell(
        { cell, horizonDays },
        byCell[index]!.map((ofCompany) =>
          ofCompany.filter(({ window }) => window.horizonDays === horizonDays),
        ),
      ),
    ),
  );
}

/** @param byCompany shape [company, window] */
function scoresOfCell(
  key: Pick<CellScores, "cell" | "horizonDays">,
  byCompany: readonly (readonly WindowScore[])[],
): CellScores {
  const sumOf = (scores: readonly WindowScore[], value: (score: WindowScore) => number): number =>
    scores.reduce((sum, score) => sum + value(score), 0);
  const share = (value: (score: WindowScore) => boolean): Estimate =>
    clustered(byCompany, (scores) => sumOf(scores, (score) => (value(score) ? 1 : 0)) / scores.length);
  const slopeOf =
    (kind: "uncalibrated" | "calibrated") =>
    (scores: readonly WindowScore[]): number => {
      const slope = calibrationSlope(
        joined(scores.map(({ opportunities }) => opportunities[kind])),
        joined(scores.map(({ opportunities }) => opportunities.outcomes)),
      );
      if (!slope.ok) throw new RangeError(`There is no calibration slope: ${slope.reason}`);
      return slope.value;
    };
  const all = byCompany.flat();
  const sumOfActuals = sumOf(all, ({ actual }) => actual);
  return {
    ...key,
    companyCount: byCompany.length,
    windowCount: all.length,
    coverage: INTERVALS.map((_, interval) => share(({ held }) => held[interval]!)),
    bias: clustered(
      byCompany,
      (scores) => sumOf(scores, ({ median }) => median) / sumOf(scores, ({ actual }) => actual) - 1,
    ),
    medianAbove: share(({ median, actual }) => median > actual),
    wape: sumOf(all, ({ median, actual }) => Math.abs(median - actual)) / sumOfActuals,
    width80: sumOf(all, ({ width80 }) => width80) / sumOfActuals,
    opportunityCount: sumOf(all, ({ opportunities }) => opportunities.outcomes.length),
    slope: clustered(byCompany, slopeOf("uncalibrated")),
    shownSlope: clustered(byCompany, slopeOf("calibrated")),
    truth: truthScoresOf(all),
  };
}

function truthScoresOf(scores: readonly WindowScore[]): TruthScores | undefined {
  const chances = scores.flatMap(({ truth }) => (truth === undefined ? [] : [truth]));
  if (chances.length === 0) return undefined;
  const truth = joined(chances.map((own) => own.truth));
  const simulated = joined(chances.map((own) => own.simulated));
  const shown = joined(chances.map((own) => own.shown));
  const sum = (values: Float64Array): number => values.reduce((a, b) => a + b, 0);
  return {
    opportunityCount: truth.length,
    slope: fractionalSlope(simulated, truth),
    shownSlope: fractionalSlope(shown, truth),
    bias: sum(simulated) / sum(truth) - 1,
    meanDistance: sum(simulated.map((chance, row) => Math.abs(chance - truth[row]!))) / truth.length,
  };
}

function joined(columns: readonly ArrayLike<number>[]): Float64Array {
  const all = new Float64Array(columns.reduce((length, column) => length + column.length, 0));
  let end = 0;
  for (const column of columns) {
    all.set(column, end);
    end += column.length;
  }
  return all;
}
