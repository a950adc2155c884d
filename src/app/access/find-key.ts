import { sql } from "kysely";
import { Role, type Scope } from "../../contracts/api/key.ts";
import { AppFailure } from "../../contracts/failure.ts";
import type { Store } from "../../store/store.ts";
import { coalesced } from "./coalesced.ts";
import { isSameDigest, type KeyText } from "./key-text.ts";
import { scopesOf } from "./present-key.ts";
import type { Principal } from "./principal.ts";

/** Finds who a key belongs to; nobody has one that cannot be a key. @throws {AppFailure} not_signed_in */
export type Authenticate = (key: KeyText | undefined) => Promise<Principal>;

const NOBODY = Buffer.alloc(32);
const USE_IS_NOTED_EVERY_MS = 3_600_000;

/**
 * Checks keys against the store, at every request anew: what was revoked is refused at once. Requests with one key that arrive while
 * it is being read share the next read, which tells the newest revision of the tenant too.
 */
export function authenticator(store: Store): Authenticate {
  const rowOf = coalesced((prefix) =>
    store.asSystem((tx) =>
      tx
        .selectFrom("api_key")
        .selectAll()
        .select((key) =>
          key
            .selectFrom("revision")
            .select(sql<number>`coalesce(max(revision), 0)::int`.as("newest"))
            .whereRef("revision.tenant_id", "=", "api_key.tenant_id")
            .as("newest_revision"),
        )
        .where("prefix", "=", prefix)
        .executeTakeFirst(),
    ),
  );
  const notedAt = new Map<string, number>();
  // All requests that share a read are one principal's.
  const principals = new WeakMap<object, Principal>();
  return async (key) => {
    if (key === undefined) throw refused("is not one: a part is missing or mistyped");
    const row = await rowOf(key.prefix);
    // The same work whether there is such a key or not.
    const isRight = isSameDigest(key.sha256, row?.secret_sha256 ?? NOBODY);
    if (row === undefined || !isRight || row.revoked_at !== null) throw refused("is not valid");
    const now = Date.now();
    if (row.expires_at !== null && row.expires_at.getTime() <= now) throw refused("has expired");
    if (now - (notedAt.get(row.key_id) ?? 0) > USE_IS_NOTED_EVERY_MS) {
      notedAt.set(row.key_id, now);
      await noteUse(store, row.tenant_id, row.key_id);
    }
    const known = principals.get(row);
    if (known !== undefined) return known;
    const role = Role.parse(row.role);
    const principal: Principal = {
      tenantId: row.tenant_id,
      keyId: row.key_id,
      name: row.name,
      role,
      scopes: scopesOf(role, row.scopes as Scope[]),
      subtreeOwner: row.subtree_owner ?? undefined,
      newestRevision: row.newest_revision ?? undefined,
    };
    principals.set(row, principal);
    return principal;
  };
}

function refused(why: string): AppFailure {
  return new AppFailure(
    "not_signed_in",
    `Cannot tell who asks: the key ${why}; send one as "Authorization: Bearer KEY"`,
  );
}

async function noteUse(store: Store, tenantId: string, keyId: string): Promise<void> {
  await store.inTenant(tenantId, (tx) =>
    tx
      .updateTable("api_key")
      .set({ last_used_at: sql`date_trunc('hour', now())` })
      .where("tenant_id", "=", tenantId)
      .where("key_id", "=", keyId)
      .execute(),
  );
}
