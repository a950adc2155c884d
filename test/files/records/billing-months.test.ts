import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays, addMonths, dayFromCivil, dayFromIso } from "../../../src/core/base/day.ts";
import { billingMonths, monthsBetween } from "../../../src/files/records/billing-months.ts";

const between = (from: string, to: string): number =>
  monthsBetween(dayFromIso(from)!, dayFromIso(to)!).toNumber();

describe("billingMonths()", () => {
  it.each([
    ["month", 1], ["Monthly", 1], ["quarter", 3], ["every quarter", 3], ["half-year", 6], ["Half yearly", 6], ["annual", 12],
    ["year", 12], ["3", 3], ["3 months", 3], ["2 years", 24], ["1 month", 1], ["1 year", 12], ["365 days", 12],
  ])("takes %s for %s months", (text, months) => {
    expect(billingMonths(text)?.toNumber()).toBe(months);
  }); // prettier-ignore

  it("takes a week for 7 of the 365 days of a year", () => {
    expect(billingMonths("week")?.toFixed(12)).toBe(((7 * 12) / 365).toFixed(12));
  });

  it.each([
    "",
    "fortnight",
    "0",
    "0 months",
    "1.5 years",
    "121",
    "11 years",
    "month month",
    "-1",
    "year 1",
    "constructor",
  ])("does not know %j", (text) => expect(billingMonths(text)).toBeUndefined());
});

describe("monthsBetween()", () => {
  it.each([
    ["2025-01-01", "2025-01-31", 1],
    ["2025-01-01", "2025-12-31", 12],
    ["2025-01-15", "2025-02-14", 1],
    ["2025-01-31", "2025-02-27", 1], // the last of January and a month is the last of February
    ["2024-02-01", "2024-02-29", 1],
    ["2025-06-01", "2025-06-15", 0.5],
    ["2025-06-01", "2025-06-01", 1 / 30],
    ["2025-01-01", "2025-02-14", 1.5],
  ])("finds %s to %s to be %s months", (from, to, months) => {
    expect(between(from, to)).toBeCloseTo(months, 12);
  });

  it("is whole for whole months from any day, grows with every day, and adds up over months", () => {
    const day = fc.integer({ min: dayFromCivil(1990, 1, 1), max: dayFromCivil(2040, 1, 1) });
    fc.assert(
      fc.property(
        day,
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 0, max: 900 }),
        (start, months, days) => {
          const from = addDays(dayFromCivil(1970, 1, 1), start);
          const whole = monthsBetween(from, addDays(addMonths(from, months), -1));
          expect(whole.toNumber()).toBe(months);
          const to = addDays(from, days);
          expect(monthsBetween(from, addDays(to, 1)).greaterThan(monthsBetween(from, to))).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });
});
