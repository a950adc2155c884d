import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openStore, type Store } from "../../src/store/store.ts";
import { ENGINES, freshPlace, type FreshPlace } from "./fresh-places.ts";

describe.each(ENGINES)("a store on the %s database", (engine) => {
  let fresh: FreshPlace;
  let store: Store;
  beforeAll(async () => {
    fresh = await freshPlace(engine);
    store = await openStore(fresh.place);
    await store.asSystem((tx) =>
      tx
        .insertInto("tenant")
        .values([
          { tenant_id: "ours", name: "Ours" },
          { tenant_id: "theirs", name: "Theirs" },
        ])
        .execute(),
    );
  });
  afterAll(async () => {
    await store.close();
    await fresh.remove();
  });

  const alarmIn = (tenantId: string, seenAs: string): Promise<unknown> =>
    store.inTenant(seenAs, (tx) =>
      tx.insertInto("alarm").values({ tenant_id: tenantId, kind: "test", detail: '{"a":1}' }).execute(),
    );

  it("opens again, and at once from several places, without a change of the schema", async () => {
    const others = await Promise.all([openStore(fresh.place), openStore(fresh.place)]);
    const tables = await others[0].asSystem(
      async (tx) => await tx.selectFrom("tenant").selectAll().execute(),
    );
    expect(tables).toHaveLength(2);
    await Promise.all(others.map((other) => other.close()));
  });

  it("shows a tenant its own rows and nobody else's, whatever the query asks for", async () => {
    await alarmIn("ours", "ours");
    const seen = (tenant: string) =>
      store.inTenant(tenant, (tx) => tx.selectFrom("alarm").select("tenant_id").execute());
    expect(await seen("ours")).toEqual([{ tenant_id: "ours" }]);
    expect(await seen("theirs")).toEqual([]);
  });

  it("lets no tenant write a row of another", async () => {
    await expect(alarmIn("ours", "theirs")).rejects.toThrow(/row-level security/);
  });

  it("forgets the tenant with the end of the transaction", async () => {
    await store.inTenant("ours", (tx) => sql`select 1`.execute(tx));
    const setting = await store.asSystem(async (tx) => {
      const { rows } = await sql<{
        tenant: string;
      }>`select current_setting('revcast.tenant') as tenant`.execute(tx);
      return rows[0]!.tenant;
    });
    expect(setting).toBe("*");
  });

  it("has no table that is outside of row-level security", async () => {
    const open = await store.asSystem(async (tx) => {
      const { rows } = await sql<{ relname: string }>`
        select relname from pg_class join pg_namespace n on n.oid = relnamespace
        where nspname = 'revcast' and relkind = 'r' and not (relrowsecurity and relforcerowsecurity)
          and relname not like 'schema_migration%'`.execute(tx);
      return rows;
    });
    expect(open).toEqual([]);
  });

  it("reads days as texts and whole numbers as numbers", async () => {
    const read = await store.asSystem(async (tx) => {
      const { rows } = await sql`select date '2026-03-29' as day, 9007199254740991::bigint as big`.execute(
        tx,
      );
      return rows[0];
    });
    expect(read).toEqual({ day: "2026-03-29", big: 9007199254740991 });
  });

  it("refuses a database that a newer version has changed", async () => {
    const other = await freshPlace(engine);
    const older = await openStore(other.place);
    const client = new Client(older.connection);
    await client.connect();
    await client.query(
      "insert into revcast.schema_migration (name, timestamp) values ('9999-of-tomorrow', '2030-01-01')",
    );
    await client.end();
    await expect(openStore(other.place)).rejects.toThrow(/newer version of revcast.*9999-of-tomorrow/);
    await older.close();
    await other.remove();
  });
});

it.runIf(process.getuid?.() === 0)(
  "keeps the database of root elsewhere when its folder is closed to others (only root runs it as another user)",
  async () => {
    const closed = mkdtempSync(join(tmpdir(), "revcast-closed-"));
    const folder = join(closed, ".revcast");
    const store = await openStore({ folder });
    const tenants = await store.asSystem((tx) => tx.selectFrom("tenant").selectAll().execute());
    await store.close();
    const home = readFileSync(join(folder, "postgres-is-in"), "utf8").trim();
    expect({ tenants, isThere: existsSync(join(home, "postgres")) }).toEqual({ tenants: [], isThere: true });
    for (const path of [home, closed])
      rmSync(path, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  },
);

it("is there again within seconds when the embedded database is killed while it is held", async () => {
  const fresh = await freshPlace("embedded");
  const store = await openStore(fresh.place);
  const count = () => store.asSystem((tx) => tx.selectFrom("tenant").select("tenant_id").execute());
  await store.asSystem((tx) => tx.insertInto("tenant").values({ tenant_id: "kept", name: "Kept" }).execute());
  const pidFile = join(fresh.place.folder, "postgres/postmaster.pid");
  for (let round = 0; round < 2; round++) {
    process.kill(Number(readFileSync(pidFile, "utf8").split("\n")[0]), "SIGKILL");
    const deadline = Date.now() + 20_000;
    let rows = await count().catch(() => undefined);
    while (rows === undefined && Date.now() < deadline) {
      await sleep(50);
      rows = await count().catch(() => undefined);
    }
    expect(rows).toEqual([{ tenant_id: "kept" }]);
  }
  await store.close();
  await fresh.remove();
});

it("is closed before the database of its folder stops: no connection breaks on the way", async () => {
  const folder = mkdtempSync(join(tmpdir(), "revcast-store-closed-"));
  chmodSync(folder, 0o755);
  const place = { folder: join(folder, "workspace") };
  try {
    const staying = await openStore(place, { connectionCount: 1 });
    const others = async (): Promise<number> =>
      await staying.asSystem(async (tx) => {
        const { rows } = await sql<{ count: number }>`
          select count(*)::integer as count from pg_stat_activity
          where datname = current_database() and pid <> pg_backend_pid()`.execute(tx);
        return rows[0]!.count;
      });
    expect(await others()).toBe(0);
    const broken: Error[] = [];
    const options = {
      connectionCount: 20,
      isWatched: true,
      onConnectionError: (error: Error) => broken.push(error),
    };
    for (let round = 0; round < 3; round++) {
      const store = await openStore(place, options);
      const reads = Array.from({ length: 20 }, () =>
        store.asSystem((tx) => tx.selectFrom("tenant").selectAll().execute()),
      );
      await Promise.all(reads);
      expect(await others()).toBeGreaterThan(15);
      await store.close();
      expect(await others()).toBe(0);
    }
    await staying.close();
    expect(broken).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  }
});
