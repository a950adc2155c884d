import type { Selectable } from "kysely";
import { AppFailure } from "../../contracts/failure.ts";
import { DocumentKind, type DocumentText, type DocumentVersion } from "../../contracts/document.ts";
import type { Schema } from "../../store/schema.ts";
import type { StoreTransaction } from "../../store/store.ts";
import type { Workspace } from "../workspace/workspace.ts";

type DocumentRow = Selectable<Schema["document"]>;

/** The newest version of a document, which may be its removal; undefined when there never was one. */
export async function newestVersion(
  tx: StoreTransaction,
  tenantId: string,
  kind: DocumentKind,
  name: string,
): Promise<DocumentRow | undefined> {
  return tx
    .selectFrom("document")
    .selectAll()
    .where("tenant_id", "=", tenantId)
    .where("kind", "=", kind)
    .where("name", "=", name)
    .orderBy("version", "desc")
    .limit(1)
    .executeTakeFirst();
}

/** One version of a document; undefined where there is no such version. */
export async function versionOf(
  tx: StoreTransaction,
  tenantId: string,
  { kind, name, version }: Pick<DocumentRow, "kind" | "name" | "version">,
): Promise<DocumentRow | undefined> {
  return tx
    .selectFrom("document")
    .selectAll()
    .where("tenant_id", "=", tenantId)
    .where("kind", "=", kind)
    .where("name", "=", name)
    .where("version", "=", version)
    .executeTakeFirst();
}

/** A version as it is shown, without its text. */
export function presentVersion(row: DocumentRow): DocumentVersion {
  return {
    kind: DocumentKind.parse(row.kind),
    name: row.name,
    version: row.version,
    sha256: row.sha256,
    byteCount: Buffer.byteLength(row.body),
    isDeleted: row.is_deleted,
    madeBy: row.made_by,
    madeAt: row.made_at.toISOString(),
  };
}

/** Which documents a reader may know of; costs and scenarios hold salaries. */
export interface DocumentSight {
  readonly kinds: readonly DocumentKind[];
}

/** All documents that there are, by kind and name, newest versions only. */
export async function listDocuments(
  { store, tenantId }: Workspace,
  { kinds }: DocumentSight,
): Promise<DocumentVersion[]> {
  const rows = await store.inTenant(tenantId, (tx) =>
    tx
      .selectFrom("document")
      .distinctOn(["kind", "name"])
      .selectAll()
      .where("tenant_id", "=", tenantId)
      .where("kind", "in", kinds.length === 0 ? [""] : [...kinds])
      .orderBy("kind")
      .orderBy("name")
      .orderBy("version", "desc")
      .execute(),
  );
  return rows.filter((row) => !row.is_deleted).map(presentVersion);
}

/**
 * A document with its text.
 * @param version a number, else the newest
 * @throws {AppFailure} not_found
 */
export async function readDocument(
  { store, tenantId }: Workspace,
  kind: DocumentKind,
  name: string,
  version?: number,
): Promise<DocumentText> {
  const row = await store.inTenant(tenantId, (tx) =>
    version === undefined
      ? newestVersion(tx, tenantId, kind, name)
      : versionOf(tx, tenantId, { kind, name, version }),
  );
  if (row === undefined || row.is_deleted) {
    throw new AppFailure("not_found", `Cannot find the ${kind} "${name}" in the workspace`);
  }
  return { ...presentVersion(row), text: row.body };
}
