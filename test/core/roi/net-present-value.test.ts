import { Decimal } from "decimal.js";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { discountFactors, discountFactorsForDraws } from "../../../src/core/roi/discount.ts";
import { netPresentValue } from "../../../src/core/roi/net-present-value.ts";
import { netPresentValueByDay } from "../../../src/core/roi/net-present-value-by-day.ts";
import oracle from "./fixtures/investment-figures.json" with { type: "json" };
import { anyPlan, anyRate, dated, decimal, monthly, relativeError, yearly } from "./plans.ts";

describe("discountFactors()", () => {
  it("leaves the day of the decision undiscounted and powers whole years", () => {
    const factorOf = discountFactors(decimal("0.1"));
    expect(factorOf(0).toString()).toBe("1");
    expect(factorOf(12).times("1.1").minus(1).abs().lt("1e-118")).toBe(true);
    expect(factorOf(24).times("1.21").minus(1).abs().lt("1e-118")).toBe(true);
  });
  it("multiplies twelve months to a year", () => {
    const factorOf = discountFactors(decimal("0.237"));
    expect(factorOf(1).pow(12).times("1.237").minus(1).abs().lt("1e-110")).toBe(true);
    expect(factorOf(0.5).pow(24).times("1.237").minus(1).abs().lt("1e-110")).toBe(true);
  });
  it("puts flows into the middle of their period, but the first one on its day", () => {
    const factorOf = discountFactors(decimal("0.21"), { midPeriodMonths: 12 });
    expect(factorOf(0).toString()).toBe("1");
    expect(relativeError(factorOf(12), decimal(1).div("1.1"))).toBeLessThan(1e-18);
    expect(() => factorOf(6)).toThrow("as the end of a period of 12 months");
  });
  it("refuses a rate of -1 or less and a time before the start", () => {
    for (const rate of ["-1", "-1.5", "NaN", "Infinity"]) {
      expect(() => discountFactors(decimal(rate))).toThrow("the rate must be greater than -1");
    }
    expect(() => discountFactors(decimal("0.1"))(-1)).toThrow("it must be 0 or later");
  });
  it("gives draws the same factors rounded once", () => {
    const factors = discountFactorsForDraws(decimal("0.1"), 24);
    expect(factors).toHaveLength(25);
    expect(factors[0]).toBe(1);
    expect(factors[24]).toBe(1 / 1.21);
    expect(() => discountFactorsForDraws(new Decimal(`-0.${"9".repeat(110)}`), 36)).toThrow("too near -1");
  });
});

describe("netPresentValue()", () => {
  it("reproduces the worked plan from time 0, and one period later what spreadsheets' NPV gives", () => {
    const plan = yearly(-10_000, 3_000, 4_200, 6_800);
    expect(netPresentValue(plan, decimal("0.1")).toFixed(2)).toBe("1307.29");
    const later = yearly(0, -10_000, 3_000, 4_200, 6_800);
    expect(netPresentValue(later, decimal("0.1")).toFixed(2)).toBe("1188.44");
  });
  it("reproduces the worked plan in the numpy-financial manual", () => {
    const plan = yearly(-40_000, 5_000, 8_000, 12_000, 30_000);
    expect(netPresentValue(plan, decimal("0.08")).toFixed(5)).toBe("3065.22267");
  });
  it("agrees with 60-digit arithmetic to 1e-9", () => {
    for (const { name, months, amounts, rate, netPresentValue: expected } of oracle.cases) {
      const flows = months.map((month, index) => ({
        monthsFromStart: month,
        amount: decimal(amounts[index]!),
      }));
      const size = decimal(Math.max(...amounts.map((amount) => Math.abs(Number(amount)))));
      const error = netPresentValue(flows, decimal(rate)).minus(expected).abs();
      expect(error.div(decimal(expected).abs().plus(size.times("1e-9"))).toNumber(), name).toBeLessThan(1e-9);
    }
  });
  it("is linear in the flows, to the grid of 20 decimal places", () => {
    fc.assert(
      fc.property(anyPlan, anyPlan, anyRate, fc.integer({ min: -9, max: 9 }), (a, b, rate, scale) => {
        const both = [
          ...a.map(({ monthsFromStart, amount }) => ({ monthsFromStart, amount: amount.times(scale) })),
          ...b,
        ];
        const apart = netPresentValue(a, rate).times(scale).plus(netPresentValue(b, rate));
        expect(netPresentValue(both, rate).minus(apart).abs().lt("1e-17")).toBe(true);
      }),
      { seed: 1, numRuns: 40 },
    );
  });
  it("is the plain sum at a rate of 0, exactly, and 0 without flows", () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        const sum = plan.reduce((sum, { amount }) => sum.plus(amount), decimal(0));
        expect(netPresentValue(plan, decimal(0)).eq(sum)).toBe(true);
      }),
      { seed: 1, numRuns: 40 },
    );
    expect(netPresentValue([], decimal("0.1")).isZero()).toBe(true);
  });
  it("keeps a cent beside 1e15", () => {
    const value = netPresentValue(yearly("1e15", "0.01", "-1e15"), decimal(0));
    expect(value.toFixed()).toBe("0.01");
  });
  it("moves every flow half a year earlier by the mid-year convention", () => {
    const plan = yearly(0, 100, 200, 300);
    const grown = netPresentValue(plan, decimal("0.21")).times("1.1");
    const middle = netPresentValue(plan, decimal("0.21"), { midPeriodMonths: 12 });
    expect(middle.minus(grown).abs().lt("1e-17")).toBe(true);
  });
  it("refuses flows before the start and amounts that are not finite", () => {
    const amount = decimal(1);
    expect(() => netPresentValue([{ monthsFromStart: -1, amount }], amount)).toThrow(RangeError);
    expect(() => netPresentValue(monthly(NaN), amount)).toThrow("NaN is not finite");
  });
});

describe("netPresentValueByDay()", () => {
  const plan = dated(
    ["2008-01-01", -10_000],
    ["2008-03-01", 2_750],
    ["2008-10-30", 4_250],
    ["2009-02-15", 3_250],
    ["2009-04-01", 2_750],
  );
  it("reproduces the published XNPV, in any order of the flows", () => {
    expect(netPresentValueByDay(plan, decimal("0.09")).toFixed(6)).toBe("2086.647602");
    expect(netPresentValueByDay(plan.toReversed(), decimal("0.09")).toFixed(6)).toBe("2086.647602");
  });
  it("compounds what lies before the day it is discounted to", () => {
    const later = netPresentValueByDay(plan, decimal("0.09"), plan[4]!.day);
    const grown = netPresentValueByDay(plan, decimal("0.09")).times(
      decimal("1.09").pow(decimal(456).div(365)),
    );
    expect(relativeError(later, grown)).toBeLessThan(1e-16);
  });
  it("counts a leap year as 366 days of 365", () => {
    const [flow] = dated(["2009-01-01", 110]);
    const value = netPresentValueByDay([flow!], decimal("0.1"), plan[0]!.day);
    expect(value.toNumber()).toBeCloseTo(110 * 1.1 ** (-366 / 365), 10);
  });
  it("agrees with 60-digit arithmetic to 1e-9", () => {
    for (const { days, amounts, rate, netPresentValue: expected } of oracle.dated) {
      const flows = days.map((day, index) => ({ day: day as never, amount: decimal(amounts[index]!) }));
      expect(relativeError(netPresentValueByDay(flows, decimal(rate)), decimal(expected))).toBeLessThan(1e-9);
    }
  });
  it("refuses a rate of -1", () => {
    expect(() => netPresentValueByDay(plan, decimal(-1))).toThrow("must be greater than -1");
    expect(netPresentValueByDay([], decimal("0.1")).isZero()).toBe(true);
  });
});
