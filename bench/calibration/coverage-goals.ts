import { meanEstimate, type Estimate } from "./clustered.ts";
import type { CellScores } from "./coverage-study.ts";

/** What the project promises of generated companies; ranges of the mean over cells, in the order of `INTERVALS`. */
export const COVERAGE_GOALS = {
  meanCoverage: [
    { low: 0.45, high: 0.6 },
    { low: 0.75, high: 0.86 },
    { low: 0.9, high: 0.97 },
  ],
  leastCoverage80: 0.65,
  slope: { low: 0.9, high: 1.1 },
} as const;

/** Index of the 80 % range in `INTERVALS`. */
export const EIGHTY = 1;

/** A goal and what was found. */
export interface GoalFinding {
  readonly what: string;
  readonly found: Estimate;
  readonly low: number;
  readonly high: number;
}

/** The goals for the cells of one horizon. */
export function goalFindings(cells: readonly CellScores[]): GoalFinding[] {
  const { meanCoverage, leastCoverage80, slope } = COVERAGE_GOALS;
  const lowest = cells
    .map(({ coverage }) => coverage[EIGHTY]!)
    .reduce((least, coverage) => (coverage.value < least.value ? coverage : least));
  return [
    ...meanCoverage.map(({ low, high }, interval) => ({
      what: `mean coverage of the ${[50, 80, 95][interval]!} % ranges`,
      found: meanEstimate(cells.map(({ coverage }) => coverage[interval]!)),
      low,
      high,
    })),
    { what: "lowest coverage of the 80 % ranges of a cell", found: lowest, low: leastCoverage80, high: 1 },
    {
      what: "mean calibration slope of single opportunities",
      found: meanEstimate(cells.map((cell) => cell.slope)),
      ...slope,
    },
  ];
}

/** Whether the goal is reached, or missed by no more than so many standard errors. */
export function isReached({ found, low, high }: GoalFinding, allowedErrors = 0): boolean {
  const allowed = allowedErrors * found.standardError;
  return found.value >= low - allowed && found.value <= high + allowed;
}

/** Goals that are missed, in words, so that a failing check names them. */
export function missedGoals(cells: readonly CellScores[], allowedErrors = 0): string[] {
  return goalFindings(cells)
    .filter((finding) => !isReached(finding, allowedErrors))
    .map(
      ({ what, found, low, high }) =>
        `${cells[0]!.horizonDays} days, ${what}: ${found.value.toFixed(3)} +- ${found.standardError.toFixed(3)}, goal ${low} to ${high}`,
    );
}
