import { describe, expect, it } from "vitest";
import { DEFAULT_COMPANY_SETTINGS } from "../../src/core/company/company-settings.ts";
import { planOfCompany } from "./company-plan.ts";
import {
  bestErrorRatio,
  errorRatio,
  exactOfLargeRows,
  factorShares,
  squaredErrors,
  squaredErrorsOfPlain,
} from "./sampling-error.ts";

const SEEDS = 30;
const DRAWS = 10_240;

/** A root of mean squares over 30 seeds is known to 8 %; parts are neither many nor small. */
const ALLOWANCE = 1.35;
/** The upper end of the interval lies some 15 % above the ratio. */
const UPPER_ALLOWANCE = 1.5;

describe("the error of P10, P50 and P90 of the total, on plans as forecast makes them,", () => {
  it.each([
    { open: 500, opportunityCount: 6_000, seed: 1 },
    { open: 5_000, opportunityCount: 60_000, seed: 1 },
    { open: 5_000, opportunityCount: 60_000, seed: 3 },
  ])("is what the share of the common factor allows: $open open, seed $seed", (company) => {
    const plan = planOfCompany({ ...DEFAULT_COMPANY_SETTINGS, ...company });
    expect(Math.abs(plan.opportunityIds.length / company.open - 1)).toBeLessThan(0.2);
    const shares = factorShares(plan);
    const exact = exactOfLargeRows(plan);
    const errors = squaredErrors("wasm", plan, exact, { drawCount: DRAWS, seedCount: SEEDS });
    for (const [row, distribution] of exact) {
      const { ratio, upper } = errorRatio(errors.get(row)!, [squaredErrorsOfPlain(distribution, DRAWS)]);
      const best = bestErrorRatio(shares[row]!);
      if (row === 2) {
        console.log(
          `${company.open} open: ${ratio.toFixed(2)} of plain, up to ${upper.toFixed(2)}; best ${best.toFixed(2)} at a factor share of ${shares[row]!.toFixed(2)}`,
        );
        expect(upper).toBeLessThan(UPPER_ALLOWANCE * best);
      }
      expect(ratio).toBeLessThan(ALLOWANCE * best);
    }
  });
});
