import type { Decimal } from "decimal.js";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  explanation,
  roundedMoney,
  sumOfTerms,
  type Explanation,
} from "../../../src/core/roi/explanation.ts";
import { FlowDecimal, onGrid } from "../../../src/core/roi/flow-decimal.ts";
import {
  explainInternalRateOfReturn,
  roundingOfRoot,
} from "../../../src/core/roi/explain-internal-rate-of-return.ts";
import {
  explainNetPresentValue,
  explainNetPresentValueByDay,
} from "../../../src/core/roi/explain-net-present-value.ts";
import { explainPayback } from "../../../src/core/roi/explain-payback.ts";
import {
  explainModifiedInternalRateOfReturn,
  explainProfitabilityIndex,
  explainReturnOnInvestment,
  explainUndiscountedReturn,
} from "../../../src/core/roi/explain-ratios.ts";
import { internalRatesOfReturn } from "../../../src/core/roi/internal-rate-of-return.ts";
import { modifiedInternalRateOfReturn } from "../../../src/core/roi/modified-internal-rate-of-return.ts";
import { netPresentValue } from "../../../src/core/roi/net-present-value.ts";
import { discountedPayback, payback } from "../../../src/core/roi/payback.ts";
import { profitabilityIndex } from "../../../src/core/roi/profitability-index.ts";
import {
  returnOnInvestment,
  undiscountedReturnOnInvestment,
} from "../../../src/core/roi/return-on-investment.ts";
import { anyPlan, anyRate, dated, decimal, monthly, yearly } from "./plans.ts";

describe("explanations", () => {
  it("add up to their figure exactly, for any plan and rate", () => {
    fc.assert(
      fc.property(anyPlan, anyRate, (plan, rate) => {
        const modifiedRates = { financeRatePerYear: rate, reinvestRatePerYear: rate };
        const sides = { costs: plan.slice(0, 1), benefits: plan.slice(1) };
        const [roi, undiscounted] = [returnOnInvestment(sides, rate), undiscountedReturnOnInvestment(sides)];
        const index = profitabilityIndex(plan, rate, "all_outlays");
        const modified = modifiedInternalRateOfReturn(plan, modifiedRates);
        const [plain, discounted] = [payback(plan), discountedPayback(plan, rate)];
        const irr = internalRatesOfReturn(plan.slice(0, 6));
        const all = [
          explainNetPresentValue(plan, rate, 2),
          ...(roi.ok ? [explainReturnOnInvestment(roi.value, sides, rate)] : []),
          ...(undiscounted.ok ? [explainUndiscountedReturn(undiscounted.value, sides)] : []),
          ...(index.ok ? [explainProfitabilityIndex(index.value, "all_outlays", plan, rate)] : []),
          ...(modified.ok ? [explainModifiedInternalRateOfReturn(modified.value, modifiedRates, plan)] : []),
          ...(plain.ok ? [explainPayback(plain.value, "payback")] : []),
          ...(discounted.ok ? [explainPayback(discounted.value, "discountedPayback")] : []),
          ...(irr.ok ? irr.value.map((each) => explainInternalRateOfReturn(plan.slice(0, 6), each)) : []),
        ];
        for (const each of all) {
          expect(sumOfTerms(each.terms).eq(each.value), each.figure).toBe(true);
          for (const { terms, value, label } of each.workings.filter((own) => own.terms.length > 0)) {
            expect(sumOfTerms(terms).eq(value), label).toBe(true);
          }
        }
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
    const { workings } = explainInternalRateOfReturn(plan, irr.ok ? irr.value[0]! : decimal(0));
    expect(workings[0]!.terms).toHaveLength(6);
    expect(workings[0]!.terms[1]!.formula).toMatch(/^12000 x 0\.\d{12}$/);
    expect(workings[0]!.value.abs().lt("7e-20")).toBe(true);
    expect(workings[0]!.formula).toContain("less than 0.00000000000000000007"); // six flows on a grid of 1e-20
  });
  it("of a rate are 0 within what they say, for any plan", () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        const flows = plan.slice(0, 6);
        const irr = internalRatesOfReturn(flows);
        for (const rate of irr.ok ? irr.value : []) {
          const { workings } = explainInternalRateOfReturn(flows, rate);
          const { value, terms } = workings[0]!;
          expect(value.abs().lte(roundingOfRoot(flows, terms))).toBe(true);
        }
      }),
      { seed: 2, numRuns: 60 },
    );
  });
  it("of ratios can be worked out again from their workings, to every digit", () => {
    const plan = yearly(-120_000, -7_300, 45_000, 61_000, 97_300);
    const sides = { costs: yearly(-120_000, -7_300, -3), benefits: yearly(0, 0, 45_003, 61_000, 97_300) };
    const rate = decimal("0.0975");
    const valuesOf = ({ workings }: Explanation): Decimal[] => workings.map(({ value }) => value);
    const roi = returnOnInvestment(sides, rate);
    const index = profitabilityIndex(plan, rate, "all_outlays");
    const rates = { financeRatePerYear: rate, reinvestRatePerYear: decimal("0.05") };
    const modified = modifiedInternalRateOfReturn(plan, rates);
    const paid = discountedPayback(plan, rate);
    if (!roi.ok || !index.ok || !modified.ok || !paid.ok) throw new Error("The plan has all of them");
    const [benefits, costs] = valuesOf(explainReturnOnInvestment(roi.value, sides, rate));
    expect(onGrid(benefits!.div(costs!).minus(1)).eq(roi.value.ratio)).toBe(true);
    const [returns, outlay] = valuesOf(explainProfitabilityIndex(index.value, "all_outlays", plan, rate));
    expect(onGrid(returns!.div(outlay!)).eq(index.value.index)).toBe(true);
    const explained = explainModifiedInternalRateOfReturn(modified.value, rates, plan);
    const [final, present, months] = valuesOf(explained);
    const growth = final!.div(present!).pow(new FlowDecimal(12).div(months!));
    expect(onGrid(growth.minus(1)).eq(modified.value.ratePerYear)).toBe(true);
    const explainedPayback = explainPayback(paid.value, "discountedPayback");
    const [short, crossed] = valuesOf(explainedPayback);
    const share = onGrid(short!.neg().div(crossed!));
    const { fromMonths, periodMonths } = paid.value.crossing;
    expect(onGrid(share.times(periodMonths).plus(fromMonths)).eq(paid.value.months)).toBe(true);
  });
  it("of a payback show what it is short of and the flow that crosses", () => {
    const back = payback(monthly(-100, 40, 40, 40));
    const { terms, workings } = explainPayback(back.ok ? back.value : (undefined as never), "payback");
    expect(terms.map(({ value }) => value.toFixed())).toEqual(["2", "0.5"]);
    expect(terms[1]!.formula).toBe("1 x 20 / 40");
    expect(workings.map(({ value }) => value.toFixed())).toEqual(["-20", "40"]);
    expect(workings[0]!.terms.map(({ value }) => value.toFixed())).toEqual(["-100", "40", "40"]);
  });
  it("are refused where they do not add up", () => {
    const parts = {
      figure: "f",
      value: decimal(2),
      unit: "ratio",
      formula: "",
      terms: [],
      workings: [],
    } as const;
    expect(() => explanation(parts)).toThrow("its terms add up to 0, not 2");
    const term = { label: "t", value: decimal(2) };
    const working = { label: "w", value: decimal(3), terms: [term] };
    expect(() => explanation({ ...parts, terms: [term], workings: [working] })).toThrow("w of f: its terms add up to 2, not 3"); // prettier-ignore
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
