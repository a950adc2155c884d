import { ensure } from "../base/ensure.ts";
import { found, missing, type Outcome } from "../base/outcome.ts";
import { portableExp } from "../maths/portable-exp.ts";
import { portableLog1p } from "../maths/portable-log.ts";

/** What one account brings and how long it stays. */
export interface AccountValue {
  /** MRR per account. */
  readonly revenuePerMonth: number;
  /** 0..1; 1 for the value in revenue rather than in margin. */
  readonly grossMargin: number;
  /** Share that leaves in a month, 0..1: of customers, or of MRR, which is another convention. */
  readonly churnPerMonth: number;
}

/** Lifetime value without end and discount: revenue x margin / churn. Without churn there is none: it has no bound. */
export function lifetimeValue(value: AccountValue): Outcome<number, "no_churn"> {
  ensureAccountValue(value);
  if (value.churnPerMonth === 0) return missing("no_churn");
  return found((value.revenuePerMonth * value.grossMargin) / value.churnPerMonth);
}

/**
 * Lifetime value over at most `capYears`, discounted: the sum over months t = 0, 1, ... of
 * revenue x margin x (1 - churn)^t / (1 + rate)^(t / 12). Exists without churn too. The first month counts in full, as in
 * `lifetimeValue`, which it becomes without cap and discount.
 * @param capYears            > 0, usually 5; rounded to whole months
 * @param discountRatePerYear > -1
 * @throws {RangeError} outside these ranges
 */
export function cappedLifetimeValue(
  value: AccountValue,
  { capYears = 5, discountRatePerYear }: { readonly capYears?: number; readonly discountRatePerYear: number },
): number {
  ensureAccountValue(value);
  const monthCount = Math.round(12 * capYears);
  ensure(monthCount >= 1 && monthCount < Infinity, `Cannot cap a lifetime at ${capYears} years`);
  ensure(discountRatePerYear > -1, `Cannot discount at ${discountRatePerYear} a year`);
  const kept = (1 - value.churnPerMonth) * portableExp(-portableLog1p(discountRatePerYear) / 12);
  let sum = 0;
  for (let month = monthCount; month >= 1; month--) sum = 1 + kept * sum;
  return value.revenuePerMonth * value.grossMargin * sum;
}

/** Lifetime value over the cost to acquire a customer, both on the same cohort and margin. */
export function lifetimeValueToCost<Reason extends string>(
  value: Outcome<number, Reason>,
  acquisitionCost: number,
): Outcome<number, Reason | "no_acquisition_cost"> {
  if (!value.ok) return value;
  return acquisitionCost === 0 ? missing("no_acquisition_cost") : found(value.value / acquisitionCost);
}

function ensureAccountValue({ grossMargin, churnPerMonth }: AccountValue): void {
  ensure(
    grossMargin >= 0 && grossMargin <= 1,
    `Cannot use a gross margin of ${grossMargin}: 0 to 1 is needed`,
  );
  ensure(
    churnPerMonth >= 0 && churnPerMonth <= 1,
    `Cannot use a churn of ${churnPerMonth} a month: 0 to 1 is needed`,
  );
}
