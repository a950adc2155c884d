import { isDeepStrictEqual } from "node:util";
import { sql } from "kysely";
import type { BackupHeader, BackupSummary, BackupTable } from "../../contracts/backup.ts";
import { AppFailure } from "../../contracts/failure.ts";
import { inOwnSession } from "../../store/own-session.ts";
import { finishSchema, MIGRATION_NAMES, rebuildSchema } from "../../store/rebuild-schema.ts";
import { hasRows, insertRowTexts, rowTexts } from "../../store/row-texts.ts";
import type { Store, StoreTransaction } from "../../store/store.ts";
import { tableShapes, type TableShape } from "../../store/table-shapes.ts";
import { DEFAULT_TENANT } from "../workspace/workspace.ts";
import { rowLine, TableHash, type TableDigest } from "./content-digest.ts";
import { readBackup } from "./read-backup.ts";
import { summaryOf } from "./write-backup.ts";

export interface RestoreOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (table: string, rowCount: number) => void;
}

/**
 * Restores a backup into an empty store, in one transaction: afterwards everything is there, and was read back from the database and
 * found equal by its digests, or nothing is. A backup of an older schema is restored as it was and then brought up to date.
 * @throws {AppFailure} as `readBackup`; conflict when the store is not empty or is in use; not_supported for a backup of a newer
 *   schema; differs when the database does not give back what it was given
 */
export async function restoreBackup(
  store: Store,
  path: string,
  { signal, onProgress }: RestoreOptions = {},
): Promise<BackupSummary> {
  return inOwnSession(store, { sees: "*", access: "read write" }, async (tx) => {
    let tables: readonly TableShape[] = [];
    let table: TableShape | undefined;
    let rowCount = 0;
    const restored = new Set<string>();
    const read = await readBackup(
      path,
      {
        onHeader: async (header) => {
          await prepare(tx, header, path);
          tables = await tableShapes(tx);
        },
        onTable: (next) => {
          table = sameTable(tables, next, path);
          restored.add(table.name);
          rowCount = 0;
          return Promise.resolve();
        },
        onRows: async (texts) => {
          signal?.throwIfAborted();
          await insertRowTexts(tx, table!, texts);
          onProgress?.(table!.name, (rowCount += texts.length));
        },
        onTableEnd: async (digest) => {
          signal?.throwIfAborted();
          await compare(tx, table!, digest);
        },
      },
      signal,
    );
    const missing = tables.find(({ name }) => !restored.has(name));
    if (missing !== undefined) throw otherSchema(path, missing.name);
    await finishSchema(tx, read.header.migrations.length);
    return summaryOf(path, read.byteCount, read);
  });
}

/** Locks the tables, makes sure that they are empty, and brings them to the schema of the backup. */
async function prepare(tx: StoreTransaction, header: BackupHeader, path: string): Promise<void> {
  const count = header.migrations.length;
  if (!isDeepStrictEqual(MIGRATION_NAMES.slice(0, count), header.migrations)) {
    const unknown = header.migrations.filter((name) => !MIGRATION_NAMES.includes(name));
    throw new AppFailure(
      "not_supported",
      `Cannot restore ${path}: revcast ${header.version} wrote it with a schema that this version does not know ` +
        `(${unknown.join(", ")}); restore it with that version or a newer one`,
    );
  }
  const tables = await tableShapes(tx);
  const names = tables.map(({ name }) => sql.ref(name));
  await sql`lock table ${sql.join(names)} in exclusive mode`.execute(tx).catch((error: unknown) => {
    if ((error as { code?: string }).code !== "55P03") throw error;
    throw new AppFailure(
      "conflict",
      "Cannot restore: others are at work in the database; stop the service and the workers first",
      { cause: error },
    );
  });
  await ensureEmpty(tx, tables);
  if (count < MIGRATION_NAMES.length) await rebuildSchema(tx, count);
}

/** Nothing may be there but the tenant that every command makes. */
async function ensureEmpty(tx: StoreTransaction, tables: readonly TableShape[]): Promise<void> {
  const held: string[] = [];
  for (const table of tables) {
    if (table.name !== "tenant" && (await hasRows(tx, table))) held.push(table.name);
  }
  const tenants = await tx.selectFrom("tenant").select("tenant_id").orderBy("tenant_id").execute();
  const others = tenants.filter(({ tenant_id }) => tenant_id !== DEFAULT_TENANT);
  if (held.length > 0 || others.length > 0) {
    throw new AppFailure(
      "conflict",
      `Cannot restore: the workspace is not empty (${[...others.map(({ tenant_id }) => `tenant ${tenant_id}`), ...held].join(", ")}); ` +
        "nothing was changed; name a new folder with --workspace, or an empty database with DATABASE_URL",
    );
  }
  await tx.deleteFrom("tenant").where("tenant_id", "=", DEFAULT_TENANT).execute();
}

function sameTable(tables: readonly TableShape[], saved: BackupTable, path: string): TableShape {
  const table = tables.find(({ name }) => name === saved.table);
  const isSame =
    table !== undefined &&
    isDeepStrictEqual(table.columns, saved.columns) &&
    isDeepStrictEqual(table.key, saved.key);
  if (!isSame) throw otherSchema(path, saved.table);
  return table;
}

function otherSchema(path: string, table: string): AppFailure {
  return new AppFailure(
    "bad_input",
    `Cannot restore ${path}: the table ${table} is not the one that its migrations make`,
  );
}

/** Reads a table back and holds it against the backup. */
async function compare(tx: StoreTransaction, table: TableShape, saved: TableDigest): Promise<void> {
  const hash = new TableHash();
  for await (const texts of rowTexts(tx, table)) for (const text of texts) hash.add(rowLine(text));
  const { rowCount, sha256 } = hash.digest(table.name);
  if (rowCount === saved.rowCount && sha256 === saved.sha256) return;
  throw new AppFailure(
    "differs",
    `Cannot restore: the database gives back other rows of ${table.name} than it was given ` +
      `(${rowCount} of ${saved.rowCount}); nothing was changed`,
  );
}
