import { describe, expect, it } from "vitest";
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
describe("90-day ranges on five generated companies of each kind", () => {
  it("miss no goal of coverage or calibration by more than four standard errors", () => {
    const cells = runCoverageStudy({ companies: COMPANIES, horizons: [90], companiesWithTruth: [] });
    expect(missedGoals(cells, ALLOWED_ERRORS)).toEqual([]);
  });
});
