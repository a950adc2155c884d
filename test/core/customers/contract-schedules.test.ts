import { Decimal } from "decimal.js";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applySchedule } from "../../../src/core/customers/apply-schedule.ts";
import {
  contractSchedules,
  SCHEDULE_MEASURES,
  scheduleWeights,
} from "../../../src/core/customers/contract-schedules.ts";
import type { ContractTerms } from "../../../src/core/customers/contract-terms.ts";
import { scheduleAmount } from "../../../src/core/customers/schedule-amount.ts";

const yearOf = (terms: Partial<ContractTerms> = {}): ContractTerms => ({
  kind: "recurring",
  serviceMonths: 12,
  billing: "quarterly",
  startDelayMonths: 0,
  paymentDays: 30,
  ...terms,
});
const anyTerms: fc.Arbitrary<ContractTerms> = fc.record({
  kind: fc.constant("recurring" as const),
  serviceMonths: fc.integer({ min: 1, max: 60 }),
  billing: fc.constantFrom("monthly" as const, "quarterly" as const, "yearly" as const, "upfront" as const),
  startDelayMonths: fc.integer({ min: 0, max: 6 }),
  paymentDays: fc.integer({ min: 0, max: 360 }),
});
const partsOf = (terms: ContractTerms, measure: (typeof SCHEDULE_MEASURES)[number], amount: string) =>
  scheduleAmount(contractSchedules(terms)[measure], new Decimal(amount), 2).map((part) => part.toNumber());

describe("contractSchedules()", () => {
  it("bills a year by quarters in advance, is paid 45 days later and earns evenly", () => {
    const terms = yearOf({ paymentDays: 45 });
    expect(partsOf(terms, "booked", "1200")).toEqual([1200]);
    expect(partsOf(terms, "billed", "1200")).toEqual([300, 0, 0, 300, 0, 0, 300, 0, 0, 300]);
    expect(partsOf(terms, "cash", "1200")).toEqual([0, 150, 150, 0, 150, 150, 0, 150, 150, 0, 150, 150]);
    expect(partsOf(terms, "recognised", "1200")).toEqual(new Array(12).fill(100));
  });
  it("bills a last shorter period for its months alone", () => {
    expect(partsOf(yearOf({ serviceMonths: 14, billing: "yearly" }), "billed", "1400")).toEqual([
      1200, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 200,
    ]);
  });
  it("bills a project at its start, after the delay, and recognises it over the delivery", () => {
    const project = yearOf({ kind: "one-off", billing: "upfront", serviceMonths: 3, startDelayMonths: 2 });
    expect(partsOf(project, "billed", "900")).toEqual([0, 0, 900]);
    expect(partsOf(project, "cash", "900")).toEqual([0, 0, 0, 900]);
    expect(partsOf(project, "recognised", "900")).toEqual([0, 0, 300, 300, 300]);
  });
  it("spreads the whole, no part negative, cash never before its invoice", () => {
    fc.assert(
      fc.property(anyTerms, (terms) => {
        const schedules = contractSchedules(terms);
        for (const measure of SCHEDULE_MEASURES) {
          const { shares, denominator } = schedules[measure];
          expect(shares.reduce((sum, share) => sum + share, 0)).toBe(denominator);
          expect(shares.every((part) => Number.isInteger(part) && part >= 0)).toBe(true);
          expect(shares.at(-1)).toBeGreaterThan(0);
        }
        let billed = 0;
        let paid = 0;
        const cash = scheduleWeights(schedules.cash);
        const bills = scheduleWeights(schedules.billed);
        for (let month = 0; month < cash.length; month++) {
          billed += bills[month] ?? 0;
          paid += cash[month]!;
          expect(paid).toBeLessThanOrEqual(billed + 1e-12);
        }
      }),
    );
  });
  it("refuses terms that cannot be", () => {
    expect(() => contractSchedules(yearOf({ serviceMonths: 0 }))).toThrow("0 months");
    expect(() => contractSchedules(yearOf({ paymentDays: -1 }))).toThrow("-1 days");
    expect(() => contractSchedules(yearOf({ startDelayMonths: 0.5 }))).toThrow("0.5 months");
    expect(() => contractSchedules(yearOf({ kind: "one-off" }))).toThrow("billed upfront");
  });
});

describe("scheduleAmount()", () => {
  it("rounds each part half to even and lets the last take the rest", () => {
    expect(partsOf(yearOf(), "recognised", "1000")).toEqual([...new Array(11).fill(83.33), 83.37]);
    expect(partsOf(yearOf({ serviceMonths: 2, billing: "monthly" }), "billed", "0.05")).toEqual([0.02, 0.03]);
  });
  it("never turns the sign of the last part of a tiny amount", () => {
    expect(partsOf(yearOf({ serviceMonths: 36 }), "recognised", "0.20").at(-1)).toBe(0.2);
    expect(partsOf(yearOf({ serviceMonths: 36 }), "recognised", "-0.20").at(-1)).toBe(-0.2);
  });
  it("adds up to the amount exactly", () => {
    fc.assert(
      fc.property(anyTerms, fc.integer({ min: -1e12, max: 1e12 }), (terms, cents) => {
        const amount = new Decimal(cents).div(100);
        for (const measure of SCHEDULE_MEASURES) {
          const parts = scheduleAmount(contractSchedules(terms)[measure], amount, 2);
          expect(Decimal.sum(0, ...parts).equals(amount)).toBe(true);
          expect(parts.every((part) => part.decimalPlaces() <= 2 && !part.times(amount).lt(0))).toBe(true);
        }
      }),
    );
  });
  it("refuses an amount with more decimals than the currency", () => {
    expect(() => partsOf(yearOf(), "billed", "1.005")).toThrow("more than 2 decimals");
  });
});

describe("applySchedule()", () => {
  it("adds up to the bookings in every draw, what lies beyond the case included", () => {
    const bookings = fc.array(fc.integer({ min: 0, max: 1e10 }), { minLength: 24, maxLength: 24 });
    fc.assert(
      fc.property(anyTerms, bookings, (terms, amounts) => {
        for (const measure of SCHEDULE_MEASURES) {
          const { cells, beyond } = applySchedule(
            contractSchedules(terms)[measure],
            Float64Array.from(amounts),
            12,
          );
          for (const draw of [0, 1]) {
            const sumOf = (column: readonly number[]): number =>
              column.reduce((sum, value, cell) => sum + (cell % 2 === draw ? value : 0), 0);
            expect(sumOf([...cells]) + beyond[draw]!).toBe(sumOf(amounts));
          }
        }
      }),
    );
  });
  it("is the ledger's schedule where nothing has to be rounded", () => {
    const schedule = contractSchedules(yearOf({ paymentDays: 45 })).cash;
    const { cells, beyond } = applySchedule(schedule, Float64Array.of(0, 120_000, 0, 0, 0, 0), 6);
    expect([...cells]).toEqual([0, 0, 15_000, 15_000, 0, 15_000]);
    expect([...beyond]).toEqual([75_000]);
  });
  it("refuses rows that are no whole months", () => {
    const schedule = contractSchedules(yearOf()).billed;
    expect(() => applySchedule(schedule, new Float64Array(7), 2)).toThrow("7 bookings into 2 months");
  });
});
