import type { CustomerRecord } from "../../core/customers/customer-records.ts";
import type { RecordRow } from "./record-row.ts";

/** Reads a row of customers; undefined when it is listed. */
export function customerOf(row: RecordRow): CustomerRecord | undefined {
  const customer: CustomerRecord = {
    id: row.needed("customer_id"),
    name: row.text("name"),
    segment: row.text("segment"),
    owner: row.text("owner"),
    channel: row.text("channel"),
    since: row.day("since"),
    churnReason: row.text("churn_reason"),
    source: row.source,
  };
  return row.isRejected ? undefined : customer;
}
