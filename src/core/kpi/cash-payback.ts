import { addMonths, type Day } from "../base/day.ts";
import { found, missing, type Outcome } from "../base/outcome.ts";
import type { AcquisitionBook } from "./acquisition-book.ts";
import { stepOn } from "./customer-book.ts";
import type { KpiWindow } from "./kpi-record.ts";

/**
 * Months of life until the MRR that a cohort really paid adds up to what had to come in, within a month in proportion. In month
 * k of its life (0 = the first) a customer pays what it pays on the day k months after its first one; a month counts once
 * all customers have been watched through it.
 * @param needed revenue that pays for the cohort: its cost over the gross margin, >= 0
 */
export function cashPayback(
  { customers }: AcquisitionBook,
  window: KpiWindow,
  cohort: readonly number[],
  needed: number,
): Outcome<number> {
  if (cohort.length === 0) return missing("nobody paid for the first time in the period");
  if (needed <= 0) return found(0);
  let sum = 0;
  for (let month = 0; ; month++) {
    let paid = 0;
    for (const customer of cohort) {
      const day = addMonths(customers.firstPaidOn[customer]! as Day, month);
      if (addMonths(customers.firstPaidOn[customer]! as Day, month + 1) - 1 > window.followUntil)
        return missing(
          `not paid back yet: ${((100 * sum) / needed).toFixed(0)} % after ${month} months of life, which is as long as all of them have been watched`,
        );
      const step = stepOn(customers.steps, customer, day);
      if (step >= 0) paid += customers.steps.after[step]!;
    }
    if (sum + paid >= needed) return found(month + (needed - sum) / paid);
    sum += paid;
  }
}
