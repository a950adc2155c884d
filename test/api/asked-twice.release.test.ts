import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ENGINES } from "../store/fresh-places.ts";
import { answered, apiUnderTest, bearer, type ApiUnderTest } from "./api-under-test.ts";

const NUMBER = { scope: "company", scopeValue: null, period: "2025-Q4", amount: "1000" };
const SCHEDULE = {
  name: "weekly",
  request: { kind: "forecast", horizon: "30d" },
  cron: "0 6 * * 1",
  zone: "Europe/Berlin",
};
const POLICY = "limits:\n  - { method: full, score: wape, atMost: 0.3 }\n";

/** What makes something: the request, another one under the same key, and the entry that the audit log has of it. */
const MAKES = {
  override: {
    method: "POST",
    url: "/overrides",
    body: { ...NUMBER, note: "signed" },
    other: { ...NUMBER, note: "not signed" },
    action: "override.add",
  },
  target: {
    method: "POST",
    url: "/targets",
    body: NUMBER,
    other: { ...NUMBER, amount: "2" },
    action: "quota.add",
  },
  schedule: {
    method: "POST",
    url: "/schedules",
    body: SCHEDULE,
    other: { ...SCHEDULE, zone: "UTC" },
    action: "schedule.add",
  },
  document: {
    method: "PUT",
    url: "/documents/policy/weekly",
    body: { text: POLICY },
    other: { text: POLICY.replace("0.3", "0.4") },
    action: "document.keep",
  },
} as const;

describe.each(ENGINES)("a request that makes something, asked twice on the %s database", (engine) => {
  let test: ApiUnderTest;
  beforeAll(async () => {
    test = await apiUnderTest(engine);
  }, 120_000);
  afterAll(() => test.close(), 120_000);

  const ask = async (
    role: "cro" | "owner" | "finance",
    method: "POST" | "PUT",
    url: string,
    key: string,
    payload: object,
  ) =>
    test.api.inject({
      method,
      url: `/v1${url}`,
      headers: { ...bearer(await test.key(role)), "idempotency-key": key },
      payload,
    });
  const entries = async (action: string): Promise<number> => {
    const { rows } = await test.store.inTenant("default", (tx) =>
      sql<{ count: number }>`select count(*)::int as count from audit where action = ${action}`.execute(tx),
    );
    return rows[0]!.count;
  };

  it.each(Object.entries(MAKES))(
    "makes one %s and gives the same bytes, and another request is refused",
    async (_name, made) => {
      const { method, url, body, other, action } = made;
      const before = await entries(action);
      const replies = await Promise.all(
        Array.from({ length: 10 }, () => ask("cro", method, url, `race-${action}`, body)),
      );
      expect(replies[0]!.statusCode, replies[0]!.body).toBeLessThan(300);
      expect(new Set(replies.map(({ statusCode, body: bytes }) => `${statusCode} ${bytes}`)).size).toBe(1);
      expect(await entries(action)).toBe(before + 1);
      const refused = await ask("cro", method, url, `race-${action}`, other);
      expect([refused.statusCode, refused.json<{ code: string }>().code]).toEqual([422, "key_reused"]);
      expect(await entries(action)).toBe(before + 1);
      // In another's hand the key is another one.
      const second = await ask(
        "finance",
        method,
        url,
        `race-${action}`,
        made === MAKES.schedule ? { ...other, name: "own" } : other,
      );
      expect(second.statusCode, second.body).toBeLessThan(300);
      expect((await ask("cro", method, url, `race-${action}`, body)).body).toBe(replies[0]!.body);
    },
  );

  it("makes one key and shows it once: the others are told which one it is, and its text is kept nowhere", async () => {
    const asked = { name: "from a script", role: "cro" };
    const replies = await Promise.all(
      Array.from({ length: 6 }, () => ask("owner", "POST", "/keys", "mint", asked)),
    );
    const made = replies.filter(({ statusCode }) => statusCode === 201);
    expect(made).toHaveLength(1);
    const { secret, prefix, keyId } = made[0]!.json<{ secret: string; prefix: string; keyId: string }>();
    for (const reply of replies.filter((each) => each !== made[0])) {
      const { code, detail } = answered(reply, 409) as { code: string; detail: string };
      expect([code, detail.includes(prefix), detail.includes(keyId)]).toEqual(["conflict", true, true]);
      expect(reply.body).not.toContain(secret);
    }
    const { rows } = await test.store.inTenant("default", (tx) =>
      sql<{
        text: string;
      }>`select convert_from(response, 'UTF8') as text from idempotency where response is not null`.execute(
        tx,
      ),
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.filter(({ text }) => text.includes(secret.slice(prefix.length)))).toEqual([]);
    expect((await ask("owner", "POST", "/keys", "mint", { ...asked, name: "another" })).statusCode).toBe(422);
    // Without a key each request makes one.
    const plain = await test.api.inject({
      method: "POST",
      url: "/v1/keys",
      headers: bearer(await test.key("owner")),
      payload: asked,
    });
    expect(plain.statusCode).toBe(201);
  });

  it("is described so for every route that makes something", async () => {
    const { paths } = answered(await test.api.inject("/docs/json"), 200) as {
      paths: Record<
        string,
        Record<string, { responses?: object; parameters?: { in: string; name: string }[] }>
      >;
    };
    const makes = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods)
        .filter(([method, { responses = {} }]) => method === "put" || "201" in responses)
        .map(([method, { parameters = [] }]) => ({
          route: `${method} ${path}`,
          hasKey: parameters.some((each) => each.in === "header" && each.name === "idempotency-key"),
        })),
    );
    expect(makes.length).toBeGreaterThan(12);
    expect(makes.filter(({ hasKey }) => !hasKey)).toEqual([]);
  });
});
