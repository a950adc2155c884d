import type { AuditEntry, AuditPage } from "../../contracts/api/audit.ts";
import type { Store } from "../../store/store.ts";
import { readCursor, writeCursor } from "../access/cursor.ts";
import type { AuditDetail } from "./entry-digest.ts";

/** Entries of a tenant's audit log, latest first. @throws {AppFailure} usage for a cursor that is none */
export async function listAuditEntries(
  store: Store,
  tenantId: string,
  page: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<AuditPage> {
  const before =
    page.cursor === undefined ? undefined : Number(readCursor(page.cursor, "audit", [/^\d{1,15}$/])[0]);
  const rows = await store.inTenant(tenantId, (tx) =>
    tx
      .selectFrom("audit")
      .selectAll()
      .where("tenant_id", "=", tenantId)
      .$if(before !== undefined, (query) => query.where("entry", "<", before ?? 0))
      .orderBy("entry", "desc")
      .limit(page.limit + 1)
      .execute(),
  );
  const shown = rows.slice(0, page.limit);
  const last = shown.at(-1);
  return {
    rows: shown.map((row): AuditEntry => ({
      entry: row.entry,
      at: row.at.toISOString(),
      actor: row.actor,
      action: row.action,
      subject: row.subject,
      detail: { ...detailOf(row.detail) },
      previousSha256: row.previous_sha256,
      sha256: row.sha256,
    })),
    nextCursor:
      rows.length > page.limit && last !== undefined ? writeCursor("audit", [String(last.entry)]) : null,
  };
}

/** A detail as it was written: plain values by name. */
export function detailOf(json: unknown): AuditDetail {
  return json as AuditDetail;
}
