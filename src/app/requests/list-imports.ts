import { sql } from "kysely";
import type { ImportPage } from "../../contracts/api/import.ts";
import { MOMENT, readCursor, ROW_ID, writeCursor } from "../access/cursor.ts";
import type { Workspace } from "../workspace/workspace.ts";

/** Imports into a workspace, the latest first. @throws {AppFailure} usage for a cursor that is none */
export async function listImports(
  { store, tenantId }: Workspace,
  page: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<ImportPage> {
  const { limit, cursor } = page;
  const after = cursor === undefined ? undefined : readCursor(cursor, "imports", [MOMENT, ROW_ID]);
  const moment = sql<Date>`date_trunc('milliseconds', made_at)`;
  const found = await store.inTenant(tenantId, (tx) =>
    tx
      .selectFrom("import")
      .selectAll()
      .where("tenant_id", "=", tenantId)
      .$if(after !== undefined, (query) =>
        query.where(sql<boolean>`(${moment}, import_id) < (${after?.[0]}::timestamptz, ${after?.[1]}::uuid)`),
      )
      .orderBy(moment, "desc")
      .orderBy("import_id", "desc")
      .limit(limit + 1)
      .execute(),
  );
  const rows = found.slice(0, limit).map((row) => ({
    importId: row.import_id,
    revision: row.revision,
    isNew: row.is_new,
    files: row.files.map((file) => ({ ...file })),
    rejectionCount: row.rejection_count,
    madeBy: row.made_by,
    madeAt: row.made_at.toISOString(),
  }));
  const last = rows.at(-1);
  const isLast = found.length <= limit || last === undefined;
  return { rows, nextCursor: isLast ? null : writeCursor("imports", [last.madeAt, last.importId]) };
}
