import type { Selectable } from "kysely";
import { ApiKey, type Role, type Scope } from "../../contracts/api/key.ts";
import type { Schema } from "../../store/schema.ts";
import { ROLE_RIGHTS } from "./role-rights.ts";

/** A stored key as it is shown: never its digest. */
export function presentKey(row: Selectable<Schema["api_key"]>): ApiKey {
  return ApiKey.parse({
    keyId: row.key_id,
    name: row.name,
    prefix: row.prefix,
    role: row.role,
    scopes: scopesOf(row.role as Role, row.scopes as Scope[]),
    subtreeOwner: row.subtree_owner,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at?.toISOString() ?? null,
    revokedAt: row.revoked_at?.toISOString() ?? null,
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
  });
}

/** What a key may do: its own scopes as far as its role has them; a role that lost a scope takes it from its keys. */
export function scopesOf(role: Role, scopes: readonly Scope[]): Scope[] {
  const all = ROLE_RIGHTS[role].scopes;
  return scopes.length === 0 ? [...all] : all.filter((scope) => scopes.includes(scope));
}
