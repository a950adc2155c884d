import { ensure } from "../base/ensure.ts";
import { ensureRetentionRates, type RetentionRates } from "./retention-rates.ts";

/** What customers pay month by month as a case begins: the existing business that levers on retention act on. */
export interface RecurringBook {
  /** At least one, with different names. */
  readonly segments: readonly BookSegment[];
}

/**
 * Customers that are alike in what they pay and in how they leave. A customer who leaves takes the average MRR of those
 * that come up with her, so what differs much (one customer with a third of the revenue) belongs in a segment of its own.
 */
export interface BookSegment {
  /** Keys the random numbers of the segment, so a renamed segment gets other ones. */
  readonly name: string;
  readonly customers: number;
  /** Monthly recurring revenue of all of them together; whole minor units. */
  readonly mrr: number;
  /** When their contracts began, where it is known; adds up to `customers` and `mrr`. Only renewals make use of it. */
  readonly cohorts: readonly BookCohort[];
  /** Former customers who may come back, and the MRR they had. */
  readonly lapsed: CustomersWithMrr;
  readonly rates: RetentionRates;
}

export interface CustomersWithMrr {
  readonly customers: number;
  /** Whole minor units a month. */
  readonly mrr: number;
}

export interface BookCohort extends CustomersWithMrr {
  /** Whole months from the start of these contracts to the first month of the case, >= 1. */
  readonly ageMonths: number;
}

/**
 * Stops a book that no contract would let through.
 * @throws {RangeError} naming the segment and what is wrong with it
 */
export function ensureRecurringBook(book: RecurringBook): void {
  ensure(book.segments.length > 0, "Cannot use a recurring book without segments");
  const names = new Set(book.segments.map(({ name }) => name));
  ensure(
    names.size === book.segments.length,
    "Cannot use a recurring book in which two segments share a name",
  );
  for (const segment of book.segments) {
    const where = `segment "${segment.name}"`;
    ensureCustomers(segment, where);
    ensureCustomers(segment.lapsed, `lapsed customers of ${where}`);
    for (const cohort of segment.cohorts) {
      ensureCustomers(cohort, `a cohort of ${where}`);
      ensure(
        Number.isInteger(cohort.ageMonths) && cohort.ageMonths >= 1,
        `Cannot use a cohort of ${where} that does not begin before the case does`,
      );
    }
    if (segment.cohorts.length > 0) {
      const sum = sumOf(segment.cohorts);
      ensure(
        sum.customers === segment.customers && sum.mrr === segment.mrr,
        `Cannot use ${where}: its cohorts do not add up to it`,
      );
    }
    ensureRetentionRates(segment.rates, where);
  }
}

export function sumOf(parts: readonly CustomersWithMrr[]): CustomersWithMrr {
  return {
    customers: parts.reduce((sum, part) => sum + part.customers, 0),
    mrr: parts.reduce((sum, part) => sum + part.mrr, 0),
  };
}

function ensureCustomers({ customers, mrr }: CustomersWithMrr, where: string): void {
  ensure(
    Number.isSafeInteger(customers) && customers >= 0,
    `Cannot use ${where} with ${customers} customers: a whole number is needed`,
  );
  ensure(
    Number.isSafeInteger(mrr) && mrr >= 0,
    `Cannot use ${where} with an MRR of ${mrr}: whole minor units >= 0 are needed`,
  );
  ensure(customers > 0 || mrr === 0, `Cannot use ${where}: it has MRR but no customers`);
}
