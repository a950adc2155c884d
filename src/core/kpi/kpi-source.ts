import type { KpiGroups } from "./kpi-groups.ts";
import type { KpiDefinition } from "./kpi-record.ts";

export type KpiScope = "segment" | "owner" | "channel";

/** KPIs that are counted over the same members (opportunities, customers, leads, ...) of the same files. */
export interface KpiSource {
  readonly definitions: readonly KpiDefinition[];
  /** The same KPIs as they were known on the last day of the comparison window; absent where nobody can tell. */
  readonly earlier?: readonly KpiDefinition[];
  /** What changes are taken apart by. */
  readonly dimensions: readonly KpiGroups[];
  /** First day that the files tell about: before it nothing is known, which is not 0. */
  readonly firstDay: number;
  /** Days from the last record to the as-of day. */
  readonly silentDays: number;
  /**
   * 1 for the members that have the value in the column of the scope, for targets of a part of them. Absent where the files do
   * not have such a column.
   */
  readonly scopes: Readonly<
    Partial<
      Record<KpiScope, { readonly column: string; readonly membersWith: (value: string) => Uint8Array }>
    >
  >;
}
