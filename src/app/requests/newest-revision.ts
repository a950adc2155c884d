import { sql } from "kysely";
import type { Store } from "../../store/store.ts";
import { coalesced } from "../access/coalesced.ts";

/** Number of a tenant's newest revision, 0 when nothing was imported; requests of one moment share a read. */
export function newestRevisionReader(store: Store): (tenantId: string) => Promise<number> {
  return coalesced((tenantId) =>
    store.inTenant(tenantId, async (tx) => {
      const row = await tx
        .selectFrom("revision")
        .select(sql<number>`coalesce(max(revision), 0)::int`.as("newest"))
        .where("tenant_id", "=", tenantId)
        .executeTakeFirstOrThrow();
      return row.newest;
    }),
  );
}
