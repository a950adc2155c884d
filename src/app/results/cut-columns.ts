import { isContactColumn } from "../access/contact-columns.ts";
import type { Sight } from "../access/sight.ts";

/** What the workspace says about its columns. */
export interface ColumnFacts {
  /** Column that names who owns an opportunity; rows are given to no subtree by any other one. */
  readonly ownerColumn: string | undefined;
  /** Column that the company itself cuts its totals by. */
  readonly segmentColumn: string | undefined;
}

/**
 * Whether a sight has to be kept from groups by a column. Who sees all opportunities may cut by every column but those of contacts; for
 * all others a column could tell rows apart, so they see the company's own segments and no other groups.
 */
export function hidesColumn(sight: Sight, facts: ColumnFacts, column: string | null | undefined): boolean {
  if (column === undefined || column === null) return false;
  if (!sight.seesContacts && isContactColumn(column)) return true;
  return sight.owners !== "all" && (column === facts.ownerColumn || column !== facts.segmentColumn);
}
