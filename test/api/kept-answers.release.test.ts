import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { OpportunityPage } from "../../src/contracts/api/opportunity.ts";
import type { Role } from "../../src/contracts/api/key.ts";
import { ENGINES } from "../store/fresh-places.ts";
import { answered, apiUnderTest, bearer, multipartOf, type ApiUnderTest } from "./api-under-test.ts";
import { canaryHistory, OWNERS_FILE } from "./canary-company.ts";

const PAGE = "/v1/opportunities?limit=1000";

describe.each(ENGINES)("answers that are kept, on the %s database", (engine) => {
  let test: ApiUnderTest;
  const get = async (role: Role, url: string, etag?: string) =>
    test.api.inject({
      method: "GET",
      url,
      headers: { ...bearer(await test.key(role)), ...(etag === undefined ? {} : { "if-none-match": etag }) },
    });
  const importHistory = async (count: number): Promise<void> => {
    const form = multipartOf(
      { "history.csv": canaryHistory("ours", count), "owners.csv": OWNERS_FILE },
      { replace: "true" },
    );
    const headers = { ...bearer(await test.key("finance")), ...form.headers };
    answered(
      await test.api.inject({ method: "POST", url: "/v1/imports", headers, payload: form.payload }),
      201,
    );
  };
  beforeAll(async () => {
    test = await apiUnderTest(engine);
    await importHistory(30);
  }, 120_000);
  afterAll(() => test.close(), 120_000);

  it("tell who has a page already nothing but that, until another revision says something else", async () => {
    const first = await get("finance", PAGE);
    const etag = String(first.headers.etag);
    expect((await get("finance", PAGE)).rawPayload.equals(first.rawPayload)).toBe(true);
    const again = await get("finance", PAGE, etag);
    expect([again.statusCode, again.rawPayload.length]).toEqual([304, 0]);
    for (const known of [`"other", ${etag}`, `W/${etag}`, "*"])
      expect((await get("finance", PAGE, known)).statusCode).toBe(304);
    for (const unknown of ['"other"', etag.slice(1, -1), `W/"other",,`])
      expect((await get("finance", PAGE, unknown)).statusCode).toBe(200);
    await importHistory(40);
    const later = await get("finance", PAGE, etag);
    expect(later.statusCode).toBe(200);
    const [before, after] = [first, later].map((reply) => OpportunityPage.parse(reply.json()));
    expect(after!.revision).toBeGreaterThan(before!.revision);
    expect(after!.rows.length).toBeGreaterThan(before!.rows.length);
  });

  it("are compressed for who takes them so, and are the same when they are unpacked", async () => {
    const ask = async (accepted: string | undefined, etag?: string) => {
      const headers = {
        ...bearer(await test.key("finance")),
        ...(accepted === undefined ? {} : { "accept-encoding": accepted }),
        ...(etag === undefined ? {} : { "if-none-match": etag }),
      };
      return test.api.inject({ method: "GET", url: PAGE, headers });
    };
    const plain = await ask(undefined);
    expect(plain.headers["content-encoding"]).toBeUndefined();
    for (const accepted of ["gzip", "gzip, deflate, br", "br;q=1, GZIP;q=0.5"]) {
      const small = await ask(accepted);
      expect(small.headers).toMatchObject({
        "content-encoding": "gzip",
        "content-length": String(small.rawPayload.length),
        vary: "authorization, accept-encoding",
      });
      expect(gunzipSync(small.rawPayload).equals(plain.rawPayload)).toBe(true);
      // Another name, so that nobody takes one for the other.
      const etag = String(small.headers.etag);
      expect(etag).not.toBe(plain.headers.etag);
      expect((await ask(accepted, etag)).statusCode).toBe(304);
      expect((await ask(undefined, etag)).statusCode).toBe(200);
    }
    for (const accepted of ["", "identity", "br", "gzip;q=0", "identity, gzip;q=0.5", "*", "gzip;q=0, *"]) {
      const reply = await ask(accepted);
      expect(reply.headers["content-encoding"]).toBeUndefined();
      expect(reply.rawPayload.equals(plain.rawPayload)).toBe(true);
    }
  });

  it("are those of the role that asks, whoever asked before", async () => {
    const whole = OpportunityPage.parse((await get("finance", PAGE)).json());
    const own = await get("rep", PAGE);
    const { rows } = OpportunityPage.parse(own.json());
    expect(rows.length).toBeLessThan(whole.rows.length);
    expect(new Set(rows.map(({ owner }) => owner))).toEqual(new Set(["Bobzz"]));
    const known = await get("finance", PAGE, String(own.headers.etag));
    expect(known.statusCode).toBe(200);
    expect((await get("owner", PAGE)).statusCode).toBe(403);
  });

  it("show a run that goes on as it stands, and one that is done the same ever after", async () => {
    const headers = { ...bearer(await test.key("cro")), prefer: "wait=25" };
    const asked = { horizon: "30d", draws: 1_000 };
    const started = await test.api.inject({ method: "POST", url: "/v1/forecasts", headers, payload: asked });
    const { id, state } = answered(started, 201) as { id: string; state: string };
    expect(state).toBe("done");
    const first = await get("cro", `/v1/runs/${id}`);
    expect(answered(first, 200)).toEqual(answered(started, 201));
    expect((await get("cro", `/v1/runs/${id}`)).body).toBe(first.body);
    const { request } = answered(await get("scheduler", `/v1/runs/${id}`), 200) as { request: unknown };
    expect(first.json()).toMatchObject({ request });
  });
});
