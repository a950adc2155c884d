import { dayFromIso, type Day } from "../../../src/core/base/day.ts";
import type {
  CustomerRecords,
  LeadRecord,
  SpendRecord,
  SubscriptionRecord,
} from "../../../src/core/customers/customer-records.ts";
import { customerSources, type CustomerSources } from "../../../src/core/kpi/customer-sources.ts";
import type { Backtest } from "../../../src/core/kpi/forecast-accuracy.ts";
import type { KpiWindow, Measurement } from "../../../src/core/kpi/kpi-record.ts";

export const day = (iso: string): Day => dayFromIso(iso)!;
const source = (file: string, line = 2) => ({ file, line });

/** A subscription by its days; `monthly` in whole minor units. */
export function subscription(
  customerId: string,
  from: string,
  to: string | undefined,
  monthly: number,
  changes: Partial<SubscriptionRecord> = {},
): SubscriptionRecord {
  return {
    id: `S-${customerId}`,
    customerId,
    from: day(from),
    to: to === undefined ? undefined : day(to),
    monthly,
    termEnd: undefined,
    opportunityId: undefined,
    churnReason: undefined,
    rate: 1,
    source: source("subscriptions.csv"),
    ...changes,
  };
}

export function lead(id: string, createdOn: string, changes: Partial<LeadRecord> = {}): LeadRecord {
  return {
    id,
    createdOn: day(createdOn),
    channel: undefined,
    marketingQualifiedOn: undefined,
    salesQualifiedOn: undefined,
    convertedOn: undefined,
    opportunityId: undefined,
    customerId: undefined,
    source: source("leads.csv"),
    ...changes,
  };
}

export function spend(from: string, to: string, amount: number, channel?: string): SpendRecord {
  return {
    from: day(from),
    to: day(to),
    channel,
    campaign: undefined,
    team: channel === undefined ? "sales" : "marketing",
    amount,
    source: source("spend.csv"),
  };
}

export function books(month: string, revenue: number, costOfRevenue: number, netBurn = 0) {
  return { month: day(`${month}-01`), revenue, costOfRevenue, netBurn, source: source("finances.csv") };
}

export function answer(customerId: string | undefined, on: string, score: number) {
  return { customerId, on: day(on), score, source: source("surveys.csv") };
}

/** Records of which only some tables are told. */
export function recordsWith(tables: Partial<CustomerRecords>): CustomerRecords {
  const byDay = (a: SubscriptionRecord, b: SubscriptionRecord): number =>
    a.from - b.from || (a.id < b.id ? -1 : 1);
  return {
    currency: "EUR",
    minorDigits: 2,
    customers: undefined,
    leads: undefined,
    touches: undefined,
    spend: undefined,
    finances: undefined,
    surveys: undefined,
    owners: undefined,
    ...tables,
    subscriptions: tables.subscriptions?.toSorted(byDay),
  };
}

export function windowFrom(from: string, to: string, changes: Partial<KpiWindow> = {}): KpiWindow {
  return { from: day(from), to: day(to), periodEnd: day(to), followUntil: day(to), rowLimit: 20, ...changes };
}

/** KPIs of records as of a day. */
export function sourcesOf(
  tables: Partial<CustomerRecords>,
  asOf: string,
  backtest?: Backtest,
): CustomerSources {
  return customerSources(recordsWith(tables), day(asOf), backtest);
}

export function measureOf(
  { sources }: CustomerSources,
  id: string,
  window: KpiWindow,
  channel?: string,
): Measurement {
  const definitions = sources.flatMap(({ definitions: own }) => own);
  const definition = definitions.find((kpi) => kpi.id === id && kpi.channel === channel);
  if (definition === undefined) throw new Error(`No KPI ${id} of ${channel}`);
  return definition.measure(window);
}
