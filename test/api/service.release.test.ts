import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { forecastFiles } from "../../src/app/forecast-files.ts";
import type { ImportPage } from "../../src/contracts/api/import.ts";
import { ApiProblem, createClient, type Client } from "../../src/contracts/api/client.ts";
import { ForecastReply } from "../../src/contracts/forecast.ts";
import { readParts } from "../reports/workbook/read-parts.ts";
import { ENGINES } from "../store/fresh-places.ts";
import { apiUnderTest, bearer, multipartOf, type ApiUnderTest } from "./api-under-test.ts";
import { canaryHistory, OWNERS_FILE, SCENARIO, UNDER_ANN } from "./canary-company.ts";

const HISTORY = canaryHistory("ours", 30);
const FORECAST = { asOf: "2025-09-30", period: "2025-Q4", draws: 1_000, seed: 7, owner: "owner" } as const;

/** The texts of a workbook. */
function inflated(workbook: Buffer): string {
  return [...readParts(workbook).values()].join("\n");
}

async function problemOf(work: Promise<unknown>): Promise<{ code: string; status: number; detail: string }> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ApiProblem)) throw new Error(`No problem but ${String(error)}`);
  return error.problem;
}

describe.each(ENGINES)("the service over HTTP on the %s database", (engine) => {
  let test: ApiUnderTest;
  let url: string;
  const clientOf = async (role: Parameters<ApiUnderTest["key"]>[0]): Promise<Client> =>
    createClient({ url, key: await test.key(role) });
  beforeAll(async () => {
    test = await apiUnderTest(engine, { uploadBytes: 8 << 20, fileBytes: 8 << 20 });
    await test.api.listen({ host: "127.0.0.1", port: 0 });
    url = `http://127.0.0.1:${(test.api.server.address() as AddressInfo).port}`;
    const finance = await clientOf("finance");
    await finance.importFiles([new File([HISTORY], "history.csv"), new File([OWNERS_FILE], "owners.csv")]);
  }, 120_000);
  afterAll(() => test.close(), 120_000);

  const settle = async (client: Client, runId: string): Promise<string> => {
    let state = "waiting";
    for await (const event of client.events(runId)) state = event.state;
    return state;
  };

  it("answers a forecast to the byte as the files do, tells its progress, and makes a page of it", async () => {
    const client = await clientOf("finance");
    const run = await client.start("forecast", FORECAST, { wait: 1 });
    expect(await settle(client, run.id)).toBe("done");
    const result = ForecastReply.parse(await client.result("forecast", run.id));
    const folder = mkdtempSync(join(tmpdir(), "revcast-api-files-"));
    writeFileSync(join(folder, "history.csv"), HISTORY);
    const { reply } = await forecastFiles({ ...FORECAST, paths: [folder], reading: {} });
    rmSync(folder, { recursive: true });
    expect(result.resultDigest).toBe(reply.resultDigest);
    expect(result.opportunities).toEqual(reply.opportunities);
    expect(await client.reportHtml("forecast", run.id)).toContain("<!DOCTYPE html>");
    expect((await client.runs({ kind: "forecast" })).rows[0]).toMatchObject({ id: run.id, state: "done" });
  });

  it("shows a manager the team, by the hierarchy of today, and nothing of the company", async () => {
    const finance = await clientOf("finance");
    const manager = await clientOf("manager");
    const run = await finance.start("forecast", FORECAST, { wait: 25 });
    await settle(finance, run.id);
    const view = await manager.result("forecast", run.id);
    expect(view).not.toHaveProperty("total");
    expect(new Set(view.owners.map(({ name }) => name))).toEqual(new Set(UNDER_ANN));
    const page = await manager.opportunities({ limit: "1000" });
    expect(new Set(page.rows.map(({ owner }) => owner))).toEqual(new Set(UNDER_ANN));
  });

  it("answers a manager what changed for the team, in sums that add up, and makes pages and workbooks of it", async () => {
    const finance = await clientOf("finance");
    const manager = await clientOf("manager");
    const question = { from: "2024-09-30", to: "2025-03-31" };
    // Asked without a column of owners, since who sees a subtree can mean no other.
    const run = await manager.start("changes", question, { wait: 25 });
    await settle(manager, run.id);
    const view = await manager.result("changes", run.id);
    if (!("view" in view) || view.pipeline === null) throw new Error("Not of a team");
    const { start, end, bars, groups } = view.pipeline;
    expect(new Set(groups.map(({ name }) => name))).toEqual(new Set(UNDER_ANN));
    const moved = bars.reduce((sum, { change }) => sum + Number(change), 0);
    expect(Number(start.amount) + moved).toBeCloseTo(Number(end.amount), 6);
    expect(end.count).toBe(groups.reduce((sum, group) => sum + group.end.count, 0));
    const whole = await finance.result("changes", run.id);
    expect(whole.pipeline!.end.count).toBeGreaterThan(end.count);
    const owners = bars.flatMap(({ opportunities }) => opportunities.map(({ owner }) => owner));
    expect(new Set(owners)).toEqual(new Set(UNDER_ANN));
    const forecast = await manager.start("forecast", { ...FORECAST, owner: undefined }, { wait: 25 });
    await settle(manager, forecast.id);
    for (const [kind, id] of [
      ["changes", run.id],
      ["forecast", forecast.id],
    ] as const) {
      const page = await manager.reportHtml(kind, id);
      const workbook = Buffer.from(await manager.reportXlsx(kind, id));
      const texts = [page, inflated(workbook)];
      for (const text of texts) {
        expect(text).toContain("Bobzz");
        for (const other of ["Evezz", "Danzz", "Fayzz"]) expect(text).not.toContain(other);
      }
    }
    expect(await problemOf(manager.start("changes", { ...question, forecast: true }))).toMatchObject({
      status: 403,
    });
    expect(await problemOf(manager.start("backtest", { horizon: "30d" }))).toMatchObject({
      status: 403,
      detail: expect.stringContaining("/v1/kpis"),
    });
    const uncut = await finance.start("forecast", { ...FORECAST, owner: "product" }, { wait: 25 });
    await settle(finance, uncut.id);
    expect(await problemOf(manager.result("forecast", uncut.id))).toMatchObject({ status: 403 });
  }, 120_000);

  it("measures forecast accuracy by a backtest of the workspace", async () => {
    const client = await clientOf("cro");
    const asked = { horizon: "30d", from: "2024-12-01", to: "2025-03-01", every: "month", draws: 1_000 };
    const backtest = await client.start(
      "backtest",
      { ...asked, methods: ["full", "naive-last"] },
      { wait: 25 },
    );
    await settle(client, backtest.id);
    const kpi = await client.start("kpi", { period: "2025-Q1", backtest: backtest.id }, { wait: 25 });
    expect(await settle(client, kpi.id)).toBe("done");
    const { kpis, request } = await client.result("kpi", kpi.id);
    const accuracy = kpis.find(({ id }) => id === "forecast_wape");
    expect(Number(accuracy?.value)).toBeGreaterThan(0);
    expect(request.backtest).toMatchObject({ method: "full", file: `backtest ${backtest.id}` });
    for (const id of [kpi.id, "00000000-0000-4000-8000-000000000000"]) {
      const problem = await problemOf(client.start("kpi", { period: "2025-Q1", backtest: id }));
      expect(problem).toMatchObject({ status: 404, detail: expect.stringContaining(id) });
    }
  }, 120_000);

  it("does a request with an Idempotency-Key once, whoever asks at the same time, and refuses another under it", async () => {
    const headers = { ...bearer(await test.key("cro")), "idempotency-key": "race" };
    const ask = (payload: object) =>
      test.api.inject({ method: "POST", url: "/v1/forecasts", headers, payload });
    const replies = await Promise.all(Array.from({ length: 20 }, () => ask(FORECAST)));
    expect(new Set(replies.map(({ statusCode }) => statusCode))).toEqual(new Set([202]));
    expect(new Set(replies.map(({ body }) => body)).size).toBe(1);
    const { id } = replies[0]!.json<{ id: string }>();
    const runs = await (await clientOf("cro")).runs({ limit: 1_000 });
    expect(runs.rows.filter((run) => run.id === id)).toHaveLength(1);
    expect((await ask({ ...FORECAST, seed: 8 })).statusCode).toBe(422);
    // The key of one caller is no key of another.
    const other = await test.api.inject({
      method: "POST",
      url: "/v1/forecasts",
      payload: FORECAST,
      headers: { ...headers, ...bearer(await test.key("finance")) },
    });
    expect(other.json<{ id: string }>().id).not.toBe(id);
  });

  it("keeps a refusal under its key too", async () => {
    const headers = { ...bearer(await test.key("cro")), "idempotency-key": "refused" };
    const ask = () =>
      test.api.inject({
        method: "POST",
        url: "/v1/kpis",
        headers,
        payload: { period: "2025-Q3", targets: "no such targets" },
      });
    const [first, second] = [await ask(), await ask()];
    expect(first.statusCode).toBe(404);
    expect(second.body).toBe(first.body);
  });

  it("says what an import would do without doing it, then what became of each row", async () => {
    const client = await clientOf("finance");
    const before = (await client.revisions()).rows.length;
    const lines = HISTORY.split("\n");
    const more = [
      lines[0],
      lines[1],
      "op-new,2025-09-01,Lead,100,Bobzz,Basic,,",
      "op-bad,yesterday,Lead,1,Bobzz,Basic,,",
    ];
    const file = new File([more.join("\n")], "more.csv");
    const preview = await client.previewImport([file]);
    expect(preview.rejectionCount).toBe(1);
    expect((await client.revisions()).rows).toHaveLength(before);
    const made = await client.importFiles([file], {}, { idempotencyKey: "more" });
    expect(await client.importFiles([file], {}, { idempotencyKey: "more" })).toEqual(made);
    expect(made.addedCount).toBeGreaterThanOrEqual(1);
    expect(await client.importRows(made.importId, "accepted.csv")).toContain("op-new");
    expect(await client.importRows(made.importId, "rejected.csv")).toContain("yesterday");
    expect(await client.importRows(made.importId, "duplicates.csv")).toMatch(/more\.csv|history\.csv/);
    expect((await client.revisions()).rows).toHaveLength(before + 1);
  });

  it("tells of files that were there already what became of their rows too, and lists every import", async () => {
    const client = await clientOf("finance");
    const sent = () => client.importFiles([new File([HISTORY], "the same again.csv")]);
    const [first, second] = [await sent(), await sent()];
    expect([first.isNew, second.isNew]).toEqual([false, false]);
    expect(second.importId).not.toBe(first.importId);
    const accepted = await client.importRows(second.importId, "accepted.csv");
    expect(accepted.split("\r\n").length).toBeGreaterThan(100);
    expect(accepted).toContain("history.csv");
    expect(await client.importRows(second.importId, "rejected.csv")).toMatch(/^file,line/);
    const all = (await client.imports({ limit: 1_000 })).rows;
    expect(all.slice(0, 2).map(({ importId }) => importId)).toEqual([second.importId, first.importId]);
    expect(all[0]).toMatchObject({ isNew: false, revision: first.revision, files: [{ state: "known" }] });
    const pages: string[] = [];
    for (let cursor: string | null = ""; cursor !== null;) {
      const page: ImportPage = await client.imports({ limit: 2, ...(cursor === "" ? {} : { cursor }) });
      pages.push(...page.rows.map(({ importId }) => importId));
      cursor = page.nextCursor;
    }
    expect(pages).toEqual(all.map(({ importId }) => importId));
  });

  it("refuses what is too large, compressed to seem small, or no form, with flat memory", async () => {
    const key = bearer(await test.key("finance"));
    const before = process.memoryUsage().rss;
    const status = await upload(url, key.authorization, 200 << 20);
    expect(["413", "ECONNRESET", "EPIPE"]).toContain(status);
    expect((process.memoryUsage().rss - before) / (1 << 20)).toBeLessThan(100);
    const bomb = multipartOf({
      "bomb.xlsx": zipOf("xl/worksheets/sheet1.xml", deflateRawSync(Buffer.alloc(300 << 20))),
    });
    const refused = await test.api.inject({
      method: "POST",
      url: "/v1/imports",
      payload: bomb.payload,
      headers: { ...bomb.headers, ...key },
    });
    expect([413, 422]).toContain(refused.statusCode);
    const none = await test.api.inject({
      method: "POST",
      url: "/v1/imports",
      payload: "{}",
      headers: { ...key, "content-type": "application/json" },
    });
    expect(none.statusCode).toBe(400);
    const paths = multipartOf({ "../../etc/passwd.csv": "a,b\n1,2\n" });
    const named = await test.api.inject({
      method: "POST",
      url: "/v1/imports",
      payload: paths.payload,
      headers: { ...paths.headers, ...key },
    });
    expect([400, 422]).toContain(named.statusCode);
  }, 120_000);

  it("refuses a revoked key at the next request, and an expired one", async () => {
    const owner = await clientOf("owner");
    const made = await owner.addKey({ name: "for a moment", role: "scheduler", expiresInDays: 1 });
    const client = createClient({ url, key: made.secret });
    await client.runs();
    await test.store.inTenant("default", (tx) =>
      tx
        .updateTable("api_key")
        .set({ expires_at: new Date(Date.now() - 1_000) })
        .where("key_id", "=", made.keyId)
        .execute(),
    );
    expect(await problemOf(client.runs())).toMatchObject({ code: "not_signed_in", status: 401 });
    const other = await owner.addKey({ name: "revoked", role: "scheduler" });
    const second = createClient({ url, key: other.secret });
    await second.runs();
    await owner.revokeKey(other.keyId);
    expect(await problemOf(second.runs())).toMatchObject({ status: 401 });
  });

  it("lets no key make one that opens more than it should", async () => {
    const [owner, finance, cro] = await Promise.all([
      clientOf("owner"),
      clientOf("finance"),
      clientOf("cro"),
    ]);
    expect(await problemOf(owner.addKey({ name: "x", role: "finance" }))).toMatchObject({ status: 403 });
    expect(await problemOf(finance.addKey({ name: "x", role: "owner" }))).toMatchObject({ status: 403 });
    expect(await problemOf(cro.addKey({ name: "x", role: "rep" }))).toMatchObject({ status: 403 });
    expect(await problemOf(finance.addKey({ name: "x", role: "finance", expiresInDays: 91 }))).toMatchObject({
      status: 400,
    });
    expect(await problemOf(owner.addKey({ name: "x", role: "cro", scopes: ["keys"] }))).toMatchObject({
      status: 400,
    });
    const made = await finance.addKey({ name: "x", role: "finance" });
    expect(Date.parse(made.expiresAt!) - Date.now()).toBeLessThanOrEqual(90 * 86_400_000);
    const narrow = createClient({
      url,
      key: (await finance.addKey({ name: "y", role: "finance", scopes: ["read"] })).secret,
    });
    expect(await problemOf(narrow.start("roi", { scenario: SCENARIO }))).toMatchObject({ status: 403 });
  });

  it("notices every entry of the audit log that was changed, removed, moved or added", async () => {
    const client = await clientOf("owner");
    const { head, entryCount, isIntact } = await client.verifyAudit();
    expect([isIntact, entryCount > 5]).toEqual([true, true]);
    const entries = () =>
      test.store.inTenant("default", (tx) => tx.selectFrom("audit").selectAll().orderBy("entry").execute());
    const original = await entries();
    const restore = () =>
      test.store.inTenant("default", async (tx) => {
        await tx.deleteFrom("audit").execute();
        await tx
          .insertInto("audit")
          .values(original.map((row) => ({ ...row, detail: JSON.stringify(row.detail) })))
          .execute();
      });
    const tampers = [
      (entry: number) =>
        test.store.inTenant("default", (tx) =>
          tx.updateTable("audit").set({ actor: "x" }).where("entry", "=", entry).execute(),
        ),
      (entry: number) =>
        test.store.inTenant("default", (tx) =>
          tx.updateTable("audit").set({ detail: '{"a":1}' }).where("entry", "=", entry).execute(),
        ),
      (entry: number) =>
        test.store.inTenant("default", (tx) => tx.deleteFrom("audit").where("entry", "=", entry).execute()),
      (entry: number) =>
        test.store.inTenant("default", (tx) =>
          tx.updateTable("audit").set({ entry: 100_000 }).where("entry", "=", entry).execute(),
        ),
      (entry: number) =>
        test.store.inTenant("default", (tx) => tx.deleteFrom("audit").where("entry", ">=", entry).execute()),
    ];
    for (const tamper of tampers) {
      for (const entry of [1, 3, entryCount]) {
        await tamper(entry);
        expect((await client.verifyAudit(head)).isIntact, `${tampers.indexOf(tamper)} ${entry}`).toBe(false);
        await restore();
      }
    }
    expect(await client.verifyAudit(head)).toMatchObject({ isIntact: true, entryCount });
  });
});

describe("limits", () => {
  it("answer what is too much at once, and say when to come again", async () => {
    const test = await apiUnderTest("embedded", {
      perKeyAndMinute: 5,
      refusedPerAddressAndMinute: 3,
      requestsAtOnce: 4,
    });
    try {
      const headers = bearer(await test.key("cro"));
      const asked = await Promise.all(
        Array.from({ length: 40 }, () => test.api.inject({ url: "/v1/runs", headers })),
      );
      const statuses = asked.map(({ statusCode }) => statusCode);
      expect(statuses.filter((status) => status === 200).length).toBeLessThanOrEqual(5);
      expect(new Set(statuses)).toEqual(new Set([200, 503]));
      expect(asked.find(({ statusCode }) => statusCode === 503)?.headers["retry-after"]).toBeDefined();
      const next = [];
      for (let count = 0; count < 6; count++) next.push(await test.api.inject({ url: "/v1/runs", headers }));
      expect(next.at(-1)).toMatchObject({ statusCode: 429 });
      expect(next.at(-1)!.headers["retry-after"]).toBeDefined();
      const guesses = [];
      for (let count = 0; count < 5; count++) {
        guesses.push(await test.api.inject({ url: "/v1/runs", headers: { authorization: "Bearer guess" } }));
      }
      expect(guesses.map(({ statusCode }) => statusCode)).toEqual([401, 401, 401, 429, 429]);
    } finally {
      await test.close();
    }
  }, 120_000);
});

describe("a client that is slow", () => {
  it("is cut off, in its headers or in its body, and others are answered meanwhile", async () => {
    const test = await apiUnderTest("embedded", { requestMs: 1_500, idleMs: 4_000 });
    try {
      await test.api.listen({ host: "127.0.0.1", port: 0 });
      const { port } = test.api.server.address() as AddressInfo;
      const key = await test.key("cro");
      const head = `POST /v1/forecasts HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${key}\r\n`;
      const body = `${head}content-type: application/json\r\ncontent-length: 1000\r\n\r\n{"period":`;
      const cut = [head, body].map((text) => secondsUntilClosed(port, text));
      const client = createClient({ url: `http://127.0.0.1:${port}`, key });
      expect((await client.runs()).rows).toEqual([]);
      for (const seconds of await Promise.all(cut)) expect(seconds).toBeLessThan(15);
    } finally {
      await test.close();
    }
  }, 120_000);
});

/** Sends the beginning of a request and nothing more, and waits until the service has had enough. */
function secondsUntilClosed(port: number, beginning: string): Promise<number> {
  const began = performance.now();
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(beginning));
    socket.on("error", () => undefined);
    socket.on("data", () => undefined);
    socket.on("close", () => resolve((performance.now() - began) / 1_000));
  });
}

/** Sends a form with a file of so many bytes without saying how long it is; says the status or how the connection ended. */
function upload(url: string, authorization: string, byteCount: number): Promise<string> {
  return new Promise((resolve) => {
    const request = httpRequest(`${url}/v1/imports`, {
      method: "POST",
      headers: { authorization, "content-type": "multipart/form-data; boundary=b" },
    });
    request.on("response", (reply) => {
      reply.resume();
      resolve(String(reply.statusCode));
      request.destroy();
    });
    request.on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? "error"));
    request.write('--b\r\nContent-Disposition: form-data; name="f"; filename="big.csv"\r\n\r\n');
    const piece = Buffer.alloc(1 << 20, "a,b\n");
    let sent = 0;
    const pump = (): void => {
      while (sent < byteCount && !request.destroyed) {
        sent += piece.length;
        if (!request.write(piece)) return void request.once("drain", pump);
      }
      request.end();
    };
    pump();
  });
}

/** A zip archive with one deflated entry, whose header says that it is small. */
function zipOf(name: string, deflated: Buffer): Buffer {
  const fields = (signature: number, extra: Buffer): Buffer => {
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0);
    head.writeUInt16LE(8, 4);
    head.writeUInt32LE(deflated.length, 14);
    head.writeUInt32LE(1_000, 18);
    head.writeUInt16LE(name.length, 22);
    const start = Buffer.alloc(4);
    start.writeUInt32LE(signature);
    return Buffer.concat([start, extra, head]);
  };
  const local = Buffer.concat([fields(0x04034b50, Buffer.alloc(0)), Buffer.from(name), deflated]);
  const central = Buffer.concat([
    fields(0x02014b50, Buffer.from([20, 0])),
    Buffer.alloc(14),
    Buffer.from(name),
  ]);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, central, end]);
}
