import type { LeadRecord, TouchRecord } from "../../core/customers/customer-records.ts";
import type { RecordRow } from "./record-row.ts";

/** Reads a row of leads; undefined when it is listed. */
export function leadOf(row: RecordRow): LeadRecord | undefined {
  const id = row.needed("lead_id");
  const createdOn = row.neededDay("created_on");
  const laterDay = (name: string): LeadRecord["createdOn"] | undefined => {
    const day = row.day(name);
    if (day !== undefined && day < createdOn) row.reject(name, "a day before the lead was created");
    return day;
  };
  const lead: LeadRecord = {
    id,
    createdOn,
    channel: row.text("channel"),
    marketingQualifiedOn: laterDay("mql_on"),
    salesQualifiedOn: laterDay("sql_on"),
    convertedOn: laterDay("converted_on"),
    opportunityId: row.text("opportunity_id"),
    customerId: row.text("customer_id"),
    source: row.source,
  };
  return row.isRejected ? undefined : lead;
}

/** Reads a row of touches; undefined when it is listed. */
export function touchOf(row: RecordRow): TouchRecord | undefined {
  const touch: TouchRecord = {
    leadId: row.needed("lead_id"),
    on: row.neededDay("touched_on"),
    channel: row.needed("channel"),
    source: row.source,
  };
  return row.isRejected ? undefined : touch;
}
