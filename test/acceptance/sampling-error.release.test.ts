import { describe, expect, it } from "vitest";
import { FIVE_THOUSAND_OPEN } from "../../src/core/company/company-presets.ts";
import { planOfCompany } from "./company-plan.ts";
import { errorRatios, rowsWithManyWins, worstOf } from "./sampling-error.ts";

const TOTAL = 2;

/**
 * A shorter form of sampling-error.full.test.ts: fewer draws, and 20 seeds. The ratio of two RMSEs from 20 seeds each is
 * known to 22 %; the upper end of its 95 % bootstrap interval is held to the goal all the same.
 */
describe("the sampling error of a forecast against plain Monte Carlo's at the same number of draws", () => {
  it.each([
    { open: 500, opportunityCount: 1_080 },
    { open: 5_000, opportunityCount: 10_800 },
  ])("is a third or less for the total of about $open open opportunities", async ({ opportunityCount }) => {
    const plan = planOfCompany({ ...FIVE_THOUSAND_OPEN, opportunityCount });
    const rows = [TOTAL, ...rowsWithManyWins(plan)];
    const ratios = await errorRatios(plan, { drawCount: 5_120, seedCount: 20, rows });
    const ofTotal = ratios.filter(({ row }) => row === TOTAL);
    const ofOthers = ratios.filter(({ row }) => row !== TOTAL);
    expect(Math.max(...ofTotal.map(({ upper }) => upper)), worstOf(ofTotal)).toBeLessThanOrEqual(0.35);
    expect(Math.max(0, ...ofOthers.map(({ upper }) => upper)), worstOf(ofOthers)).toBeLessThanOrEqual(0.65);
  });
});
