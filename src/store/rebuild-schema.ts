import { sql } from "kysely";
import { SCHEMA_NAME } from "./migrate.ts";
import { MIGRATIONS } from "./migrations/migrations.ts";
import { asOwner } from "./own-session.ts";
import type { StoreTransaction } from "./store.ts";
import { tableShapes } from "./table-shapes.ts";

/** The lock under which kysely migrates. */
const MIGRATION_LOCK = "3853314791062309107";

/** Names of all migrations of this version, in order. */
export const MIGRATION_NAMES: readonly string[] = Object.keys(MIGRATIONS).sort();

/** Makes the tables as they were after so many migrations. Only for a store without rows: all tables are made anew. */
export async function rebuildSchema(tx: StoreTransaction, migrationCount: number): Promise<void> {
  const tables = await tableShapes(tx);
  await asOwner(tx, async () => {
    await sql`select pg_advisory_xact_lock(${MIGRATION_LOCK}::bigint)`.execute(tx);
    for (const { name } of tables)
      await sql`drop table ${sql.table(`${SCHEMA_NAME}.${name}`)} cascade`.execute(tx);
    for (const name of MIGRATION_NAMES.slice(0, migrationCount)) await MIGRATIONS[name]!.up(tx);
  });
}

/** Runs the migrations after so many. */
export async function finishSchema(tx: StoreTransaction, migrationCount: number): Promise<void> {
  await asOwner(tx, async () => {
    for (const name of MIGRATION_NAMES.slice(migrationCount)) await MIGRATIONS[name]!.up(tx);
  });
}

/** Names of the migrations that the schema was made by, in order. */
export async function executedMigrations(tx: StoreTransaction): Promise<string[]> {
  return asOwner(tx, async () => {
    const { rows } = await sql<{ name: string }>`
      select name from ${sql.table(`${SCHEMA_NAME}.schema_migration`)} order by name collate "C"`.execute(tx);
    return rows.map(({ name }) => name);
  });
}
