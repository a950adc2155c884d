import { sql } from "kysely";
import type { StoreTransaction } from "../../store/store.ts";
import { CHAIN_START, entryDigest, type AuditDetail } from "./entry-digest.ts";

export interface AuditEvent {
  readonly tenantId: string;
  readonly actor: string;
  /** Noun and verb, such as `key.add`. */
  readonly action: string;
  /** What it was done to, by its id. */
  readonly subject: string;
  /** Ids, counts and digests. Never a secret, an amount, or a word of a document. */
  readonly detail?: AuditDetail;
}

/**
 * Adds an entry to a tenant's audit log, in the transaction of what it tells of: both are there afterwards or neither.
 * Entries of a tenant are written one after another; the lock is let go with the end of the transaction.
 */
export async function appendAudit(tx: StoreTransaction, event: AuditEvent): Promise<void> {
  const { tenantId, actor, action, subject, detail = {} } = event;
  await sql`select pg_advisory_xact_lock(hashtextextended(${`audit ${tenantId}`}, 0))`.execute(tx);
  const last = await tx
    .selectFrom("audit")
    .select(["entry", "sha256"])
    .where("tenant_id", "=", tenantId)
    .orderBy("entry", "desc")
    .limit(1)
    .executeTakeFirst();
  const content = {
    tenantId,
    entry: (last?.entry ?? 0) + 1,
    at: new Date(),
    actor,
    action,
    subject,
    detail,
    previousSha256: last?.sha256 ?? CHAIN_START,
  };
  await tx
    .insertInto("audit")
    .values({
      tenant_id: tenantId,
      entry: content.entry,
      at: content.at,
      actor,
      action,
      subject,
      detail: JSON.stringify(detail),
      previous_sha256: content.previousSha256,
      sha256: entryDigest(content),
    })
    .execute();
}
