import { isoFromDay } from "../../base/day.ts";
import { csvRows } from "./csv-rows.ts";
import type { BookSubscription, CustomerBook } from "./customer-book.ts";

const HEADER = "customer_id,name,segment,owner,channel,since,churn_reason";

/** customers.csv: one row per customer by id, as of the last recorded day. */
export function customersCsv({ customers, subscriptions }: CustomerBook): Iterable<string> {
  const reasons = churnReasons(subscriptions);
  const rows = customers.map(({ id, name, segment, owner, channel, since }) => {
    return [id, name, segment, owner, channel ?? "", isoFromDay(since), reasons.get(id) ?? ""];
  });
  return csvRows(HEADER, rows);
}

/** Why those left who pay nothing any more: the reason of the subscription that ended last. */
function churnReasons(subscriptions: readonly BookSubscription[]): ReadonlyMap<string, string> {
  const last = new Map<string, { readonly end: number; readonly reason: string }>();
  for (const { customer, stretches } of subscriptions) {
    const { to, churnReason } = stretches.at(-1)!;
    const end = to ?? Infinity;
    const known = last.get(customer.id);
    if (known === undefined || end > known.end) last.set(customer.id, { end, reason: churnReason ?? "" });
  }
  return new Map([...last].flatMap(([id, { end, reason }]) => (end === Infinity ? [] : [[id, reason]])));
}
