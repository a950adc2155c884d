import { beforeAll, describe, expect, it } from "vitest";
import { COMPANIES_A_CELL, COVERAGE_CELLS, HORIZON_DAYS } from "../../bench/calibration/coverage-design.ts";
import { COVERAGE_GOALS, missedGoals } from "../../bench/calibration/coverage-goals.ts";
import { wholeCoverageStudy } from "../../bench/calibration/coverage.ts";
import type { CellScores } from "../../bench/calibration/coverage-study.ts";

/** 40 companies of each of nine kinds; bench/calibration/README.md says how they are made and shows every cell. */
describe("ranges on 360 generated companies", () => {
  let cells: CellScores[] = [];
  beforeAll(() => {
    cells = wholeCoverageStudy();
  }, 1_800_000);

  it("are scored in every cell with every company", () => {
    expect(cells).toHaveLength(COVERAGE_CELLS.length * HORIZON_DAYS.length);
    expect(new Set(cells.map(({ companyCount }) => companyCount))).toEqual(new Set([COMPANIES_A_CELL]));
  });

  it.each(HORIZON_DAYS)("reach every goal of coverage and calibration over %i days", (horizonDays) => {
    expect(missedGoals(cells.filter((cell) => cell.horizonDays === horizonDays))).toEqual([]);
  });

  it("rest on chances that are as far apart as the true ones, mean of the cells", () => {
    // Some 700 opportunities a cell: one cell alone is known to about 0.1.
    const slopes = cells.flatMap(({ truth }) => (truth === undefined ? [] : [truth.slope]));
    expect(slopes).toHaveLength(COVERAGE_CELLS.length);
    const mean = slopes.reduce((sum, slope) => sum + slope, 0) / slopes.length;
    expect(mean).toBeGreaterThan(COVERAGE_GOALS.slope.low);
    expect(mean).toBeLessThan(COVERAGE_GOALS.slope.high);
  });
});
