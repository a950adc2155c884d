import { addDays, isoFromDay } from "../../core/base/day.ts";
import type { SubscriptionRecord } from "../../core/customers/customer-records.ts";
import { compareTexts, contentOf, placeOf } from "./compare-records.ts";
import { withoutRepeats } from "./one-of-each.ts";
import { headerOf, type Entry, type RejectRow } from "./record-file.ts";

type SubscriptionEntry = Entry<SubscriptionRecord>;

/**
 * Makes the stretches of each subscription follow one another. An open stretch ends on the day before the next one begins;
 * one that begins while another with a stated end still holds, begins with it, or belongs to another customer is listed.
 */
export function settleSubscriptions(
  entries: readonly SubscriptionEntry[],
  rejectRow: RejectRow,
): SubscriptionEntry[] {
  const byId = new Map<string, SubscriptionEntry[]>();
  for (const entry of withoutRepeats(entries)) {
    const stretches = byId.get(entry.record.id);
    if (stretches === undefined) byId.set(entry.record.id, [entry]);
    else stretches.push(entry);
  }
  return [...byId.values()].flatMap((stretches) => settleOne(stretches.sort(compareStretches), rejectRow));
}

function settleOne(stretches: readonly SubscriptionEntry[], rejectRow: RejectRow): SubscriptionEntry[] {
  const kept: SubscriptionEntry[] = [];
  for (const entry of stretches) {
    const last = kept.at(-1);
    const problem = last === undefined ? undefined : problemAfter(last.record, entry.record);
    if (problem !== undefined) {
      const { file, record } = entry;
      const column = headerOf(file, problem.column);
      rejectRow(file, { line: record.source.line, column, reason: problem.reason, value: record.id });
      continue;
    }
    if (last?.record.to === undefined && last !== undefined) {
      kept[kept.length - 1] = { ...last, record: { ...last.record, to: addDays(entry.record.from, -1) } };
    }
    kept.push(entry);
  }
  return kept;
}

function problemAfter(
  last: SubscriptionRecord,
  next: SubscriptionRecord,
): { readonly column: string; readonly reason: string } | undefined {
  const place = placeOf(last);
  if (next.customerId !== last.customerId)
    return {
      column: "customer_id",
      reason: `the subscription belongs to customer ${last.customerId} in ${place}`,
    };
  if (next.from === last.from)
    return {
      column: "subscription_id",
      reason: `the subscription is told differently from the same day on in ${place}; give lines of their own ids of their own`,
    };
  if (last.to !== undefined && last.to >= next.from)
    return {
      column: "start_date",
      reason: `begins while ${place} holds the subscription until ${isoFromDay(last.to)}`,
    };
  return undefined;
}

/** By first day; of one day the lower amount first, so that what is kept in doubt counts nothing twice. */
function compareStretches({ record: a }: SubscriptionEntry, { record: b }: SubscriptionEntry): number {
  return a.from - b.from || a.monthly - b.monthly || compareTexts(contentOf(a), contentOf(b));
}
