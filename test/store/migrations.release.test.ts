import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { Client, type ClientConfig } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeBackup } from "../../src/app/backup/write-backup.ts";
import { restoreBackup } from "../../src/app/backup/restore-backup.ts";
import { inOwnSession } from "../../src/store/own-session.ts";
import { MIGRATION_NAMES, rebuildSchema } from "../../src/store/rebuild-schema.ts";
import { rowTexts } from "../../src/store/row-texts.ts";
import { openStore, type Store } from "../../src/store/store.ts";
import { tableShapes } from "../../src/store/table-shapes.ts";
import { catalogueOf } from "./catalogue.ts";
import { dropSchema, killAtStatements, prepareMigration } from "./doomed-migrations.ts";
import { ENGINES, freshPlace, type FreshPlace } from "./fresh-places.ts";

/** Every statement is for the full tier; here every fifth, others on each engine. */
const STRIDE = 5;

describe.each(ENGINES)("migrations on the %s database", (engine) => {
  let fresh: FreshPlace;
  let held: Store;
  let connection: ClientConfig;
  let whole: string;
  beforeAll(async () => {
    fresh = await freshPlace(engine);
    held = await openStore(fresh.place);
    connection = held.connection;
    whole = await catalogueOf(connection);
  });
  afterAll(async () => {
    await held.close();
    await fresh.remove();
  });

  it("change nothing when they are run again", async () => {
    await (await openStore(fresh.place)).close();
    expect(await catalogueOf(connection)).toBe(whole);
    expect(whole.split("\n").filter((line) => line.startsWith("relation")).length).toBeGreaterThan(40);
  });

  it("are run once by five processes that begin at once", async () => {
    await dropSchema(connection);
    const five = Array.from({ length: 5 }, () => prepareMigration(connection, 0, "before"));
    expect(await Promise.all(five.map(({ run }) => run()))).toEqual(five.map(() => "done"));
    expect(await catalogueOf(connection)).toBe(whole);
  });

  it.each(["before", "after"] as const)(
    "killed %s a statement end the same when they are run again",
    async (moment) => {
      const first = 1 + ENGINES.indexOf(engine) + (moment === "before" ? 0 : 2);
      const killedAt = await killAtStatements(
        { ...fresh, connection, whole },
        { moment, first, stride: STRIDE },
      );
      expect(killedAt.length).toBeGreaterThan(8);
    },
  );
});

describe.each(MIGRATION_NAMES.slice(0, -1).map((name, index) => [name, index + 1] as const))(
  "a database that was made by migrations up to %s",
  (_name, count) => {
    const folder = mkdtempSync(join(tmpdir(), "revcast-older-"));
    const file = join(folder, "older.backup");
    let older: FreshPlace;
    beforeAll(async () => {
      older = await freshPlace("server");
      const store = await openStore(older.place);
      await inOwnSession(store, { sees: "*", access: "read write" }, async (tx) => {
        await rebuildSchema(tx, count);
        await sql`insert into tenant (tenant_id, name) values ('old', 'Old "GmbH"')`.execute(tx);
        await sql`
          insert into document (tenant_id, kind, name, version, body, sha256, made_by)
          select 'old', 'policy', 'd', version, repeat('ä', 3000), 'x', 'y' from generate_series(1, 500) version`.execute(
          tx,
        );
      });
      const client = new Client(store.connection);
      await client.connect();
      await client.query("delete from schema_migration where name > $1", [MIGRATION_NAMES[count - 1]]);
      await client.end();
      await writeBackup(store, file, { version: "0.0.1" });
      await store.close();
    });
    afterAll(async () => {
      await older.remove();
      rmSync(folder, { recursive: true, force: true });
    });

    const documentsOf = (store: Store): Promise<string[]> =>
      inOwnSession(store, { sees: "*", access: "read only" }, async (tx) => {
        const table = (await tableShapes(tx)).find(({ name }) => name === "document")!;
        const rows: string[] = [];
        for await (const texts of rowTexts(tx, table)) rows.push(...texts);
        return rows;
      });

    it("is brought up to date with all its rows, and so is its backup", async () => {
      const target = await freshPlace("server");
      const restored = await openStore(target.place);
      const summary = await restoreBackup(restored, file);
      expect(summary.header.migrations).toHaveLength(count);
      const updated = await openStore(older.place);
      expect(await documentsOf(updated)).toHaveLength(500);
      expect(await documentsOf(restored)).toEqual(await documentsOf(updated));
      const role = /grant[^ ]* |t_[0-9a-f]{32}/g;
      expect((await catalogueOf(restored.connection)).replaceAll(role, "")).toBe(
        (await catalogueOf(updated.connection)).replaceAll(role, ""),
      );
      await Promise.all([restored.close(), updated.close()]);
      await target.remove();
    });
  },
);

it("makes its tables in its own schema when the URL of the server has options too", async () => {
  const plain = await freshPlace("server");
  const databaseUrl = `${plain.place.databaseUrl}?options=-c%20statement_timeout%3D77s`;
  const store = await openStore({ ...plain.place, databaseUrl });
  const found = await store.asSystem(async (tx) => {
    const { rows } = await sql<{ schemas: string; timeout: string }>`
      select string_agg(distinct schemaname, ',') as schemas, current_setting('statement_timeout') as timeout
      from pg_tables where tablename in ('tenant', 'schema_migration')`.execute(tx);
    return rows[0];
  });
  expect(found).toEqual({ schemas: "revcast", timeout: "77s" });
  await store.close();
  await plain.remove();
});
