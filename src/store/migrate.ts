import { Migrator, sql, type Kysely } from "kysely";
import { AppFailure } from "../contracts/failure.ts";
import { MIGRATIONS } from "./migrations/migrations.ts";
import type { Schema } from "./schema.ts";

/** Schema of the database that holds all tables of revcast. */
export const SCHEMA_NAME = "revcast";

/**
 * Brings a database to the schema of this version. Safe to run twice, at once by several processes, and to be killed.
 * @returns names of the migrations that were run
 * @throws {AppFailure} not_supported when the database was made by a newer version
 */
export async function migrate(db: Kysely<Schema>): Promise<string[]> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve({ ...MIGRATIONS }) },
    migrationTableName: "schema_migration",
    migrationLockTableName: "schema_migration_lock",
    migrationTableSchema: SCHEMA_NAME,
  });
  const known = new Set(Object.keys(MIGRATIONS));
  const { error, results = [] } = await migrator.migrateToLatest();
  if (error !== undefined) {
    const newer = await newerMigrations(db, known);
    if (newer.length === 0) throw error;
    throw new AppFailure(
      "not_supported",
      `Cannot use the database: a newer version of revcast has changed it (${newer.join(", ")}); use that version`,
    );
  }
  return results.map(({ migrationName }) => migrationName);
}

async function newerMigrations(db: Kysely<Schema>, known: ReadonlySet<string>): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select name from ${sql.table(`${SCHEMA_NAME}.schema_migration`)} order by name`.execute(db);
  return rows.map(({ name }) => name).filter((name) => !known.has(name));
}
