import type { ApiKey } from "../../contracts/api/key.ts";
import { AppFailure } from "../../contracts/failure.ts";
import type { Store } from "../../store/store.ts";
import { appendAudit } from "../audit/append.ts";
import { presentKey } from "./present-key.ts";

/**
 * Takes a key back; the next request with it is refused. A key that was taken back already stays so.
 * @param role only a key of this role, so that finance takes back its own
 * @throws {AppFailure} not_found
 */
export async function revokeKey(
  store: Store,
  place: { readonly tenantId: string; readonly actor: string; readonly onlyRole?: string | undefined },
  keyId: string,
): Promise<ApiKey> {
  const { tenantId, actor, onlyRole } = place;
  return store.inTenant(tenantId, async (tx) => {
    const row = await tx
      .selectFrom("api_key")
      .selectAll()
      .where("tenant_id", "=", tenantId)
      .where("key_id", "=", keyId)
      .forUpdate()
      .executeTakeFirst();
    if (row === undefined || (onlyRole !== undefined && row.role !== onlyRole)) {
      throw new AppFailure("not_found", `Cannot revoke the key ${keyId}: there is no such key`);
    }
    if (row.revoked_at !== null) return presentKey(row);
    const revoked = await tx
      .updateTable("api_key")
      .set({ revoked_at: new Date() })
      .where("tenant_id", "=", tenantId)
      .where("key_id", "=", keyId)
      .returningAll()
      .executeTakeFirstOrThrow();
    await appendAudit(tx, {
      tenantId,
      actor,
      action: "key.revoke",
      subject: keyId,
      detail: { prefix: row.prefix, role: row.role },
    });
    return presentKey(revoked);
  });
}
