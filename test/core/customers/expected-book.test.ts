import { describe, expect, it } from "vitest";
import { BOOK_MEASURES, bookRow } from "../../../src/core/customers/book-draws.ts";
import { expectedBook } from "../../../src/core/customers/expected-book.ts";
import { bookOf, churning, renewing, segmentOf } from "./sample-books.ts";

describe("expectedBook()", () => {
  it("follows a worked month: 2 % churn, then 1 % contraction and 3 % expansion of the rest", () => {
    const rates = churning(0.02, {
      contractionPerMonth: 0.01,
      expansionPerMonth: 0.03,
      reactivationPerMonth: 0.5,
    });
    const segment = segmentOf("A", 100, 50_000, rates, { lapsed: { customers: 10, mrr: 4_000 } });
    const wins = new Map([["A", { wonMrr: Float64Array.of(600, 0), wonCustomers: Float64Array.of(2, 0) }]]);
    const rows = expectedBook(bookOf(segment), { monthCount: 2, wins });
    const first = Object.fromEntries(BOOK_MEASURES.map((measure) => [measure, rows.columns[measure][0]]));
    expect(first).toEqual({
      openingMrr: 50_000,
      newMrr: 600,
      expansionMrr: 1_470,
      contractionMrr: 490,
      churnedMrr: 1_000,
      reactivatedMrr: 2_000,
      closingMrr: 50_000 - 1_000 - 490 + 1_470 + 2_000 + 600,
      openingCustomers: 100,
      newCustomers: 2,
      churnedCustomers: 2,
      reactivatedCustomers: 5,
      closingCustomers: 105,
    });
    // Who left in the first month can come back in the second: (10 - 5 + 2) / 2.
    expect(rows.columns.reactivatedCustomers[1]).toBe(3.5);
  });

  it("keeps (1 - churn)^t (1 + expansion - contraction)^t of the MRR", () => {
    const rates = churning(0.015, { contractionPerMonth: 0.004, expansionPerMonth: 0.011 });
    const rows = expectedBook(bookOf(segmentOf("A", 900, 1e7, rates)), { monthCount: 36 });
    expect(bookRow(rows, "closingMrr", 35)[0]! / (1e7 * (0.985 * 1.007) ** 36)).toBeCloseTo(1, 12);
    expect(bookRow(rows, "closingCustomers", 35)[0]! / (900 * 0.985 ** 36)).toBeCloseTo(1, 12);
  });

  it("loses after each term what is not renewed, evenly over the term where dates are unknown", () => {
    const rows = expectedBook(bookOf(segmentOf("A", 120, 120_000, renewing(12, 0.9))), { monthCount: 24 });
    expect(bookRow(rows, "closingCustomers", 11)[0]).toBeCloseTo(108, 10);
    expect(bookRow(rows, "closingMrr", 23)[0]).toBeCloseTo(97_200, 8);
    expect(
      [...rows.columns.churnedCustomers.subarray(0, 12)].every((churned) => Math.abs(churned - 1) < 1e-12),
    ).toBe(true);
  });
});
