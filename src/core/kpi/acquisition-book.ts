import type { CustomerRecords, LeadRecord, SpendRecord } from "../customers/customer-records.ts";
import type { CustomerBook } from "./customer-book.ts";
import { NEVER } from "./opportunity-lives.ts";

/**
 * Ways to share a customer among the channels that touched it on its way: all to the first, all to the last, equal parts, or 40 %
 * to the first, 40 % to the last and 20 % to those between in equal parts (half each of two).
 */
export const ATTRIBUTIONS = ["linear", "first", "last", "position"] as const;
export type Attribution = (typeof ATTRIBUTIONS)[number];

export const UNALLOCATED = "(unallocated)";

/** What was spent to win customers, and which channels brought them; as known on a day. */
export interface AcquisitionBook {
  readonly customers: CustomerBook;
  /** Ascending by name; the last one is `UNALLOCATED`: customers whom no channel is known to have touched. */
  readonly channels: readonly string[];
  /** Channels of the touches of each customer before it became one, in the order of time; shape [touchStart]. */
  readonly touchChannels: Int32Array;
  /** First touch of each customer and the end; shape [customer + 1]. */
  readonly touchStart: Int32Array;
  /** Day on which the first lead of the customer was created, NEVER without one. Shape [customer]. */
  readonly leadDay: Int32Array;
  /** Undefined when no file tells of spend; ascending by first day. */
  readonly spend: readonly SpendRecord[] | undefined;
  /** Index in `channels` of the spend; -1 for what is shared by all. Shape [spend]. */
  readonly spendChannel: Int32Array;
  /** Whether any file says which channels brought customers. */
  readonly hasChannels: boolean;
}

export function acquisitionBook(records: CustomerRecords, customers: CustomerBook): AcquisitionBook {
  const { asOf } = customers;
  const spend = records.spend?.filter(({ from }) => from <= asOf);
  const leadsOf = leadsByCustomer(records, customers);
  const touchesOf = touchesByLead(
    records,
    asOf,
    new Set(leadsOf.flatMap((leads) => leads.map(({ id }) => id))),
  );
  const trails = customers.ids.map((_, customer) =>
    trailOf(customers, customer, leadsOf[customer] ?? [], touchesOf),
  );
  const names = new Set(trails.flat());
  for (const { channel } of spend ?? []) if (channel !== undefined) names.add(channel);
  const channels = [...names].sort();
  const codeOf = new Map(channels.map((channel, code) => [channel, code]));
  const touchStart = new Int32Array(trails.length + 1);
  for (const [customer, trail] of trails.entries())
    touchStart[customer + 1] = touchStart[customer]! + trail.length;
  return {
    customers,
    channels: [...channels, UNALLOCATED],
    touchChannels: Int32Array.from(trails.flat(), (channel) => codeOf.get(channel)!),
    touchStart,
    leadDay: Int32Array.from(customers.ids, (_, customer) =>
      (leadsOf[customer] ?? []).reduce((day, { createdOn }) => Math.min(day, createdOn), NEVER),
    ),
    spend,
    spendChannel: Int32Array.from(spend ?? [], ({ channel }) =>
      channel === undefined ? -1 : codeOf.get(channel)!,
    ),
    hasChannels: trails.some((trail) => trail.length > 0),
  };
}

/** Part of a customer that each channel gets; adds up to 1. `add` is called with channel and part. */
export function attribute(
  book: AcquisitionBook,
  customer: number,
  rule: Attribution,
  add: (channel: number, part: number) => void,
): void {
  const first = book.touchStart[customer]!;
  const count = book.touchStart[customer + 1]! - first;
  if (count === 0) {
    add(book.channels.length - 1, 1);
    return;
  }
  for (let touch = 0; touch < count; touch++) {
    const part = partOf(rule, touch, count);
    if (part > 0) add(book.touchChannels[first + touch]!, part);
  }
}

function partOf(rule: Attribution, touch: number, count: number): number {
  const isFirst = touch === 0;
  const isLast = touch === count - 1;
  if (rule === "first") return Number(isFirst);
  if (rule === "last") return Number(isLast);
  if (rule === "linear" || count < 3) return 1 / count;
  return isFirst || isLast ? 0.4 : 0.2 / (count - 2);
}

/** Leads that became each customer, by the customer they name, or by the opportunity that a subscription names too. */
function leadsByCustomer(records: CustomerRecords, book: CustomerBook): LeadRecord[][] {
  const byOpportunity = new Map<string, number>();
  for (const { opportunityId, customerId } of book.subscriptions)
    if (opportunityId !== undefined) byOpportunity.set(opportunityId, book.indexOf.get(customerId)!);
  const leads: LeadRecord[][] = book.ids.map(() => []);
  for (const lead of records.leads ?? []) {
    if (lead.createdOn > book.asOf) continue;
    const named = lead.customerId === undefined ? undefined : book.indexOf.get(lead.customerId);
    const customer =
      named ?? (lead.opportunityId === undefined ? undefined : byOpportunity.get(lead.opportunityId));
    if (customer !== undefined) leads[customer]!.push(lead);
  }
  return leads;
}

interface Touch {
  readonly on: number;
  readonly channel: string;
}

/** Touches of the leads that became customers; most leads never do. */
function touchesByLead(
  records: CustomerRecords,
  asOf: number,
  leads: ReadonlySet<string>,
): ReadonlyMap<string, Touch[]> {
  const touches = new Map<string, Touch[]>();
  for (const touch of records.touches ?? []) {
    if (touch.on > asOf || !leads.has(touch.leadId)) continue;
    const known = touches.get(touch.leadId);
    if (known === undefined) touches.set(touch.leadId, [touch]);
    else known.push(touch);
  }
  return touches;
}

/**
 * Channels on the way of a customer: touches of its leads up to its first paid day, by day (of one day by name, because no
 * clock tells more and the order of rows must not matter); without any, the channels of the leads;
 * without these, the channel that the customer itself names.
 */
function trailOf(
  book: CustomerBook,
  customer: number,
  leads: readonly LeadRecord[],
  touchesOf: ReadonlyMap<string, readonly Touch[]>,
): string[] {
  const firstPaid = book.firstPaidOn[customer]!;
  // Who has not paid by the as-of day may never do: what its row says of channels is not known yet.
  if (firstPaid === NEVER) return [];
  const touches = leads
    .flatMap(({ id }) => touchesOf.get(id) ?? [])
    .filter(({ on }) => on <= firstPaid)
    .sort((a, b) => a.on - b.on || (a.channel < b.channel ? -1 : Number(a.channel > b.channel)));
  if (touches.length > 0) return touches.map(({ channel }) => channel);
  const ofLeads = leads.flatMap(({ channel, createdOn }) =>
    channel === undefined || createdOn > firstPaid ? [] : [channel],
  );
  if (ofLeads.length > 0) return ofLeads;
  const own = book.customers[customer]?.channel;
  return own === undefined ? [] : [own];
}
