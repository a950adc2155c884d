import type { OwnerRecord } from "../../core/customers/customer-records.ts";
import type { RecordRow } from "./record-row.ts";

/** Reads who reports to whom; undefined when the row is listed. */
export function ownerOf(row: RecordRow): OwnerRecord | undefined {
  const owner = row.needed("owner");
  const from = row.day("from");
  const to = row.day("to");
  const manager = row.text("manager");
  if (from !== undefined && to !== undefined && to < from) row.reject("to", "ends before it starts");
  if (manager !== undefined && manager === owner) row.reject("manager", "reports to itself");
  return row.isRejected ? undefined : { owner, manager, from, to, source: row.source };
}
