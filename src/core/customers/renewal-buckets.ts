import { sumOf, type BookSegment, type CustomersWithMrr } from "./recurring-book.ts";

/**
 * The customers of a segment by the month in which they may leave: bucket b comes up in the months b, b + term,
 * b + 2 term ... of the case. Without renewals there is one bucket, which comes up each month.
 * Cohorts go where their dates say; customers without dates are spread evenly over the term, whole customers and whole
 * minor units, so that the buckets add up to the segment.
 * @returns shape [bucket]
 */
export function renewalBucketsOf(segment: BookSegment): readonly CustomersWithMrr[] {
  const { leaving } = segment.rates;
  if (leaving.kind === "churn") return [{ customers: segment.customers, mrr: segment.mrr }];
  const { termMonths } = leaving;
  if (segment.cohorts.length === 0) return spreadEvenly(segment, termMonths);
  return Array.from({ length: termMonths }, (_, bucket) =>
    sumOf(segment.cohorts.filter(({ ageMonths }) => (ageMonths + bucket) % termMonths === 0)),
  );
}

/** Cumulative counts are rounded rather than the parts, so that nothing is left over at the end. */
function spreadEvenly({ customers, mrr }: CustomersWithMrr, bucketCount: number): CustomersWithMrr[] {
  const customersUpTo = (bucket: number): number => Math.floor((bucket * customers) / bucketCount);
  const mrrUpTo = (bucket: number): number =>
    customers === 0 ? 0 : Math.floor(mrr * (customersUpTo(bucket) / customers) + 0.5);
  return Array.from({ length: bucketCount }, (_, bucket) => ({
    customers: customersUpTo(bucket + 1) - customersUpTo(bucket),
    mrr: mrrUpTo(bucket + 1) - mrrUpTo(bucket),
  }));
}
