import type { SubscriptionRecord } from "../customers/customer-records.ts";
import type { CustomerBook } from "./customer-book.ts";

/** A follow-up that begins at most this many days after the end of a term still renews it. */
export const RENEWAL_GRACE_DAYS = 30;

export type Renewal = "automatic" | "onTime" | "early" | "late" | "left" | "leftEarly";

/** The end of the term of a contract: all subscriptions of one customer whose terms end on one day. */
export interface TermEnd {
  readonly customer: number;
  readonly day: number;
  /** MRR that was up for renewal: of what held to the end of the term, or else to its own end. */
  readonly mrr: number;
  /** MRR that went on, > mrr where the renewal expanded; 0 for those that left. */
  readonly renewedMrr: number;
  readonly renewal: Renewal;
  /** Nothing renewed it yet, and the days of grace are not over on the as-of day. */
  readonly isPending: boolean;
  readonly subscription: SubscriptionRecord;
}

/**
 * Contracts whose term ended before the as-of day, by customer, then day. `automatic`: a subscription of the contract goes on
 * past the end of the term. Else one of the customer that begins later and has a later end of its term (or none) renews it:
 * `early` when it begins before the day after the term, `onTime` on it, `late` within the days of grace. Without any the customer
 * has left, `leftEarly` when it stopped before the end of the term. Each follow-up renews one contract, the one that ends first.
 */
export function termEnds(book: CustomerBook): readonly TermEnd[] {
  const ends: TermEnd[] = [];
  for (let customer = 0; customer < book.ids.length; customer++) {
    const own = book.subscriptions.slice(
      book.subscriptionStart[customer],
      book.subscriptionStart[customer + 1],
    );
    const used = new Set<SubscriptionRecord>();
    for (const [day, contract] of contractsOf(own, book.asOf))
      ends.push({ customer, ...endOf(contract, day, own, used, book.asOf) });
  }
  return ends;
}

/** Subscriptions by the end of their term, where it lies before the as-of day; ascending. */
function contractsOf(
  own: readonly SubscriptionRecord[],
  asOf: number,
): [day: number, contract: SubscriptionRecord[]][] {
  const contracts = new Map<number, SubscriptionRecord[]>();
  for (const subscription of own) {
    const { termEnd, from } = subscription;
    if (termEnd === undefined || termEnd >= asOf || termEnd < from) continue;
    const known = contracts.get(termEnd);
    if (known === undefined) contracts.set(termEnd, [subscription]);
    else known.push(subscription);
  }
  return [...contracts].sort(([a], [b]) => a - b);
}

function endOf(
  contract: readonly SubscriptionRecord[],
  day: number,
  own: readonly SubscriptionRecord[],
  used: Set<SubscriptionRecord>,
  asOf: number,
): Omit<TermEnd, "customer"> {
  const lastDay = ({ to }: SubscriptionRecord): number => (to === undefined || to >= asOf ? Infinity : to);
  const end = Math.max(...contract.map((subscription) => Math.min(lastDay(subscription), day)));
  const held = contract.filter((subscription) => Math.min(lastDay(subscription), day) === end);
  const sumOf = (records: readonly SubscriptionRecord[]): number =>
    records.reduce((sum, { monthly }) => sum + monthly, 0);
  const base = { day, mrr: sumOf(held), subscription: held[0]! };
  const goesOn = held.filter((subscription) => lastDay(subscription) > day);
  const followers = own.filter(
    (other) =>
      !contract.includes(other) &&
      !used.has(other) &&
      other.from > end &&
      other.from <= day + 1 + RENEWAL_GRACE_DAYS &&
      (other.termEnd === undefined || other.termEnd > day),
  );
  const first = followers[0];
  const renewing = first === undefined ? [] : followers.filter(({ from }) => from === first.from);
  for (const follower of goesOn.length > 0 ? [] : renewing) used.add(follower);
  if (goesOn.length > 0)
    return { ...base, renewedMrr: sumOf(goesOn), renewal: "automatic", isPending: false };
  if (first === undefined) {
    const isPending = end === day && day + 1 + RENEWAL_GRACE_DAYS > asOf;
    return { ...base, renewedMrr: 0, renewal: end < day ? "leftEarly" : "left", isPending };
  }
  const renewal = first.from === day + 1 ? "onTime" : first.from <= day ? "early" : "late";
  return { ...base, renewedMrr: sumOf(renewing), renewal, isPending: false };
}
