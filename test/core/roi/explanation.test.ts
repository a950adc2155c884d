import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { explanation, roundedMoney, sumOfTerms } from "../../../src/core/roi/explanation.ts";
import { explainInternalRateOfReturn } from "../../../src/core/roi/explain-internal-rate-of-return.ts";
import {
  explainNetPresentValue,
  explainNetPresentValueByDay,
} from "../../../src/core/roi/explain-net-present-value.ts";
import { explainPayback } from "../../../src/core/roi/explain-payback.ts";
import {
  explainModifiedInternalRateOfReturn,
  explainProfitabilityIndex,
  explainReturnOnInvestment,
} from "../../../src/core/roi/explain-ratios.ts";
import { internalRatesOfReturn } from "../../../src/core/roi/internal-rate-of-return.ts";
import { modifiedInternalRateOfReturn } from "../../../src/core/roi/modified-internal-rate-of-return.ts";
import { netPresentValue } from "../../../src/core/roi/net-present-value.ts";
import { discountedPayback, payback } from "../../../src/core/roi/payback.ts";
import { profitabilityIndex } from "../../../src/core/roi/profitability-index.ts";
import { returnOnInvestment } from "../../../src/core/roi/return-on-investment.ts";
import { anyPlan, anyRate, dated, decimal, monthly, yearly } from "./plans.ts";

describe("explanations", () => {
  it("add up to their figure exactly, for any plan and rate", () => {
    fc.assert(
      fc.property(anyPlan, anyRate, (plan, rate) => {
        const modifiedRates = { financeRatePerYear: rate, reinvestRatePerYear: rate };
        const roi = returnOnInvestment({ costs: plan.slice(0, 1), benefits: plan.slice(1) }, rate);
        const index = profitabilityIndex(plan, rate, "all_outlays");
        const modified = modifiedInternalRateOfReturn(plan, modifiedRates);
        const [plain, discounted] = [payback(plan), discountedPayback(plan, rate)];
        const irr = internalRatesOfReturn(plan.slice(0, 6));
        const all = [
          explainNetPresentValue(plan, rate, 2),
          ...(roi.ok ? [explainReturnOnInvestment(roi.value)] : []),
          ...(index.ok ? [explainProfitabilityIndex(index.value, "all_outlays")] : []),
          ...(modified.ok ? [explainModifiedInternalRateOfReturn(modified.value, modifiedRates)] : []),
          ...(plain.ok ? [explainPayback(plain.value, "payback")] : []),
          ...(discounted.ok ? [explainPayback(discounted.value, "discountedPayback")] : []),
          ...(irr.ok ? irr.value.map((each) => explainInternalRateOfReturn(plan.slice(0, 6), each)) : []),
        ];
        for (const each of all) expect(sumOfTerms(each.terms).eq(each.value), each.figure).toBe(true);
      }),
      { seed: 1, numRuns: 40 },
    );
  });
  it("of a net present value round to the cent in a term of their own", () => {
    const { value, terms } = explainNetPresentValue(yearly(-100, 50, 70), decimal("0.1"), 2);
    expect(value.toFixed()).toBe("3.31");
    expect(terms.map(({ label }) => label)).toEqual([
      "Initial",
      "Month 12",
      "Month 24",
      "Rounding to the smallest unit of the currency",
    ]);
    expect(terms[1]!.value.toFixed()).toBe("45.45454545454545454545");
    expect(terms[1]!.formula).toBe("50 x 0.909090909091");
    expect(explainNetPresentValue(yearly(-100, 110), decimal(0), 2).terms).toHaveLength(2);
  });
  it("of dated flows name the day", () => {
    const plan = dated(["2020-01-01", -100], ["2020-12-31", 110]);
    const { value, terms } = explainNetPresentValueByDay(plan, decimal("0.1"), 2);
    expect(value.toFixed()).toBe("0");
    expect(terms.map(({ label }) => label)).toEqual(["2020-01-01", "2020-12-31"]);
  });
  it("of a rate prove it by a value of zero", () => {
    const plan = yearly(-70_000, 12_000, 15_000, 18_000, 21_000, 26_000);
    const irr = internalRatesOfReturn(plan);
    const { parts } = explainInternalRateOfReturn(plan, irr.ok ? irr.value[0]! : decimal(0));
    expect(parts).toHaveLength(7);
    expect(parts.at(-1)!.value.abs().lt("1e-15")).toBe(true);
  });
  it("of a payback show the running sum", () => {
    const back = payback(monthly(-100, 40, 40, 40));
    const { terms, parts } = explainPayback(back.ok ? back.value : (undefined as never), "payback");
    expect(terms.map(({ value }) => value.toFixed())).toEqual(["2", "0.5"]);
    expect(terms[1]!.formula).toBe("1 x 0.5");
    expect(parts.map(({ value }) => value.toFixed())).toEqual(["-100", "-60", "-20", "20"]);
  });
  it("are refused where they do not add up", () => {
    const parts = {
      figure: "f",
      value: decimal(2),
      unit: "ratio",
      formula: "",
      terms: [],
      parts: [],
    } as const;
    expect(() => explanation(parts)).toThrow("its terms add up to 0, not 2");
  });
});

describe("roundedMoney()", () => {
  it("rounds half a cent to even, and to whole units where a currency has no cents", () => {
    expect(roundedMoney(decimal("0.125"), 2).value.toFixed()).toBe("0.12");
    expect(roundedMoney(decimal("0.135"), 2).value.toFixed()).toBe("0.14");
    expect(roundedMoney(decimal("2.5"), 0).value.toFixed()).toBe("2");
    expect(roundedMoney(netPresentValue(yearly(5), decimal(0)), 2).rounding).toEqual([]);
  });
});
