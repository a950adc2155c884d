import type { Day } from "../base/day.ts";
import type {
  CustomerRecord,
  CustomerRecords,
  RecordSource,
  SubscriptionRecord,
} from "../customers/customer-records.ts";
import { mrrSteps, type MrrSteps } from "./mrr-steps.ts";
import { NEVER } from "./opportunity-lives.ts";

/**
 * Customers and what they paid, as known on a day: one pass over the subscriptions serves every KPI and window. Subscriptions
 * that begin later do not exist; an end that lies on the as-of day or later has not come yet, so the subscription goes on.
 * A customer pays through the last day of a subscription and has left on the day after.
 */
export interface CustomerBook {
  readonly asOf: Day;
  /** Customers that the files name, ascending. The member after the last stands for everyone who is not named. */
  readonly ids: readonly string[];
  readonly indexOf: ReadonlyMap<string, number>;
  /** Shape [customer]; undefined for a customer of whom only other files tell. */
  readonly customers: readonly (CustomerRecord | undefined)[];
  /** By customer, then first day; none that begins after the as-of day. */
  readonly subscriptions: readonly SubscriptionRecord[];
  /** First subscription of each customer and the end; shape [customer + 1]. */
  readonly subscriptionStart: Int32Array;
  /** False when no file tells of subscriptions. */
  readonly hasSubscriptions: boolean;
  readonly steps: MrrSteps;
  /** First day on which the customer paid, NEVER when it has not. Shape [customer]. */
  readonly firstPaidOn: Int32Array;
  /** First day of the first subscription, NEVER without any. */
  readonly firstDay: number;
  /** Last day on which a subscription began or ended. */
  readonly lastDay: number;
  /** MRR of each customer at the end of a day, whole minor units; shape [customer]. Not to be written to. */
  readonly mrrOn: (day: number) => Float64Array;
}

/** Days for which the MRR of all customers is kept. */
const MOST_DAYS_KEPT = 80;

export function customerBook(records: CustomerRecords, asOf: Day): CustomerBook {
  const known = (records.subscriptions ?? []).filter(({ from, to }) => from <= asOf && (to ?? from) >= from);
  const names = new Set<string>();
  for (const { id } of records.customers ?? []) names.add(id);
  for (const { customerId } of known) names.add(customerId);
  for (const { customerId, on } of records.surveys ?? [])
    if (customerId !== undefined && on <= asOf) names.add(customerId);
  const ids = [...names].sort();
  const indexOf = new Map(ids.map((id, index) => [id, index]));
  const customers = new Array<CustomerRecord | undefined>(ids.length).fill(undefined);
  for (const record of records.customers ?? []) customers[indexOf.get(record.id)!] ??= record;
  const subscriptionStart = new Int32Array(ids.length + 1);
  const codes = Int32Array.from(known, ({ customerId }) => indexOf.get(customerId)!);
  for (const code of codes) subscriptionStart[code + 1]!++;
  for (let index = 0; index < ids.length; index++) subscriptionStart[index + 1]! += subscriptionStart[index]!;
  // The records are ascending by first day, so filling them in their order keeps that within each customer.
  const next = subscriptionStart.slice();
  const subscriptions = new Array<SubscriptionRecord>(known.length);
  for (const [place, record] of known.entries()) subscriptions[next[codes[place]!]!++] = record;
  const steps = mrrSteps(subscriptions, subscriptionStart, asOf);
  return {
    asOf,
    ids,
    indexOf,
    customers,
    subscriptions,
    subscriptionStart,
    hasSubscriptions: records.subscriptions !== undefined,
    steps,
    firstPaidOn: firstPaidDays(steps, ids.length),
    firstDay: known.reduce((day, { from }) => Math.min(day, from), NEVER),
    lastDay: steps.day.reduce((day, stepDay) => Math.max(day, stepDay), -NEVER),
    mrrOn: rememberedMrr(steps, ids.length),
  };
}

/** Where a subscription or customer was read. */
export function sourceOfStep(book: CustomerBook, step: number): RecordSource {
  return book.subscriptions[book.steps.subscription[step]!]!.source;
}

function firstPaidDays(steps: MrrSteps, count: number): Int32Array {
  const days = new Int32Array(count).fill(NEVER);
  for (let customer = 0; customer < count; customer++) {
    for (let step = steps.start[customer]!; step < steps.start[customer + 1]!; step++) {
      if (steps.after[step]! <= 0) continue;
      days[customer] = steps.day[step]!;
      break;
    }
  }
  return days;
}

function rememberedMrr(steps: MrrSteps, count: number): (day: number) => Float64Array {
  const kept = new Map<number, Float64Array>();
  return (day) => {
    const known = kept.get(day);
    if (known !== undefined) return known;
    const mrr = new Float64Array(count);
    for (let customer = 0; customer < count; customer++) {
      const last = stepOn(steps, customer, day);
      if (last >= 0) mrr[customer] = steps.after[last]!;
    }
    if (kept.size >= MOST_DAYS_KEPT) kept.clear();
    kept.set(day, mrr);
    return mrr;
  };
}

/** Last step of a customer on or before a day, -1 without one. */
export function stepOn(steps: MrrSteps, customer: number, day: number): number {
  let last = -1;
  for (let step = steps.start[customer]!; step < steps.start[customer + 1]!; step++) {
    if (steps.day[step]! > day) break;
    last = step;
  }
  return last;
}
