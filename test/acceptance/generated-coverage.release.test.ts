import { describe, expect, it } from "vitest";
import { HORIZON_DAYS } from "../../bench/calibration/coverage-design.ts";
import { missedGoals } from "../../bench/calibration/coverage-goals.ts";
import { runCoverageStudy } from "../../bench/calibration/coverage-study.ts";

/** One company of each size, spread over the days of a quarter. */
const COMPANIES = [4, 12, 20, 28, 36];
/** The mean coverage of the 80 % ranges over 45 companies of three windows is known to about 4 points. */
const ALLOWED_ERRORS = 4;

/**
 * A small part of bench/calibration, to notice when ranges or chances go wrong by a lot; generated-coverage.full.test.ts
 * holds all companies against the goals themselves.
 */
describe("ranges on five generated companies of each kind", () => {
  it("miss no goal of coverage or calibration by more than four standard errors", () => {
    const cells = runCoverageStudy({ companies: COMPANIES, companiesWithTruth: [] });
    const missed = HORIZON_DAYS.flatMap((horizonDays) =>
      missedGoals(
        cells.filter((cell) => cell.horizonDays === horizonDays),
        ALLOWED_ERRORS,
      ),
    );
    expect(missed).toEqual([]);
  });
});
