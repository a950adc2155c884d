import { ensure } from "../base/ensure.ts";
import { found, missing, type Outcome } from "../base/outcome.ts";

/** How MRR moved in a period; every amount >= 0, in one currency and unit. */
export interface MrrMovements {
  readonly opening: number;
  readonly new: number;
  readonly expansion: number;
  readonly contraction: number;
  readonly churn: number;
  readonly reactivation: number;
}

/** MRR at the end of the period. */
export function closingMrr(moved: MrrMovements): number {
  return moved.opening + moved.new + moved.expansion + moved.reactivation - moved.contraction - moved.churn;
}

/** Annual recurring revenue as twelve times the MRR; the sum of annual contract values is the rival convention. */
export function annualRecurringRevenue(mrr: number): number {
  return 12 * mrr;
}

/**
 * Net revenue retention: (start + expansion - contraction - churn) / start, what the MRR of the start has become.
 * @param reactivation whether customers who came back count as retained; usually they do not, and with NetSuite's
 *                     (end - new) / begin they do
 */
export function netRevenueRetention(
  moved: MrrMovements,
  reactivation: "excluded" | "included" = "excluded",
): Outcome<number, "no_opening_mrr"> {
  if (moved.opening <= 0) return missing("no_opening_mrr");
  const back = reactivation === "included" ? moved.reactivation : 0;
  return found((moved.opening + moved.expansion + back - moved.contraction - moved.churn) / moved.opening);
}

/** Gross revenue retention from sums: (start - contraction - churn) / start, at most 1. */
export function grossRevenueRetention(moved: MrrMovements): Outcome<number, "no_opening_mrr"> {
  if (moved.opening <= 0) return missing("no_opening_mrr");
  return found((moved.opening - moved.contraction - moved.churn) / moved.opening);
}

/** MRR of one customer of the start cohort at both ends of a period, >= 0; 0 at the end has left. */
export interface CustomerMrr {
  readonly start: number;
  readonly end: number;
}

/**
 * Gross revenue retention customer by customer: sum of min(start, end) / sum of start, at most 1. A customer who shrank and
 * grew back within the period counts in full here, while sums of movements count the contraction.
 */
export function grossRetentionByCustomer(
  customers: readonly CustomerMrr[],
): Outcome<number, "no_opening_mrr"> {
  return retained(customers, ({ start, end }) => Math.min(start, end));
}

/** Net revenue retention customer by customer: sum of end / sum of start over the start cohort, leavers included. */
export function netRetentionByCustomer(customers: readonly CustomerMrr[]): Outcome<number, "no_opening_mrr"> {
  return retained(customers, ({ end }) => end);
}

function retained(
  customers: readonly CustomerMrr[],
  keptOf: (customer: CustomerMrr) => number,
): Outcome<number, "no_opening_mrr"> {
  // Customers without MRR at the start are new: they are no part of the cohort.
  const cohort = customers.filter(({ start }) => start > 0);
  if (cohort.length === 0) return missing("no_opening_mrr");
  return found(
    cohort.reduce((sum, customer) => sum + keptOf(customer), 0) /
      cohort.reduce((sum, { start }) => sum + start, 0),
  );
}

/** Customers of a period; whole numbers >= 0. */
export interface CustomerCounts {
  readonly atStart: number;
  readonly joined: number;
  /** Of those at the start, who left. */
  readonly leftOfStart: number;
  /** Of those who joined within the period, who left again. */
  readonly leftOfJoined: number;
}

/**
 * `cohort`: leavers of the start cohort over the start; `start`: all leavers over the start; `average`: all leavers over the
 * mean of start and end; `start_and_joined`: all leavers over all who ever were customers in the period.
 */
export const LOGO_CHURN_CONVENTIONS = ["cohort", "start", "average", "start_and_joined"] as const;
export type LogoChurnConvention = (typeof LOGO_CHURN_CONVENTIONS)[number];

/** Share of customers who left in a period, under one of four conventions that are all in use. */
export function logoChurn(
  counts: CustomerCounts,
  convention: LogoChurnConvention,
): Outcome<number, "no_customers"> {
  const { atStart, joined, leftOfStart, leftOfJoined } = counts;
  ensure(
    leftOfStart <= atStart && leftOfJoined <= joined,
    "Cannot measure churn: more customers left than there were",
  );
  const allLeft = leftOfStart + leftOfJoined;
  const left = convention === "cohort" ? leftOfStart : allLeft;
  const bases: Readonly<Record<LogoChurnConvention, number>> = {
    cohort: atStart,
    start: atStart,
    average: (atStart + (atStart + joined - allLeft)) / 2,
    start_and_joined: atStart + joined,
  };
  const base = bases[convention];
  return base === 0 ? missing("no_customers") : found(left / base);
}

/** Quick ratio: (new + expansion) / (churn + contraction); without losses there is none. */
export function quickRatio(moved: MrrMovements): Outcome<number, "no_churn_or_contraction"> {
  const lost = moved.churn + moved.contraction;
  return lost === 0 ? missing("no_churn_or_contraction") : found((moved.new + moved.expansion) / lost);
}

/** MRR per paying account; at the end of a period or as an average, as the accounts are. */
export function revenuePerAccount(mrr: number, accounts: number): Outcome<number, "no_accounts"> {
  return accounts === 0 ? missing("no_accounts") : found(mrr / accounts);
}
