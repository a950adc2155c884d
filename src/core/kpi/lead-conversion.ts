import { found } from "../base/outcome.ts";
import type { CustomerRecords, LeadRecord } from "../customers/customer-records.ts";
import type { CustomerBook } from "./customer-book.ts";
import { membersByDay, type MembersByDay } from "./members-by-day.ts";
import type { KpiDefinition, KpiRival, KpiWindow, Measurement } from "./kpi-record.ts";
import { NEVER } from "./opportunity-lives.ts";
import { ratioOf, rival, shareInterval } from "./ratio.ts";
import { RecordPart } from "./record-part.ts";
import { unavailable } from "./unavailable.ts";

const NO_LEADS =
  "no file tells of leads (leads.csv: lead, day of creation, days on which it was qualified or converted)";
const STAGES = ["created", "marketing", "sales", "opportunity", "customer"] as const;
type LeadStage = (typeof STAGES)[number];

const WORDS: Readonly<Record<LeadStage, { readonly noun: string; readonly column: string }>> = {
  created: { noun: "created", column: "created" },
  marketing: { noun: "qualified by marketing (MQL)", column: "the day on which marketing qualified it" },
  sales: { noun: "accepted by sales (SQL)", column: "the day on which sales accepted it" },
  opportunity: { noun: "converted to an opportunity", column: "the day on which it was converted" },
  customer: { noun: "became a paying customer", column: "the customer or opportunity that it became" },
};

const CONVERSIONS: readonly (readonly [id: string, name: string, from: LeadStage, to: LeadStage])[] = [
  ["lead_to_mql", "Lead to MQL", "created", "marketing"],
  ["mql_to_sql", "MQL to SQL", "marketing", "sales"],
  ["mql_to_opportunity", "MQL to opportunity", "marketing", "opportunity"],
  ["lead_to_opportunity", "Lead to opportunity", "created", "opportunity"],
  ["lead_to_customer", "Lead to customer", "created", "customer"],
];

/** Leads with the day on which each reached a stage, NEVER where it has not by the as-of day; by id. */
export interface LeadBook {
  readonly leads: readonly LeadRecord[];
  /** Shape [lead]. */
  readonly reachedOn: Readonly<Record<LeadStage, Int32Array>>;
  /** Leads that reached a stage between two days, both included, ascending. */
  readonly reachedBetween: (stage: LeadStage, from: number, to: number) => Int32Array;
  readonly hasLeads: boolean;
}

export function leadBook(records: CustomerRecords, customers: CustomerBook): LeadBook {
  const { asOf } = customers;
  const leads = (records.leads ?? [])
    .filter(({ createdOn }) => createdOn <= asOf)
    .sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  const byOpportunity = new Map<string, number>();
  for (const { opportunityId, customerId } of customers.subscriptions)
    if (opportunityId !== undefined) byOpportunity.set(opportunityId, customers.indexOf.get(customerId)!);
  const daysOf = (dayOf: (lead: LeadRecord) => number | undefined): Int32Array =>
    Int32Array.from(leads, (lead) => {
      const day = dayOf(lead) ?? NEVER;
      return day <= asOf ? day : NEVER;
    });
  const customerDay = ({ customerId, opportunityId, createdOn }: LeadRecord): number | undefined => {
    const customer =
      (customerId === undefined ? undefined : customers.indexOf.get(customerId)) ??
      (opportunityId === undefined ? undefined : byOpportunity.get(opportunityId));
    if (customer === undefined) return undefined;
    // A lead of somebody who pays already brings no new customer.
    return customers.firstPaidOn[customer]! >= createdOn ? customers.firstPaidOn[customer] : undefined;
  };
  const reachedOn = {
    created: daysOf(({ createdOn }) => createdOn),
    marketing: daysOf(({ marketingQualifiedOn }) => marketingQualifiedOn),
    sales: daysOf(({ salesQualifiedOn }) => salesQualifiedOn),
    opportunity: daysOf(({ convertedOn }) => convertedOn),
    customer: daysOf(customerDay),
  };
  const byDay = new Map<LeadStage, MembersByDay>();
  return {
    leads,
    hasLeads: records.leads !== undefined,
    reachedOn,
    reachedBetween: (stage, from, to) => {
      const known = byDay.get(stage) ?? membersByDay(reachedOn[stage]);
      byDay.set(stage, known);
      return known(from, to);
    },
  };
}

/** Leads, MQLs, and how many of them go on. */
export function leadKpis(book: LeadBook): KpiDefinition[] {
  const marketing = { stage: null, direction: "higher", department: "marketing" } as const;
  const count = (id: string, name: string, stage: LeadStage): KpiDefinition => ({
    ...marketing,
    id,
    name,
    unit: "count",
    kind: "sum",
    convention: `Leads that were ${WORDS[stage].noun} in the period`,
    measure: (window) => missingDay(book, stage) ?? counted(book, window, stage),
  });
  return [
    count("lead_count", "Leads", "created"),
    count("mql_count", "MQLs", "marketing"),
    ...CONVERSIONS.map(([id, name, from, to]): KpiDefinition => ({
      ...marketing,
      id,
      name,
      unit: "share",
      kind: "ratio",
      convention: `Of the leads that were ${WORDS[from].noun} in the period, the share that ${wasOrBecame(to)} by the as-of day (of a period compared with, as long after its end)`,
      measure: (window) =>
        missingDay(book, from) ?? missingDay(book, to) ?? converted(book, window, from, to),
    })),
  ];
}

const wasOrBecame = (stage: LeadStage): string =>
  stage === "customer" ? WORDS[stage].noun : `was ${WORDS[stage].noun}`;

function missingDay(book: LeadBook, stage: LeadStage): Measurement | undefined {
  if (!book.hasLeads) return unavailable(NO_LEADS);
  if (book.leads.length === 0 || book.reachedOn[stage].some((day) => day < NEVER)) return undefined;
  return unavailable(`no lead says ${WORDS[stage].column}`);
}

function isKept(window: KpiWindow, lead: number): boolean {
  return window.keeps === undefined || window.keeps[lead] === 1;
}

function reachedIn(book: LeadBook, window: KpiWindow, stage: LeadStage): RecordPart {
  const part = new RecordPart(window, "lead");
  for (const lead of book.reachedBetween(stage, window.from, window.to)) {
    const { id, source } = book.leads[lead]!;
    if (isKept(window, lead)) part.add(lead, id, source);
  }
  return part;
}

function counted(book: LeadBook, window: KpiWindow, stage: LeadStage): Measurement {
  const part = reachedIn(book, window, stage);
  return {
    value: found(part.count),
    numerator: part.part(`leads ${WORDS[stage].noun}`),
    denominator: null,
    sampleSize: part.count,
    unknownCount: 0,
    interval: null,
    rivals: [],
  };
}

function converted(book: LeadBook, window: KpiWindow, from: LeadStage, to: LeadStage): Measurement {
  const entered = reachedIn(book, window, from);
  const went = new RecordPart(window, "lead");
  const end = book.reachedOn[to];
  let withinPeriod = 0;
  for (const lead of book.reachedBetween(from, window.from, window.to)) {
    if (!isKept(window, lead)) continue;
    const { id, source } = book.leads[lead]!;
    if (end[lead]! <= window.to) withinPeriod++;
    if (end[lead]! <= window.followUntil) went.add(lead, id, source);
  }
  const reached = reachedIn(book, { ...window, rowLimit: 0 }, to).count;
  const none = `no lead was ${WORDS[from].noun} in the period`;
  return {
    value: ratioOf(went.count, entered.count, none),
    numerator: went.part(WORDS[to].noun),
    denominator: entered.part(`leads ${WORDS[from].noun} in the period`),
    sampleSize: entered.count,
    unknownCount: 0,
    interval: shareInterval(went.count, entered.count),
    rivals: conversionRivals(entered.count, withinPeriod, reached, none),
  };
}

function conversionRivals(entered: number, withinPeriod: number, reached: number, none: string): KpiRival[] {
  return [
    rival(
      "same period",
      "Those that went on in the period, whenever they began, over those that began in it: no cohort, and can pass 100 %",
      "share",
      ratioOf(reached, entered, none),
    ),
    rival(
      "inside the period",
      "Only those that went on in the period too, which leaves out who had no time yet",
      "share",
      ratioOf(withinPeriod, entered, none),
      shareInterval(withinPeriod, entered),
    ),
  ];
}
