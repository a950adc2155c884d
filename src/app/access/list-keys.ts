import type { ApiKey } from "../../contracts/api/key.ts";
import type { Store } from "../../store/store.ts";
import { presentKey } from "./present-key.ts";

/** All keys of a tenant, revoked and expired ones too, latest first. */
export async function listKeys(store: Store, tenantId: string): Promise<ApiKey[]> {
  const rows = await store.inTenant(tenantId, (tx) =>
    tx
      .selectFrom("api_key")
      .selectAll()
      .where("tenant_id", "=", tenantId)
      .orderBy("created_at", "desc")
      .orderBy("key_id")
      .limit(10_000)
      .execute(),
  );
  return rows.map(presentKey);
}
