import type { AuditVerdict } from "../../contracts/api/audit.ts";
import type { Store } from "../../store/store.ts";
import { CHAIN_START, entryDigest } from "./entry-digest.ts";
import { detailOf } from "./list-entries.ts";

const PAGE = 1_000;

/**
 * Walks a tenant's audit log from its first entry: each must carry the number that follows, the digest of the one before, and its
 * own. What was changed, removed, added or moved in between shows; a log that was cut at its end shows when `knownHead`, a digest
 * that was kept elsewhere, is given.
 */
export async function verifyAuditChain(
  store: Store,
  tenantId: string,
  knownHead?: string,
): Promise<AuditVerdict> {
  let previous = CHAIN_START;
  let count = 0;
  let sawHead = knownHead === undefined || knownHead === CHAIN_START;
  while (true) {
    const after = count;
    const rows = await store.inTenant(tenantId, (tx) =>
      tx
        .selectFrom("audit")
        .selectAll()
        .where("tenant_id", "=", tenantId)
        .where("entry", ">", after)
        .orderBy("entry")
        .limit(PAGE)
        .execute(),
    );
    for (const row of rows) {
      const broken = (reason: string): AuditVerdict => ({
        entryCount: count,
        head: previous,
        isIntact: false,
        brokenAt: count + 1,
        reason,
      });
      if (row.entry !== count + 1) return broken(`Entry ${count + 1} is missing`);
      if (row.previous_sha256 !== previous) return broken("It does not follow the entry before it");
      const digest = entryDigest({
        tenantId,
        entry: row.entry,
        at: row.at,
        actor: row.actor,
        action: row.action,
        subject: row.subject,
        detail: detailOf(row.detail),
        previousSha256: previous,
      });
      if (digest !== row.sha256) return broken("Its content is not what was written");
      previous = digest;
      count += 1;
      sawHead ||= digest === knownHead;
    }
    if (rows.length < PAGE) break;
  }
  const intact = { entryCount: count, head: previous };
  return sawHead
    ? { ...intact, isIntact: true, brokenAt: null, reason: null }
    : { ...intact, isIntact: false, brokenAt: count + 1, reason: "It ends before the known head" };
}
