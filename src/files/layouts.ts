import type { RoleColumns } from "./column-roles.ts";

/** How a file tells about opportunities, the more telling first: of two that tell about the same ones the first is used. */
export const LAYOUTS = ["change history", "snapshot series", "opportunities"] as const;
export type Layout = (typeof LAYOUTS)[number];

export const LAYOUT_NEEDS =
  "a change history needs opportunity_id, changed_at, stage, amount; " +
  "a snapshot series needs snapshot_date, opportunity_id, stage, amount; " +
  "a table of opportunities needs opportunity_id, stage, a created or close date, and amount or close_value";

/** The layout of a header, or undefined when it is none. */
export function layoutOf(columns: RoleColumns): Layout | undefined {
  const has = (role: keyof RoleColumns): boolean => columns[role] !== undefined;
  if (!has("opportunityId") || !has("stage")) return undefined;
  if (has("snapshotDate") && has("amount")) return "snapshot series";
  if (has("changedAt") && has("amount")) return "change history";
  const hasDate = has("createdDate") || has("closeDate") || has("closedDate");
  return hasDate && (has("amount") || has("closeValue")) ? "opportunities" : undefined;
}
