import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { netPresentValue } from "../../../src/core/roi/net-present-value.ts";
import { payback } from "../../../src/core/roi/payback.ts";
import { profitabilityIndex } from "../../../src/core/roi/profitability-index.ts";
import {
  returnOnInvestment,
  undiscountedReturnOnInvestment,
} from "../../../src/core/roi/return-on-investment.ts";
import { riskAdjustedView } from "../../../src/core/roi/risk-adjusted-view.ts";
import { riskShareFromSurvey, riskShareOf, triangularMean } from "../../../src/core/roi/risk-share.ts";
import { anyPlan, anyRate, decimal, monthly, yearly } from "./plans.ts";

const TEN_PERCENT = decimal("0.1");
/** A published Total Economic Impact table; its columns Initial and years 1 to 3. */
const published = {
  costs: yearly(-53_150, -666_715, -636_772, -647_783),
  benefits: yearly(0, 1_606_511, 3_061_331, 4_229_760),
};

describe("the published Total Economic Impact case", () => {
  it("has the published present values, net present value and return", () => {
    const roi = returnOnInvestment(published, TEN_PERCENT);
    expect(roi.ok && roi.value.presentValueOfCosts.toFixed(0)).toBe("1672201");
    expect(roi.ok && roi.value.presentValueOfBenefits.toFixed(0)).toBe("7168371");
    expect(roi.ok && roi.value.ratio.times(100).toFixed(0)).toBe("329");
    expect(netPresentValue([...published.costs, ...published.benefits], TEN_PERCENT).toFixed(0)).toBe(
      "5496170",
    );
  });
  it("is paid back in under six months", () => {
    const back = payback([...published.costs, ...published.benefits], { monthsPerPeriod: 12 });
    expect(back.ok && back.value.months.lt(6)).toBe(true);
  });
});

describe("returnOnInvestment()", () => {
  it("sums plainly where nothing is discounted", () => {
    const roi = undiscountedReturnOnInvestment({ costs: yearly(-40, -60), benefits: yearly(0, 150) });
    expect(roi.ok && roi.value.ratio.toFixed()).toBe("0.5");
  });
  it("does not exist without costs", () => {
    const noCosts = { ok: false, reason: "no_costs" };
    expect(returnOnInvestment({ costs: [], benefits: yearly(5) }, TEN_PERCENT)).toEqual(noCosts);
    expect(returnOnInvestment({ costs: yearly(5), benefits: [] }, TEN_PERCENT)).toEqual(noCosts);
  });
  it("is above 0 exactly where the net present value is", () => {
    fc.assert(
      fc.property(anyPlan, anyPlan, anyRate, (costs, benefits, rate) => {
        const roi = returnOnInvestment({ costs, benefits }, rate);
        if (!roi.ok) return;
        const npv = netPresentValue([...costs, ...benefits], rate);
        expect(roi.value.ratio.gt(0)).toBe(npv.gt(roi.value.presentValueOfCosts.times("5e-21")));
      }),
      { seed: 1, numRuns: 40 },
    );
  });
});

describe("profitabilityIndex()", () => {
  const plan = yearly(-100, 60, -20, 110);
  it("is 1 + NPV / outlay over the initial outlay", () => {
    const index = profitabilityIndex(plan, TEN_PERCENT, "initial_outlay");
    const expected = netPresentValue(plan, TEN_PERCENT).div(100).plus(1);
    expect(index.ok && index.value.index.minus(expected).abs().lt("1e-19")).toBe(true);
  });
  it("has every outlay below the line on the other basis", () => {
    const index = profitabilityIndex(plan, decimal(0), "all_outlays");
    expect(index.ok && index.value.index.toFixed(6)).toBe((170 / 120).toFixed(6));
  });
  it("does not exist without an outlay", () => {
    const noOutlay = { ok: false, reason: "no_outlay" };
    expect(profitabilityIndex(yearly(0, -5, 9), TEN_PERCENT, "initial_outlay")).toEqual(noOutlay);
    expect(profitabilityIndex(yearly(1, 2), TEN_PERCENT, "all_outlays")).toEqual(noOutlay);
  });
});

describe("riskShareOf()", () => {
  const range = (low: number, likely: number, high: number) => ({
    low: decimal(low),
    likely: decimal(likely),
    high: decimal(high),
  });
  it("takes a benefit of 80 / 100 / 105 down by 5 %", () => {
    expect(triangularMean(decimal(80), decimal(100), decimal(105)).toFixed()).toBe("95");
    expect(riskShareOf(range(80, 100, 105), "benefit").toFixed()).toBe("0.05");
  });
  it("takes a cost of 95 / 100 / 120 up by 5 %", () => {
    expect(riskShareOf(range(95, 100, 120), "cost").toFixed()).toBe("0.05");
  });
  it("multiplies how many saw a risk with what it cost them", () => {
    expect(riskShareFromSurvey(decimal("0.66"), decimal("0.3")).toFixed()).toBe("0.198");
    expect(() => riskShareFromSurvey(decimal(66), decimal("0.3"))).toThrow(RangeError);
  });
  it("refuses ranges that do not ascend or begin below 0, and shares out of range", () => {
    expect(() => riskShareOf(range(100, 80, 105), "benefit")).toThrow("it must ascend");
    expect(() => riskShareOf(range(-1, 0, 1), "cost")).toThrow("must be above 0");
    expect(() => riskShareOf({ share: decimal("1.1") }, "benefit")).toThrow("a risk of 1.1");
    expect(() => riskShareOf({ share: decimal("-0.1") }, "cost")).toThrow(RangeError);
    expect(riskShareOf({ share: decimal("1.1") }, "cost").toFixed()).toBe("1.1");
  });
});

describe("riskAdjustedView()", () => {
  const lines = [
    {
      label: "Licences",
      kind: "cost" as const,
      flows: yearly(-50, -100),
      risk: { share: decimal("0.1") },
    },
    {
      label: "Hours saved",
      kind: "benefit" as const,
      flows: yearly(0, 220, 242),
      risk: { low: decimal(80), likely: decimal(100), high: decimal(105) },
    },
  ];
  const view = riskAdjustedView(lines, TEN_PERCENT, yearly(0, 110));
  it("shrinks benefits, grows costs and leaves the Initial column undiscounted", () => {
    expect(view.riskAdjusted.presentValueOfBenefits.toFixed(10)).toBe("380.0000000000");
    expect(view.riskAdjusted.presentValueOfCosts.toFixed(10)).toBe("155.0000000000");
    expect(view.likely.netPresentValue.toFixed(4)).toBe((400 - 50 - 100 / 1.1).toFixed(4));
    expect(view.lines[0]!.adjustedFlows.map(({ amount }) => amount.toFixed())).toEqual(["-55", "-110"]);
  });
  it("has its low and high beside, from the ends of the ranges", () => {
    expect(view.low.presentValueOfBenefits.toFixed(10)).toBe("320.0000000000");
    expect(view.high.presentValueOfBenefits.toFixed(10)).toBe("420.0000000000");
    expect(view.low.netPresentValue.lt(view.riskAdjusted.netPresentValue)).toBe(true);
    expect(view.riskAdjusted.netPresentValue.lt(view.high.netPresentValue)).toBe(true);
  });
  it("keeps flexibility apart from every total", () => {
    expect(view.flexibility.toFixed(10)).toBe("100.0000000000");
    const without = riskAdjustedView(lines, TEN_PERCENT);
    expect(without.flexibility.isZero()).toBe(true);
    expect(without.riskAdjusted).toEqual(view.riskAdjusted);
  });
  it("adds up from its lines exactly", () => {
    const sum = view.lines.reduce((sum, line) => sum.plus(line.adjustedPresentValue), decimal(0));
    expect(sum.toFixed(15)).toBe(view.riskAdjusted.netPresentValue.toFixed(15));
  });
  it("refuses a cost that adds up to money in", () => {
    const wrong = [{ ...lines[0]!, flows: monthly(5) }];
    expect(() => riskAdjustedView(wrong, TEN_PERCENT)).toThrow('"Licences"');
  });
});
