import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { asOwner } from "../../src/store/own-session.ts";
import { MIGRATION_NAMES } from "../../src/store/rebuild-schema.ts";
import { ENGINES } from "../store/fresh-places.ts";
import { apiUnderTest, type ApiUnderTest } from "./api-under-test.ts";

describe.each(ENGINES)("readiness on the %s database", (engine) => {
  let test: ApiUnderTest;
  beforeAll(async () => {
    test = await apiUnderTest(engine);
  }, 60_000);
  afterAll(() => test.close(), 60_000);

  const ready = async () => {
    const reply = await test.api.inject({ method: "GET", url: "/health/ready" });
    return { status: reply.statusCode, detail: reply.json<{ detail?: string }>().detail };
  };
  const change = (statement: ReturnType<typeof sql>) =>
    test.store.asSystem((tx) => asOwner(tx, () => statement.execute(tx)));

  it("is there with the tables of this version, and not with those of a newer or an older one", async () => {
    expect((await ready()).status).toBe(200);
    await change(sql`insert into schema_migration (name, timestamp) values ('9999-of-the-future', 'now')`);
    const newer = await ready();
    expect([newer.status, newer.detail]).toEqual([503, expect.stringContaining("9999-of-the-future")]);
    await change(sql`delete from schema_migration where name = '9999-of-the-future'`);
    expect((await ready()).status).toBe(200);
    const last = MIGRATION_NAMES.at(-1)!;
    await change(sql`delete from schema_migration where name = ${last}`);
    const older = await ready();
    expect([older.status, older.detail]).toEqual([503, expect.stringContaining(last)]);
    await change(sql`insert into schema_migration (name, timestamp) values (${last}, 'now')`);
    expect((await ready()).status).toBe(200);
  });
});
