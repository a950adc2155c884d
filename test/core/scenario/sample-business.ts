import type { RecurringBusiness } from "../../../src/core/scenario/scenario.ts";
import { bookOf, churning, renewing, segmentOf } from "../customers/sample-books.ts";

/** Two segments that customers leave in different ways; half of what is won joins the first, as a yearly value. */
export const sampleBook = (changes: Partial<RecurringBusiness> = {}): RecurringBusiness => ({
  book: bookOf(
    segmentOf(
      "Mid",
      200,
      240_000_00,
      renewing(12, 0.85, { expansionPerMonth: 0.01, contractionPerMonth: 0.004 }),
    ),
    segmentOf("Small", 500, 150_000_00, churning(0.02, { reactivationPerMonth: 0.01 }), {
      lapsed: { customers: 40, mrr: 12_000_00 },
    }),
  ),
  joining: [
    { bookSegment: "Mid", terms: { recurringShare: 0.5, monthsOfValue: 12, mrrPerCustomer: 1_200_00 } },
  ],
  ...changes,
});
