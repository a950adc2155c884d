import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sql } from "kysely";
import { answered, apiUnderTest, bearer, multipartOf, type ApiUnderTest } from "./api-under-test.ts";
import { canaryHistory, OWNERS_FILE } from "./canary-company.ts";
import { fuzzApi } from "./fuzz-api.ts";

const SEED = 20_261_122;

describe("hostile requests", () => {
  let test: ApiUnderTest;
  beforeAll(async () => {
    test = await apiUnderTest("embedded", { waitSeconds: 0 });
    const { payload, headers } = multipartOf({
      "history.csv": canaryHistory("ours", 10),
      "owners.csv": OWNERS_FILE,
    });
    const key = bearer(await test.key("finance"));
    const reply = await test.api.inject({
      method: "POST",
      url: "/v1/imports",
      payload,
      headers: { ...headers, ...key },
    });
    answered(reply, 201);
  }, 120_000);
  afterAll(() => test.close(), 120_000);

  const tables = () =>
    test.store.asSystem(async (tx) => {
      const { rows } = await sql<{
        name: string;
      }>`select tablename as name from pg_tables where schemaname = 'revcast' order by 1`.execute(tx);
      return rows.map(({ name }) => name);
    });

  it("are answered, and never with a mistake of ours", async () => {
    const before = { names: Object.getOwnPropertyNames(Object.prototype), tables: await tables() };
    const report = await fuzzApi(test, 1_000, SEED);
    console.log(`fuzz, seed ${SEED}: ${JSON.stringify(report)}`);
    const failures = test
      .logged()
      .split("\n")
      .filter((line) => line.includes('"level":"error"'));
    expect(failures.slice(0, 3)).toEqual([]);
    expect(report.bad).toEqual([]);
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before.names);
    expect(await tables()).toEqual(before.tables);
    const verdict = await test.api.inject({
      url: "/v1/audit/verify",
      headers: bearer(await test.key("owner")),
    });
    expect(verdict.json()).toMatchObject({ isIntact: true });
  });
});
