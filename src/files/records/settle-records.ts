import type {
  CustomerRecord,
  CustomerRecords,
  SubscriptionRecord,
} from "../../core/customers/customer-records.ts";
import { isoFromDay } from "../../core/base/day.ts";
import type { Findings } from "../findings.ts";
import { inOrder, type Sourced } from "./compare-records.ts";
import { mostOfAnyFile, oneOfEach } from "./one-of-each.ts";
import { settleOwners } from "./owner-tree.ts";
import type { RecordRows } from "./read-record-rows.ts";
import { subscriptionOfLine } from "./invoice-row.ts";
import { headerOf, type Entry, type RejectRow } from "./record-file.ts";
import type { RecordMoney } from "./row-money.ts";
import { settleSubscriptions } from "./settle-subscriptions.ts";

/** Sees all rows together: what contradicts another row or points to nothing is listed, the rest is put in order. */
export function settleRecords(
  rows: RecordRows,
  {
    currency,
    minorDigits,
    rejectRow,
    findings,
  }: Pick<RecordMoney, "currency" | "minorDigits"> & {
    readonly rejectRow: RejectRow;
    readonly findings: Findings;
  },
): CustomerRecords {
  const known = {
    customers: idsOf(rows.customers),
    leads: idsOf(rows.leads),
  };
  const pointsToCustomer = <Value extends Sourced>(
    entries: readonly Entry<Value>[],
    idOf: (record: Value) => string | undefined,
  ): Entry<Value>[] =>
    withKnown(entries, { column: "customer_id", noun: "customer", known: known.customers }, idOf, rejectRow);

  const customers = rows.customers && oneOfEach(rows.customers, ({ id }) => id, { idColumn: "customer_id", noun: "customer" }, rejectRow); // prettier-ignore
  const subscriptions = subscriptionsOf(rows, pointsToCustomer, rejectRow, findings);
  const leads =
    rows.leads &&
    oneOfEach(
      pointsToCustomer(rows.leads, ({ customerId }) => customerId),
      ({ id }) => id,
      { idColumn: "lead_id", noun: "lead" },
      rejectRow,
    );
  const touches =
    rows.touches &&
    mostOfAnyFile(
      withKnown(
        rows.touches,
        { column: "lead_id", noun: "lead", known: known.leads },
        ({ leadId }) => leadId,
        rejectRow,
      ),
    );
  const finances = rows.finances && oneOfEach(rows.finances, ({ month }) => isoFromDay(month).slice(0, 7), { idColumn: "month", noun: "month" }, rejectRow); // prettier-ignore
  const surveys = rows.surveys && mostOfAnyFile(pointsToCustomer(rows.surveys, ({ customerId }) => customerId)); // prettier-ignore
  const owners = rows.owners && settleOwners(rows.owners, rejectRow);
  return {
    currency,
    minorDigits,
    customers: customers && withFirstDays(customers, subscriptions),
    subscriptions: subscriptions && inOrder(subscriptions, ({ from, id }) => ({ day: from, id })),
    leads: leads && inOrder(leads, ({ createdOn, id }) => ({ day: createdOn, id })),
    touches:
      touches && inOrder(touches, ({ on, leadId, channel }) => ({ day: on, id: `${leadId} ${channel}` })),
    spend:
      rows.spend &&
      inOrder(mostOfAnyFile(rows.spend), ({ from, to, team, channel, campaign, amount }) => {
        return { day: from, id: JSON.stringify([to, team, channel, campaign, amount]) };
      }),
    finances: finances && inOrder(finances, ({ month }) => ({ day: month, id: "" })),
    surveys:
      surveys &&
      inOrder(surveys, ({ on, customerId, score }) => ({ day: on, id: `${customerId ?? ""} ${score}` })),
    owners: owners && inOrder(owners, ({ owner, from }) => ({ day: from, id: owner })),
  };
}

/** Subscriptions as they are told, else as lines of invoices tell them. */
function subscriptionsOf(
  { subscriptions, invoices }: RecordRows,
  pointsToCustomer: <Value extends SubscriptionRecord>(
    entries: readonly Entry<Value>[],
    idOf: (record: Value) => string,
  ) => Entry<Value>[],
  rejectRow: RejectRow,
  findings: Findings,
): readonly Entry<SubscriptionRecord>[] | undefined {
  const idOf = ({ customerId }: SubscriptionRecord): string => customerId;
  if (subscriptions !== undefined) {
    if (invoices !== undefined) {
      findings.warn(
        "file_skipped",
        "Invoices are not used: subscriptions tell the same money, and both would count it twice",
      );
    }
    return settleSubscriptions(pointsToCustomer(subscriptions, idOf), rejectRow);
  }
  if (invoices === undefined) return undefined;
  const lines = pointsToCustomer(invoices, idOf);
  const named = lines.filter(({ record }) => record.lineId !== undefined);
  const unnamed = lines.filter(({ record }) => record.lineId === undefined);
  const kept = [
    ...oneOfEach(named, ({ lineId }) => lineId!, { idColumn: "line_id", noun: "line" }, rejectRow),
    ...mostOfAnyFile(unnamed),
  ];
  return kept.map(({ record, file }) => ({ record: subscriptionOfLine(record), file }));
}

/** Without the rows that point to an id which the table of those ids does not know; all rows where there is no such table. */
function withKnown<Value extends Sourced>(
  entries: readonly Entry<Value>[],
  {
    column,
    noun,
    known,
  }: { readonly column: string; readonly noun: string; readonly known: ReadonlySet<string> | undefined },
  idOf: (record: Value) => string | undefined,
  rejectRow: RejectRow,
): Entry<Value>[] {
  return entries.filter(({ record, file }) => {
    const id = idOf(record);
    if (id === undefined || known === undefined || known.has(id)) return true;
    const reason = `no table of ${noun}s knows this ${noun}`;
    rejectRow(file, { line: record.source.line, column: headerOf(file, column), reason, value: id });
    return false;
  });
}

function idsOf(
  entries: readonly Entry<{ readonly id: string }>[] | undefined,
): ReadonlySet<string> | undefined {
  return entries && new Set(entries.map(({ record }) => record.id));
}

/** Customers without a first day begin with their first subscription. */
function withFirstDays(
  customers: readonly Entry<CustomerRecord>[],
  subscriptions: readonly Entry<SubscriptionRecord>[] | undefined,
): CustomerRecord[] {
  const first = new Map<string, SubscriptionRecord["from"]>();
  for (const { record } of subscriptions ?? []) {
    const known = first.get(record.customerId);
    if (known === undefined || record.from < known) first.set(record.customerId, record.from);
  }
  const dated = customers.map((entry) => {
    const since = entry.record.since ?? first.get(entry.record.id);
    return since === entry.record.since ? entry : { ...entry, record: { ...entry.record, since } };
  });
  return inOrder(dated, ({ since, id }) => ({ day: since, id }));
}
