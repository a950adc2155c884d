import type { SubscriptionRecord } from "../../core/customers/customer-records.ts";
import { monthsBetween } from "./billing-months.ts";
import type { RecordRow } from "./record-row.ts";
import { moneyOf, wholeUnits, type RecordMoney } from "./row-money.ts";
import type { LeftOut } from "./subscription-row.ts";

const ONE_OFF =
  /^(one[ _-]?(off|time)|non[ _-]?recurring|set[ _-]?up|usage|tax|vat|credit|service|hardware)/i;

/** A line of an invoice as the subscription that it stands for, with its own id where it has one. */
export interface InvoiceLine extends SubscriptionRecord {
  readonly lineId: string | undefined;
}

/** Reads a line of an invoice as the subscription that it stands for; undefined when it is listed. */
export function invoiceLineOf(row: RecordRow, money: RecordMoney): InvoiceLine | LeftOut | undefined {
  const invoiceId = row.needed("invoice_id");
  const customerId = row.needed("customer_id");
  const from = row.day("service_start");
  const to = row.day("service_end");
  if (row.isRejected) return undefined;
  const isOneOff = ONE_OFF.test(row.text("line_type") ?? "");
  if (isOneOff || (from === undefined && to === undefined)) return { leftOut: "one-off lines of invoices" };
  if (from === undefined) row.reject("service_start", "an end of service without a start");
  if (to === undefined) row.reject("service_end", "a start of service without an end");
  if (from === undefined || to === undefined) return undefined;
  if (to < from) {
    row.reject("service_end", "ends before it starts");
    return undefined;
  }
  const amount = moneyOf(row, "amount", money, { from });
  if (amount === undefined) {
    row.reject("amount", "no amount");
    return undefined;
  }
  const monthly = wholeUnits(row, "amount", amount.minorUnits.div(monthsBetween(from, to)));
  if (monthly === undefined || row.isRejected) return undefined;
  return {
    id: row.text("subscription_id") ?? row.text("line_id") ?? invoiceId,
    customerId,
    from,
    to,
    monthly,
    termEnd: undefined,
    opportunityId: row.text("opportunity_id"),
    churnReason: undefined,
    rate: amount.rate,
    source: row.source,
    lineId: row.text("line_id"),
  };
}

/** The subscription alone: the id of the line has done its work. */
export function subscriptionOfLine(line: InvoiceLine): SubscriptionRecord {
  const { id, customerId, from, to, monthly, termEnd, opportunityId, churnReason, rate, source } = line;
  return { id, customerId, from, to, monthly, termEnd, opportunityId, churnReason, rate, source };
}
