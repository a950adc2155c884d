import { Role, type Scope } from "../../contracts/api/key.ts";
import { AppFailure } from "../../contracts/failure.ts";
import type { RunKind } from "../../contracts/run.ts";
import type { StoreTransaction } from "../../store/store.ts";
import { ensureMayUse } from "../access/policy.ts";
import { scopesOf } from "../access/present-key.ts";

/**
 * Holds the rights of the key that a schedule runs as, as they are at this moment.
 * @throws {AppFailure} denied when the key has gone or may not run it
 */
export async function ensureMayRun(
  tx: StoreTransaction,
  tenantId: string,
  keyId: string,
  kind: RunKind,
  now: Date,
): Promise<void> {
  const key = await tx
    .selectFrom("api_key")
    .selectAll()
    .where("tenant_id", "=", tenantId)
    .where("key_id", "=", keyId)
    .executeTakeFirst();
  if (key === undefined) throw new AppFailure("denied", "Cannot run the schedule: its key does not exist");
  if (key.revoked_at !== null) throw new AppFailure("denied", "Cannot run the schedule: its key was revoked");
  if (key.expires_at !== null && key.expires_at <= now) {
    throw new AppFailure("denied", "Cannot run the schedule: its key has expired");
  }
  const role = Role.parse(key.role);
  const principal = {
    tenantId,
    keyId,
    name: key.name,
    role,
    scopes: scopesOf(role, key.scopes as Scope[]),
    subtreeOwner: key.subtree_owner ?? undefined,
  };
  // What shows costs and salaries is for keys that may see them, whoever reads the result later.
  const shows = kind === "scenario" || kind === "roi" ? "C4" : "C2";
  ensureMayUse(principal, { scope: "run", shows, rows: "company" });
}
