import { createHash } from "node:crypto";

/** Values of a detail: ids, counts, digests and names of fields. */
export type AuditDetail = Readonly<Record<string, string | number | boolean | null>>;

export interface AuditContent {
  readonly tenantId: string;
  readonly entry: number;
  readonly at: Date;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly detail: AuditDetail;
  readonly previousSha256: string;
}

/** What stands before the first entry. */
export const CHAIN_START = "0".repeat(64);

/** Digest of an entry with all that it says and the digest of the one before; hexadecimal SHA-256. */
export function entryDigest(content: AuditContent): string {
  const { tenantId, entry, at, actor, action, subject, detail, previousSha256 } = content;
  // The database does not keep the order of fields.
  const fields = Object.entries(detail).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const text = JSON.stringify([
    tenantId,
    entry,
    at.toISOString(),
    actor,
    action,
    subject,
    fields,
    previousSha256,
  ]);
  return createHash("sha256").update(text).digest("hex");
}
