import { describe, expect, it } from "vitest";
import { FIVE_THOUSAND_OPEN } from "../../src/core/company/company-presets.ts";
import { planOfCompany } from "./company-plan.ts";
import { errorRatios, rowsWithManyWins, ratiosAbove } from "./sampling-error.ts";

const TOTAL = 2;

/**
 * 30 seeds (0..29) of the generated company: RMSE of P10, P50 and P90 against the exact mode over that of plain Monte
 * Carlo, and the upper end of the 95 % bootstrap interval (seeds drawn again, 2,000 times).
 */
describe("the sampling error of a forecast against plain Monte Carlo's at the same number of draws", () => {
  it.each([
    { open: 500, opportunityCount: 1_080, drawCount: 50_000 },
    { open: 5_000, opportunityCount: 10_800, drawCount: 20_480 },
    { open: 50_000, opportunityCount: 108_000, drawCount: 10_240 },
  ])(
    "is at most 0.35 for the total of about $open open opportunities, 0.65 for rows with 30 wins or more",
    async ({ opportunityCount, drawCount }) => {
      const plan = planOfCompany({ ...FIVE_THOUSAND_OPEN, opportunityCount });
      const rows = [TOTAL, ...rowsWithManyWins(plan)];
      const ratios = await errorRatios(plan, { drawCount, seedCount: 30, rows, plain: "drawn" });
      const ofTotal = ratios.filter(({ row }) => row === TOTAL);
      expect(ratiosAbove(ofTotal, 0.35)).toEqual([]);
      expect(ratiosAbove(ratios, 0.65)).toEqual([]);
    },
  );
});
