import * as fc from "fast-check";
import type { BookSegment, RecurringBook } from "../../../src/core/customers/recurring-book.ts";
import type { RetentionRates } from "../../../src/core/customers/retention-rates.ts";

const NO_MOVES = { contractionPerMonth: 0, expansionPerMonth: 0, reactivationPerMonth: 0 };

export function churning(churnPerMonth: number, others: Partial<RetentionRates> = {}): RetentionRates {
  return { leaving: { kind: "churn", churnPerMonth }, ...NO_MOVES, ...others };
}

export function renewing(
  termMonths: number,
  renewalRate: number,
  others: Partial<RetentionRates> = {},
): RetentionRates {
  return { leaving: { kind: "renewal", termMonths, renewalRate }, ...NO_MOVES, ...others };
}

export function segmentOf(
  name: string,
  customers: number,
  mrr: number,
  rates: RetentionRates,
  others: Partial<BookSegment> = {},
): BookSegment {
  return { name, customers, mrr, cohorts: [], lapsed: { customers: 0, mrr: 0 }, rates, ...others };
}

export function bookOf(...segments: readonly BookSegment[]): RecurringBook {
  return { segments };
}

const share = fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1, noNaN: true }), fc.constant(1));
export const anyRates: fc.Arbitrary<RetentionRates> = fc.record({
  leaving: fc.oneof(
    fc.record({ kind: fc.constant("churn" as const), churnPerMonth: share }),
    fc.record({
      kind: fc.constant("renewal" as const),
      termMonths: fc.integer({ min: 1, max: 14 }),
      renewalRate: share,
    }),
  ),
  contractionPerMonth: share,
  expansionPerMonth: share,
  reactivationPerMonth: share,
});

export const anySegment: fc.Arbitrary<BookSegment> = fc
  .record({
    customers: fc.integer({ min: 1, max: 5_000 }),
    mrr: fc.integer({ min: 0, max: 1e9 }),
    lapsedCustomers: fc.integer({ min: 1, max: 50 }),
    rates: anyRates,
  })
  .map(({ customers, mrr, lapsedCustomers, rates }) =>
    segmentOf("any", customers, mrr, rates, { lapsed: { customers: lapsedCustomers, mrr: 12_345 } }),
  );
