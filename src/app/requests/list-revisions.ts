import type { RevisionPage } from "../../contracts/api/revision.ts";
import { sourcesOf } from "../../store/revisions.ts";
import { readCursor, writeCursor } from "../access/cursor.ts";
import type { Workspace } from "../workspace/workspace.ts";

/** Revisions of a workspace, latest first. @throws {AppFailure} usage for a cursor that is none */
export async function listRevisions(
  { store, tenantId }: Workspace,
  page: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<RevisionPage> {
  const before =
    page.cursor === undefined ? undefined : Number(readCursor(page.cursor, "revisions", [/^\d{1,9}$/])[0]);
  return store.inTenant(tenantId, async (tx) => {
    const found = await tx
      .selectFrom("revision")
      .select(["revision", "import_id", "log_sha256", "change_count", "made_by", "made_at"])
      .where("tenant_id", "=", tenantId)
      .$if(before !== undefined, (query) => query.where("revision", "<", before ?? 0))
      .orderBy("revision", "desc")
      .limit(page.limit + 1)
      .execute();
    const rows: RevisionPage["rows"] = [];
    for (const row of found.slice(0, page.limit)) {
      rows.push({
        revision: row.revision,
        importId: row.import_id,
        logSha256: row.log_sha256,
        changeCount: row.change_count,
        madeBy: row.made_by,
        madeAt: row.made_at.toISOString(),
        files: [...(await sourcesOf(tx, tenantId, row.revision))],
      });
    }
    const last = rows.at(-1);
    const isLast = found.length <= page.limit || last === undefined;
    return { rows, nextCursor: isLast ? null : writeCursor("revisions", [String(last.revision)]) };
  });
}
