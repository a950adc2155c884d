import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dayFromIso } from "../../../src/core/base/day.ts";
import { discountedPayback, payback } from "../../../src/core/roi/payback.ts";
import oracle from "./fixtures/investment-figures.json" with { type: "json" };
import { anyPlan, decimal, monthly, relativeError, simplePlan, yearly } from "./plans.ts";

describe("payback()", () => {
  it("takes the share of the month in which the running sum reaches 0", () => {
    const back = payback(monthly(-100, 40, 40, 40));
    expect(back.ok && back.value.months.toFixed()).toBe("2.5");
    expect(back.ok && back.value.month).toBe(3);
    const exact = payback(monthly(-100, 40, 60, 40));
    expect(exact.ok && [exact.value.months.toFixed(), exact.value.month]).toEqual(["2", 2]);
  });
  it("spreads the flow of a year over the year, that of a month over the month", () => {
    const table = yearly(-100, 50, 100);
    const byYear = payback(table, { monthsPerPeriod: 12 });
    expect(byYear.ok && byYear.value.months.toFixed()).toBe("18");
    const byMonth = payback(table);
    expect(byMonth.ok && byMonth.value.months.toFixed()).toBe("23.5");
  });
  it("names the calendar month, whose last moment still belongs to it", () => {
    const startDay = dayFromIso("2026-01-01")!;
    const monthOf = (...amounts: number[]) => {
      const back = payback(monthly(...amounts), { startDay });
      return back.ok ? back.value.calendarMonth : back.reason;
    };
    expect(monthOf(-100, 40, 40, 40)).toBe("2026-03");
    expect(monthOf(-100, 40, 60)).toBe("2026-02");
    expect(monthOf(-100, 100)).toBe("2026-01");
    const late = payback(monthly(-100, 40, 40, 40), { startDay: dayFromIso("2026-01-20")! });
    expect(late.ok && late.value.calendarMonth).toBe("2026-04");
    const unnamed = payback(monthly(-1, 1));
    expect(unnamed.ok && unnamed.value.calendarMonth).toBeUndefined();
  });
  it("counts the last crossing where money goes out again", () => {
    const back = payback(monthly(-100, 150, -100, 100, 10));
    expect(back.ok && [back.value.months.toFixed(), back.value.crossingCount]).toEqual(["2.5", 2]);
  });
  it("says why there is none", () => {
    expect(payback(monthly(-100, 40, 40))).toEqual({ ok: false, reason: "never_paid_back" });
    expect(payback(monthly(-100, 150, -100))).toEqual({ ok: false, reason: "never_paid_back" });
    expect(payback(monthly(-1, -2))).toEqual({ ok: false, reason: "never_paid_back" });
    for (const plan of [[], monthly(0, 0), monthly(5), monthly(10, -5)]) {
      expect(payback(plan)).toEqual({ ok: false, reason: "no_outlay" });
    }
    expect(() => payback([], { monthsPerPeriod: 0 })).toThrow(RangeError);
  });
  it("agrees with exact fractions to 1e-9", () => {
    for (const { name, months, amounts, monthsPerPeriod, payback: expected } of oracle.cases) {
      const flows = months.map((month, index) => ({
        monthsFromStart: month,
        amount: decimal(amounts[index]!),
      }));
      const back = payback(flows, { monthsPerPeriod });
      expect(back.ok, name).toBe(expected !== null);
      const error = back.ok ? relativeError(back.value.months, decimal(expected ?? 0)) : 0;
      expect(error, name).toBeLessThan(1e-9);
    }
  });
  it("never comes later where an inflow grows", () => {
    fc.assert(
      fc.property(simplePlan, fc.nat(), fc.integer({ min: 1, max: 1e7 }), (plan, pick, cents) => {
        const chosen = 1 + (pick % (plan.length - 1));
        const more = plan.map((flow, index) =>
          index === chosen ? { ...flow, amount: flow.amount.plus(decimal(cents).div(100)) } : flow,
        );
        const [before, after] = [payback(plan), payback(more)];
        if (!before.ok) return;
        expect(after.ok && after.value.months.lte(before.value.months)).toBe(true);
      }),
      { seed: 1, numRuns: 100 },
    );
  });
  it("leaves the running sum below 0 before it and at 0 or above from its month on", () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        const back = payback(plan);
        if (!back.ok) return;
        const { month, cumulative } = back.value;
        expect(cumulative[month - 1]!.amount.lt(0)).toBe(true);
        for (const { amount } of cumulative.slice(month)) expect(amount.gte(0)).toBe(true);
      }),
      { seed: 1, numRuns: 100 },
    );
  });
});

describe("discountedPayback()", () => {
  it("discounts before it adds", () => {
    const back = discountedPayback(yearly(-100, 110, 121), decimal("0.1"), { monthsPerPeriod: 12 });
    expect(back.ok && back.value.months.toNumber()).toBeCloseTo(12, 12);
    expect(discountedPayback(yearly(-100, 105), decimal("0.1"))).toEqual({
      ok: false,
      reason: "never_paid_back",
    });
  });
  it("comes no earlier than the plain one at a rate above 0", () => {
    fc.assert(
      fc.property(simplePlan, (plan) => {
        const [plain, discounted] = [payback(plan), discountedPayback(plan, decimal("0.2"))];
        const isEarlier = plain.ok && discounted.ok && plain.value.months.lte(discounted.value.months);
        expect(isEarlier || !discounted.ok).toBe(true);
      }),
      { seed: 1, numRuns: 50 },
    );
  });
});
