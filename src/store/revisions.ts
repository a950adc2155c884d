import { sql } from "kysely";
import type { StoreTransaction } from "./store.ts";

/** A file of a workspace. */
export interface KeptSource {
  /** Name without folder; no two files of a revision have the same. */
  readonly name: string;
  readonly sha256: string;
}

/** A set of files and what an import makes of them; all but the rows of the change log. */
export interface Revision {
  /** 1 = the first. */
  readonly revision: number;
  /** All that was read beside the change log; JSON. */
  readonly header: unknown;
  readonly logSha256: string;
  readonly changeCount: number;
  readonly importId: string;
  readonly madeBy: string;
  readonly madeAt: Date;
}

/** The revision of a number, or the newest; undefined where there is none. */
export async function findRevision(
  tx: StoreTransaction,
  tenantId: string,
  revision?: number,
): Promise<Revision | undefined> {
  let query = tx.selectFrom("revision").selectAll().where("tenant_id", "=", tenantId);
  query =
    revision === undefined
      ? query.orderBy("revision", "desc").limit(1)
      : query.where("revision", "=", revision);
  const row = await query.executeTakeFirst();
  if (row === undefined) return undefined;
  return {
    revision: row.revision,
    header: row.header,
    logSha256: row.log_sha256,
    changeCount: row.change_count,
    importId: row.import_id,
    madeBy: row.made_by,
    madeAt: row.made_at,
  };
}

/** The files of a revision, by name. */
export async function sourcesOf(
  tx: StoreTransaction,
  tenantId: string,
  revision: number,
): Promise<readonly KeptSource[]> {
  return tx
    .selectFrom("source_file")
    .select(["name", "sha256"])
    .where("tenant_id", "=", tenantId)
    .where("since_revision", "<=", revision)
    .where((where) => where.or([where("until_revision", "is", null), where("until_revision", ">", revision)]))
    .orderBy("name")
    .execute();
}

/** Until the transaction ends no other import of the tenant can make a revision. */
export async function lockRevisions(tx: StoreTransaction, tenantId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('revcast.revision'), hashtext(${tenantId}))`.execute(tx);
}

export interface NewRevision extends Omit<Revision, "madeAt"> {
  readonly tenantId: string;
  readonly sources: readonly KeptSource[];
}

/** Adds a revision and marks which files it has no more. Call with the revisions locked, and after its changes. */
export async function addRevision(tx: StoreTransaction, made: NewRevision): Promise<void> {
  const { tenantId: tenant_id, revision } = made;
  const before = await sourcesOf(tx, tenant_id, revision - 1);
  const isIn = (sources: readonly KeptSource[], source: KeptSource): boolean =>
    sources.some(({ name, sha256 }) => name === source.name && sha256 === source.sha256);
  for (const { name } of before.filter((source) => !isIn(made.sources, source))) {
    await tx
      .updateTable("source_file")
      .set({ until_revision: revision })
      .where("tenant_id", "=", tenant_id)
      .where("name", "=", name)
      .where("until_revision", "is", null)
      .execute();
  }
  const added = made.sources.filter((source) => !isIn(before, source));
  if (added.length > 0) {
    await tx
      .insertInto("source_file")
      .values(
        added.map(({ name, sha256 }) => ({
          tenant_id,
          name,
          sha256,
          since_revision: revision,
          until_revision: null,
        })),
      )
      .execute();
  }
  await tx
    .insertInto("revision")
    .values({
      tenant_id,
      revision,
      import_id: made.importId,
      header: JSON.stringify(made.header),
      log_sha256: made.logSha256,
      change_count: made.changeCount,
      made_by: made.madeBy,
    })
    .execute();
}
