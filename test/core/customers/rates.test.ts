import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  adjustmentsWithoutEffect,
  leavingChanceOf,
  withHazardTimes,
  withOddsTimes,
} from "../../../src/core/customers/rate-adjustments.ts";
import { renewalBucketsOf } from "../../../src/core/customers/renewal-buckets.ts";
import { sumOf } from "../../../src/core/customers/recurring-book.ts";
import {
  monthlyFromYearly,
  monthlyGrowthFromYearly,
  yearlyFromMonthly,
} from "../../../src/core/customers/yearly-and-monthly.ts";
import { churning, renewing, segmentOf } from "./sample-books.ts";

const share = fc.double({ min: 0, max: 1, noNaN: true });
const multiplier = fc.double({ min: 0, max: 1e6, noNaN: true });

describe("rates by year and by month", () => {
  it("compound: 5 % a month are 46 % a year and not 60 %", () => {
    expect(yearlyFromMonthly(0.05)).toBeCloseTo(1 - 0.95 ** 12, 14);
    expect(monthlyFromYearly(0.2)).toBeCloseTo(1 - 0.8 ** (1 / 12), 14);
    expect(monthlyGrowthFromYearly(0.2)).toBeCloseTo(1.2 ** (1 / 12) - 1, 14);
  });
  it("undo each other, certain loss included", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 0.999, noNaN: true }), (yearly) => {
        expect(yearlyFromMonthly(monthlyFromYearly(yearly))).toBeCloseTo(yearly, 12);
      }),
    );
    expect(monthlyFromYearly(1)).toBe(1);
    expect(() => monthlyFromYearly(1.2)).toThrow("0 to 1 is needed");
  });
});

describe("multipliers of rates", () => {
  it("make of 2 % churn 1.603 % by a hazard of 0.8, and of 90 % renewal 93.1 % by odds of 1.5", () => {
    expect(withHazardTimes(0.02, 0.8)).toBeCloseTo(1 - 0.98 ** 0.8, 15);
    expect(withOddsTimes(0.9, 1.5)).toBeCloseTo(13.5 / 14.5, 15);
  });
  it("never leave 0..1, and change nothing at 1", () => {
    fc.assert(
      fc.property(share, multiplier, (rate, times) => {
        for (const adjusted of [withHazardTimes(rate, times), withOddsTimes(rate, times)]) {
          expect(adjusted >= 0 && adjusted <= 1).toBe(true);
        }
        expect(withHazardTimes(rate, 1)).toBe(rate);
        expect(withOddsTimes(rate, 1)).toBe(rate);
      }),
    );
  });
  it("multiply when several act on one rate, whatever their order", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 0.5, noNaN: true }), (rate) => {
        const both = withHazardTimes(rate, 0.8 * 0.7);
        expect(withHazardTimes(withHazardTimes(rate, 0.8), 0.7)).toBeCloseTo(both, 13);
        expect(withHazardTimes(withHazardTimes(rate, 0.7), 0.8)).toBeCloseTo(both, 13);
      }),
    );
  });
  it("let churn act before renewal on what is not renewed", () => {
    const chanceOf = leavingChanceOf(renewing(12, 0.9).leaving);
    expect(chanceOf(1, 1)).toBe(1 - 0.9);
    const lapse = 1 - 0.9 ** 0.5;
    const odds = (2 * (1 - lapse)) / lapse;
    expect(chanceOf(0.5, 2)).toBeCloseTo(1 / (1 + odds), 14);
  });
  it("are named where they have nothing to act on", () => {
    const lever = Float64Array.of(1, 1, 0.9);
    const levers = {
      churn: lever,
      contraction: lever,
      expansion: lever,
      reactivation: lever,
      renewal: lever,
    };
    expect(adjustmentsWithoutEffect(churning(0.02, { expansionPerMonth: 0.01 }), levers)).toEqual([
      "contraction",
      "reactivation",
      "renewal",
    ]);
    expect(adjustmentsWithoutEffect(renewing(12, 0.9), levers)).toEqual([
      "contraction",
      "expansion",
      "reactivation",
    ]);
    expect(adjustmentsWithoutEffect(churning(0), { churn: Float64Array.of(1, 1) })).toEqual([]);
  });
});

describe("renewalBucketsOf()", () => {
  it("spreads whole customers and whole units evenly and loses none", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000 }),
        fc.integer({ min: 0, max: 1e9 }),
        fc.integer({ min: 1, max: 60 }),
        (customers, mrr, termMonths) => {
          const buckets = renewalBucketsOf(segmentOf("A", customers, mrr, renewing(termMonths, 0.9)));
          expect(sumOf(buckets)).toEqual({ customers, mrr });
          for (const bucket of buckets) {
            expect(Math.abs(bucket.customers - customers / termMonths)).toBeLessThan(1);
            expect(bucket.mrr >= 0 && (bucket.customers > 0 || bucket.mrr === 0)).toBe(true);
          }
        },
      ),
    );
  });
  it("puts a cohort in the month that ends its term, or a whole number of terms", () => {
    const cohorts = [
      { ageMonths: 1, customers: 3, mrr: 30 },
      { ageMonths: 12, customers: 5, mrr: 50 },
      { ageMonths: 24, customers: 7, mrr: 70 },
    ];
    const buckets = renewalBucketsOf(segmentOf("A", 15, 150, renewing(12, 0.9), { cohorts }));
    expect(buckets[0]).toEqual({ customers: 12, mrr: 120 });
    expect(buckets[11]).toEqual({ customers: 3, mrr: 30 });
  });
});
