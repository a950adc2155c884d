import type { ColumnType } from "kysely";
import type { StoreTransaction } from "./store.ts";

/** Every import that was acknowledged; the migration says what each column means. */
export interface ImportTable {
  tenant_id: string;
  import_id: string;
  revision: number;
  is_new: boolean;
  files: ColumnType<readonly ImportedFile[], string, string>;
  rejection_count: number;
  made_by: string;
  made_at: ColumnType<Date, Date | undefined, never>;
}

/** A file as it was sent, and what became of it. */
export interface ImportedFile {
  readonly name: string;
  readonly sha256: string;
  readonly state: "added" | "replaced" | "known" | "renamed";
}

export interface KeptImport {
  readonly importId: string;
  readonly revision: number;
  readonly isNew: boolean;
  readonly files: readonly ImportedFile[];
  readonly rejectionCount: number;
  readonly madeBy: string;
}

/** Keeps that files were imported, in the transaction that did it. An id that is there already stays as it is. */
export async function keepImport(tx: StoreTransaction, tenantId: string, made: KeptImport): Promise<void> {
  await tx
    .insertInto("import")
    .values({
      tenant_id: tenantId,
      import_id: made.importId,
      revision: made.revision,
      is_new: made.isNew,
      files: JSON.stringify(made.files),
      rejection_count: made.rejectionCount,
      made_by: made.madeBy,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** An import by its id; undefined where there is none. */
export async function findImport(
  tx: StoreTransaction,
  tenantId: string,
  importId: string,
): Promise<KeptImport | undefined> {
  const row = await tx
    .selectFrom("import")
    .selectAll()
    .where("tenant_id", "=", tenantId)
    .where("import_id", "=", importId)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  return {
    importId: row.import_id,
    revision: row.revision,
    isNew: row.is_new,
    files: row.files,
    rejectionCount: row.rejection_count,
    madeBy: row.made_by,
  };
}
