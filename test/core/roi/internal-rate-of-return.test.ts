import { Decimal } from "decimal.js";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Day } from "../../../src/core/base/day.ts";
import {
  internalRateOfReturn,
  internalRatesOfReturn,
} from "../../../src/core/roi/internal-rate-of-return.ts";
import {
  internalRateOfReturnByDay,
  internalRatesOfReturnByDay,
} from "../../../src/core/roi/internal-rate-of-return-by-day.ts";
import { modifiedInternalRateOfReturn } from "../../../src/core/roi/modified-internal-rate-of-return.ts";
import { netPresentValue } from "../../../src/core/roi/net-present-value.ts";
import { netPresentValueByDay } from "../../../src/core/roi/net-present-value-by-day.ts";
import type { CashFlow } from "../../../src/core/roi/cash-flow.ts";
import oracle from "./fixtures/investment-figures.json" with { type: "json" };
import { anyPlan, dated, decimal, monthly, relativeError, simplePlan, yearly } from "./plans.ts";

const rateOf = (plan: readonly CashFlow[]): Decimal => {
  const rate = internalRateOfReturn(plan);
  if (!rate.ok) throw new Error(rate.reason);
  return rate.value;
};
const ratesOf = (plan: readonly CashFlow[]): readonly Decimal[] => {
  const rates = internalRatesOfReturn(plan);
  return rates.ok ? rates.value : [];
};

describe("internalRatesOfReturn()", () => {
  it("finds both rates of the plan whose IRR depends on the guess", () => {
    const rates = ratesOf(yearly(-50, -100, 600, 300, -100));
    expect(rates.map((rate) => rate.times(100).toFixed(2))).toEqual(["-76.89", "185.44"]);
    expect(internalRateOfReturn(yearly(-50, -100, 600, 300, -100))).toEqual({
      ok: false,
      reason: "several_roots",
    });
  });
  it("reproduces published single rates", () => {
    expect(
      rateOf(yearly(-70_000, 12_000, 15_000, 18_000, 21_000, 26_000))
        .times(100)
        .toFixed(4),
    ).toBe("8.6631");
    // numpy-financial's manual
    expect(rateOf(yearly(-100, 39, 59, 55, 20)).toFixed(5)).toBe("0.28095");
    expect(rateOf(yearly(-100, 0, 0, 74)).toFixed(4)).toBe("-0.0955");
    const withSeveral = [
      [yearly(-100, 100, 0, -7), "-0.0833"],
      [yearly(-5, "10.5", 1, -8, 1), "0.0886"],
    ] as const;
    for (const [plan, theirs] of withSeveral) {
      expect(ratesOf(plan).map((rate) => rate.toFixed(4))).toContain(theirs);
    }
  });
  it("agrees with exact isolation of roots to 1e-9, in number and place", () => {
    for (const { name, months, amounts, rates } of oracle.cases) {
      const flows = months.map((month, index) => ({
        monthsFromStart: month,
        amount: decimal(amounts[index]!),
      }));
      const ours = ratesOf(flows);
      expect(ours.length, name).toBe(rates.length);
      ours.forEach((rate, index) =>
        expect(relativeError(rate, decimal(rates[index]!)), name).toBeLessThan(1e-9),
      );
    }
  });
  it("says why there is none", () => {
    expect(internalRatesOfReturn([])).toEqual({ ok: false, reason: "all_zero" });
    expect(internalRatesOfReturn(monthly(0, 0, 0))).toEqual({ ok: false, reason: "all_zero" });
    expect(internalRatesOfReturn(monthly(-1, -2))).toEqual({ ok: false, reason: "no_sign_change" });
    expect(internalRatesOfReturn(monthly(0, 2))).toEqual({ ok: false, reason: "no_sign_change" });
    expect(internalRateOfReturn(monthly(-100, 200, -144))).toEqual({ ok: false, reason: "no_root" });
    const cancelling = [...monthly(-100), ...monthly(100)];
    expect(internalRatesOfReturn(cancelling)).toEqual({ ok: false, reason: "all_zero" });
  });
  it("finds a rate at which the value touches zero without crossing it, once", () => {
    const double = ratesOf(monthly(-100, 240, -144));
    expect(double.map((rate) => rate.toFixed())).toEqual(["7.916100448256"]); // 1.2^12 - 1
    const triple = ratesOf(monthly(-1_000, 3_600, -4_320, 1_728));
    expect(triple).toHaveLength(1);
    expect(relativeError(triple[0]!, decimal("7.916100448256"))).toBeLessThan(1e-15);
    expect(ratesOf(monthly(-100, 240, "-143.9999999999"))).toHaveLength(2);
    expect(ratesOf(monthly(-100, 240, "-144.0000000001"))).toHaveLength(0);
  });
  it("finds every rate that a plan is built from", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: -9, max: 30 }), { minLength: 1, maxLength: 6 }),
        (tenths) => {
          // The product of (1 + rate) x - 1 has the monthly rates as its roots.
          const rates = tenths.map((tenth) => tenth / 10).sort((a, b) => a - b);
          let product = [decimal(1)];
          for (const rate of rates) {
            const next = [...product.map((c) => c.neg()), decimal(0)];
            product.forEach(
              (c, power) => (next[power + 1] = next[power + 1]!.plus(c.times(decimal(rate).plus(1)))),
            );
            product = next;
          }
          const ours = ratesOf(monthly(...product));
          expect(ours).toHaveLength(rates.length);
          ours.forEach((rate, index) => {
            const expected = decimal(rates[index]!).plus(1).pow(12).minus(1);
            expect(relativeError(rate.plus(1), expected.plus(1))).toBeLessThan(1e-15);
          });
        },
      ),
      { seed: 1, numRuns: 30 },
    );
  });
  it("does not depend on the scale of the flows", () => {
    fc.assert(
      fc.property(
        anyPlan,
        fc.constantFrom("1e-12", "0.01", "1e13"),
        fc.boolean(),
        (plan, scale, isNegative) => {
          const factor = decimal(scale).times(isNegative ? -1 : 1);
          const scaled = plan.map((flow) => ({ ...flow, amount: flow.amount.times(factor) }));
          const [rates, others] = [ratesOf(plan), ratesOf(scaled)];
          expect(others).toHaveLength(rates.length);
          rates.forEach((rate, index) => {
            expect(relativeError(others[index]!.plus(1), rate.plus(1))).toBeLessThan(1e-15);
          });
        },
      ),
      { seed: 1, numRuns: 15 },
    );
  });
  it("makes the net present value zero at each rate", () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        for (const rate of ratesOf(plan)) {
          const size = netPresentValue(
            plan.map((flow) => ({ ...flow, amount: flow.amount.abs() })),
            rate,
          );
          expect(netPresentValue(plan, rate).abs().div(size).toNumber()).toBeLessThan(1e-15);
        }
      }),
      { seed: 1, numRuns: 25 },
    );
  });
  it("has one rate for money out, then in, above it where money comes back at all", () => {
    fc.assert(
      fc.property(simplePlan, (plan) => {
        const sum = plan.reduce((sum, { amount }) => sum.plus(amount), decimal(0));
        expect(Math.sign(rateOf(plan).toNumber())).toBe(Math.sign(sum.toNumber()));
      }),
      { seed: 1, numRuns: 25 },
    );
  });
  it("holds for the largest and smallest amounts, beside each other too", () => {
    const rate = rateOf(monthly("-1e15", "0.01"));
    expect(rate.gt(-1)).toBe(true);
    expect(relativeError(rate.plus(1), new Decimal("1e-204"))).toBeLessThan(1e-15);
    expect(relativeError(rateOf(monthly("-0.01", "1e15")), new Decimal("1e204"))).toBeLessThan(1e-15);
    expect(rateOf(yearly("-0.01", "0.011")).toFixed()).toBe("0.1");
    expect(rateOf(yearly("-1e15", "1.1e15")).toFixed()).toBe("0.1");
  });
  it("takes times that are no whole months", () => {
    const flows = [
      { monthsFromStart: 0.5, amount: decimal(-100) },
      { monthsFromStart: 6.5, amount: decimal(110) },
    ];
    expect(rateOf(flows).toFixed(10)).toBe("0.2100000000");
  });
});

describe("internalRatesOfReturnByDay()", () => {
  it("reproduces the published XIRR", () => {
    const rate = internalRateOfReturnByDay(
      dated(
        ["2008-01-01", -10_000],
        ["2008-03-01", 2_750],
        ["2008-10-30", 4_250],
        ["2009-02-15", 3_250],
        ["2009-04-01", 2_750],
      ),
    );
    expect(rate.ok && rate.value.times(100).toFixed(4)).toBe("37.3363");
  });
  it("agrees with bisection of 60 digits to 1e-9, for deep losses too", () => {
    for (const { days, amounts, internalRate } of oracle.dated) {
      const flows = days.map((day, index) => ({ day: day as Day, amount: decimal(amounts[index]!) }));
      const rate = internalRateOfReturnByDay(flows);
      expect(rate.ok && relativeError(rate.value, decimal(internalRate))).toBeLessThan(1e-9);
      expect(rate.ok && netPresentValueByDay(flows, rate.value).abs().lt("1e-10")).toBe(true);
    }
  });
  it("finds several rates, or says why there is none", () => {
    const flows = dated(["2021-01-01", -100], ["2022-01-01", 230], ["2023-01-01", -132]);
    const rates = internalRatesOfReturnByDay(flows);
    expect(rates.ok && rates.value.map((rate) => rate.toFixed(8))).toEqual(["0.10000000", "0.20000000"]);
    expect(internalRateOfReturnByDay(flows)).toEqual({ ok: false, reason: "several_roots" });
    expect(internalRateOfReturnByDay(dated(["2021-01-01", 5]))).toEqual({
      ok: false,
      reason: "no_sign_change",
    });
    expect(internalRateOfReturnByDay([])).toEqual({ ok: false, reason: "all_zero" });
    const none = dated(["2021-01-01", -100], ["2022-01-01", 200], ["2023-01-01", -144]);
    expect(internalRateOfReturnByDay(none)).toEqual({ ok: false, reason: "no_root" });
  });
});

describe("modifiedInternalRateOfReturn()", () => {
  const rates = { financeRatePerYear: decimal("0.1"), reinvestRatePerYear: decimal("0.12") };
  it("reproduces the published plan", () => {
    const modified = modifiedInternalRateOfReturn(
      yearly(-120_000, 39_000, 30_000, 21_000, 37_000, 46_000),
      rates,
    );
    expect(modified.ok && modified.value.ratePerYear.times(100).toFixed(4)).toBe("12.6094");
  });
  it("agrees with 60-digit arithmetic to 1e-9", () => {
    for (const { name, months, amounts, rate, modifiedRate } of oracle.cases) {
      const flows = months.map((month, index) => ({
        monthsFromStart: month,
        amount: decimal(amounts[index]!),
      }));
      const modified = modifiedInternalRateOfReturn(flows, { ...rates, financeRatePerYear: decimal(rate) });
      expect(
        modified.ok && relativeError(modified.value.ratePerYear, decimal(modifiedRate ?? 0)),
        name,
      ).toBeLessThan(1e-9);
    }
  });
  it("is the internal rate where money is borrowed and earns at that rate", () => {
    const plan = yearly(-70_000, 12_000, 15_000, 18_000, 21_000, 26_000);
    const rate = rateOf(plan);
    const modified = modifiedInternalRateOfReturn(plan, {
      financeRatePerYear: rate,
      reinvestRatePerYear: rate,
    });
    expect(modified.ok && relativeError(modified.value.ratePerYear, rate)).toBeLessThan(1e-15);
  });
  it("says what is missing", () => {
    expect(modifiedInternalRateOfReturn(yearly(1, 2), rates)).toEqual({ ok: false, reason: "no_outlay" });
    expect(modifiedInternalRateOfReturn(yearly(-1, -2), rates)).toEqual({ ok: false, reason: "no_return" });
    expect(modifiedInternalRateOfReturn([], rates)).toEqual({ ok: false, reason: "no_outlay" });
    expect(() =>
      modifiedInternalRateOfReturn(yearly(-1, 2), { ...rates, reinvestRatePerYear: decimal(-1) }),
    ).toThrow("must be greater than -1");
  });
});
