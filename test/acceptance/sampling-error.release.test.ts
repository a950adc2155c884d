import { describe, expect, it } from "vitest";
import { FIVE_THOUSAND_OPEN } from "../../src/core/company/company-presets.ts";
import { planOfCompany } from "./company-plan.ts";
import { errorRatios, rowsWithManyWins, ratiosAbove } from "./sampling-error.ts";

const TOTAL = 2;

/**
 * 30 seeds (0..29) at the default number of draws. Plain Monte Carlo's RMSE is computed from the exact density;
 * sampling-error.full.test.ts draws it. Reached: 0.14/0.08/0.05 for P10/P50/P90 of the total of 500 opportunities,
 * 0.14/0.05/0.10 of that of 5,000; 0.26 at most for other rows.
 */
describe("the sampling error of a forecast against plain Monte Carlo's at the same number of draws", () => {
  it.each([
    { open: 500, opportunityCount: 1_080 },
    { open: 5_000, opportunityCount: 10_800 },
  ])("is a third or less for the total of about $open open opportunities", async ({ opportunityCount }) => {
    const plan = planOfCompany({ ...FIVE_THOUSAND_OPEN, opportunityCount });
    const rows = [TOTAL, ...rowsWithManyWins(plan)];
    const ratios = await errorRatios(plan, { drawCount: 50_000, seedCount: 30, rows, plain: "computed" });
    const ofTotal = ratios.filter(({ row }) => row === TOTAL);
    expect(ratiosAbove(ofTotal, 0.35)).toEqual([]);
    expect(ratiosAbove(ratios, 0.65)).toEqual([]);
  });
});
