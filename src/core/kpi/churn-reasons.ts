import { stepOn, type CustomerBook } from "./customer-book.ts";
import { isCustomerKept } from "./customer-window.ts";
import type { KpiPart, KpiWindow } from "./kpi-record.ts";
import { RecordPart } from "./record-part.ts";

/** One reason for which customers left in the period. */
export interface ChurnReason {
  /** "" where the files give none. */
  readonly reason: string;
  readonly left: KpiPart;
  /** MRR that they paid before the period, whole minor units. */
  readonly amount: number;
}

/**
 * Why the customers left that paid before the window and do not at its end, most frequent first; the reason is that of the last
 * subscription that ended, else that of the customer.
 * @returns undefined when no file gives any reason
 */
export function churnReasons(book: CustomerBook, window: KpiWindow): readonly ChurnReason[] | undefined {
  // What has not ended by the as-of day has no reason yet, whatever the files say.
  const now = book.mrrOn(book.asOf);
  const hasReasons =
    book.subscriptions.some(
      ({ churnReason, to }) => churnReason !== undefined && (to ?? book.asOf) < book.asOf,
    ) || book.customers.some((customer, index) => customer?.churnReason !== undefined && now[index] === 0);
  if (!hasReasons) return undefined;
  const [before, after] = [book.mrrOn(window.from - 1), book.mrrOn(window.to)];
  const reasons = new Map<string, { part: RecordPart; amount: number }>();
  for (let customer = 0; customer < before.length; customer++) {
    if (before[customer]! <= 0 || after[customer]! > 0 || !isCustomerKept(window, customer)) continue;
    const last = book.subscriptions[book.steps.subscription[stepOn(book.steps, customer, window.to)]!]!;
    const reason = last.churnReason ?? book.customers[customer]?.churnReason ?? "";
    const entry = reasons.get(reason) ?? { part: new RecordPart(window, "customer"), amount: 0 };
    entry.part.add(customer, book.ids[customer]!, last.source);
    entry.amount += before[customer]!;
    reasons.set(reason, entry);
  }
  return [...reasons]
    .map(([reason, { part, amount }]) => ({ reason, left: part.part("left"), amount }))
    .sort((a, b) => b.left.value - a.left.value || b.amount - a.amount || (a.reason < b.reason ? -1 : 1));
}
