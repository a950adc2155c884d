import { sql } from "kysely";
import type { StoreTransaction } from "./store.ts";

/** Bytes of a piece: small enough that no file has to be in memory whole. */
export const PIECE_BYTES = 1 << 20;

/** Whether a file of these bytes is kept already. */
export async function hasRawFile(tx: StoreTransaction, tenantId: string, sha256: string): Promise<boolean> {
  const found = await tx
    .selectFrom("raw_file")
    .select("sha256")
    .where("tenant_id", "=", tenantId)
    .where("sha256", "=", sha256)
    .executeTakeFirst();
  return found !== undefined;
}

/**
 * Keeps the bytes of a file under their digest. A file that is kept already is left as it is.
 * @param pieces bytes in order; their digest is `sha256`
 */
export async function keepRawFile(
  tx: StoreTransaction,
  file: { readonly tenantId: string; readonly sha256: string; readonly byteCount: number },
  pieces: AsyncIterable<Buffer>,
): Promise<void> {
  const { tenantId: tenant_id, sha256, byteCount: byte_count } = file;
  const inserted = await tx
    .insertInto("raw_file")
    .values({ tenant_id, sha256, byte_count })
    .onConflict((conflict) => conflict.doNothing())
    .returning("sha256")
    .executeTakeFirst();
  if (inserted === undefined) return;
  let ordinal = 0;
  for await (const bytes of pieces) {
    await tx.insertInto("raw_piece").values({ tenant_id, sha256, ordinal, bytes }).execute();
    ordinal++;
  }
}

/** The bytes of a kept file, piece by piece. */
export async function* rawPieces(
  tx: StoreTransaction,
  tenantId: string,
  sha256: string,
): AsyncGenerator<Buffer> {
  for (let ordinal = 0; ; ordinal++) {
    const piece = await tx
      .selectFrom("raw_piece")
      .select("bytes")
      .where("tenant_id", "=", tenantId)
      .where("sha256", "=", sha256)
      .where("ordinal", "=", ordinal)
      .executeTakeFirst();
    if (piece === undefined) return;
    yield piece.bytes;
  }
}

/** Removes kept files that belong to no revision: what an import left behind that was stopped before its end. */
export async function dropUnusedRawFiles(tx: StoreTransaction, tenantId: string): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    delete from raw_file r
    where tenant_id = ${tenantId} and stored_at < now() - interval '1 day'
      and not exists (select 1 from source_file s where s.tenant_id = r.tenant_id and s.sha256 = r.sha256)`.execute(
    tx,
  );
  return Number(numAffectedRows);
}
