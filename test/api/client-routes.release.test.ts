import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createClient, type Client } from "../../src/contracts/api/client.ts";
import { RUN_KINDS } from "../../src/contracts/api/run.ts";
import { DOCUMENT_KINDS, type DocumentKind } from "../../src/contracts/document.ts";
import { apiUnderTest, type ApiUnderTest } from "./api-under-test.ts";
import { canaryHistory, OWNERS_FILE } from "./canary-company.ts";

const ID = "00000000-0000-4000-8000-000000000000";
const scenario = readFileSync(join(import.meta.dirname, "../../scenarios/cpq.yaml"), "utf8");

describe("the client", () => {
  let test: ApiUnderTest;
  let url: string;
  beforeAll(async () => {
    test = await apiUnderTest("embedded");
    url = await test.api.listen({ host: "127.0.0.1", port: 0 });
  });
  afterAll(() => test.close());

  it("has a method for every route under /v1", async () => {
    const { paths } = (await test.api.inject({ url: "/docs/json" })).json<{
      paths: Readonly<Record<string, object>>;
    }>();
    const routes = Object.entries(paths).flatMap(([path, methods]) =>
      path.startsWith("/v1/") ? Object.keys(methods).map((method) => ({ path, method })) : [],
    );
    expect(routes.length).toBeGreaterThan(50);
    const asked = await requestsOfAll(createClient({ url, key: "none", fetch: refuse }));
    const isAsked = ({ path, method }: (typeof routes)[number]): boolean => {
      const pattern = new RegExp(`^${path.replaceAll(/\{\w+\}/g, "[^/]+")}$`);
      return asked.some((one) => one.method.toLowerCase() === method && pattern.test(one.path));
    };
    expect(routes.filter((route) => !isAsked(route))).toEqual([]);
  });

  it("keeps documents, numbers, targets and schedules, and ends them", async () => {
    const client = createClient({ url, key: await test.key("finance") });
    const files = { "history.csv": canaryHistory("ours"), "owners.csv": OWNERS_FILE };
    await client.importFiles(Object.entries(files).map(([name, text]) => new File([text], name)));

    expect(await client.keepDocument("scenario", "cpq", scenario)).toMatchObject({ version: 1, isNew: true });
    expect(await client.keepDocument("scenario", "cpq", scenario)).toMatchObject({
      version: 1,
      isNew: false,
    });
    expect((await client.document("scenario", "cpq", 1)).text).toBe(scenario);
    expect((await client.documents()).rows.map(({ name }) => name)).toEqual(["cpq"]);
    await client.removeDocument("scenario", "cpq");
    expect((await client.documents()).rows).toEqual([]);

    const asked = { scope: "company", period: "2099-Q1", amount: "1000.50" } as const;
    const override = await client.addOverride({ ...asked, note: "by hand" });
    const target = await client.addTarget(asked);
    expect((await client.overrides()).rows).toEqual([override]);
    expect((await client.targets()).rows).toEqual([target]);
    await client.endOverride(override.id);
    await client.endTarget(target.id);
    expect((await client.overrides()).rows).toEqual([]);
    expect((await client.targets(true)).rows).toHaveLength(1);

    const { id } = await client.addSchedule({
      name: "weekly",
      request: { kind: "forecast", horizon: "30d" },
      cron: "0 6 * * 1",
      zone: "Europe/Berlin",
    });
    expect(await client.pauseSchedule(id)).toMatchObject({ isPaused: true });
    expect(await client.resumeSchedule(id)).toMatchObject({ isPaused: false });
    expect((await client.schedules()).rows.map((schedule) => schedule.id)).toEqual([id]);
    expect((await client.slots(id, 5)).rows).toEqual([]);
    await client.removeSchedule(id);
    expect((await client.schedules()).rows).toEqual([]);
  });
});

interface Asked {
  readonly method: string;
  readonly path: string;
}

const requests: Asked[] = [];

/** Notes what was asked and answers nothing. */
const refuse: typeof fetch = (input, init) => {
  requests.push({ method: init?.method ?? "GET", path: new URL(input as URL).pathname });
  return Promise.reject(new Error("noted"));
};

/** Calls every method of a client for every kind, and tells what each asked for. */
async function requestsOfAll(client: Client): Promise<readonly Asked[]> {
  const documents = Object.keys(DOCUMENT_KINDS) as DocumentKind[];
  const calls: Readonly<Record<keyof Client, readonly (() => Promise<unknown>)[]>> = {
    importFiles: [() => client.importFiles([])],
    previewImport: [() => client.previewImport([])],
    imports: [() => client.imports()],
    importRows: [() => client.importRows(ID, "accepted.csv")],
    revisions: [() => client.revisions()],
    opportunities: [() => client.opportunities()],
    start: RUN_KINDS.map((kind) => () => client.start(kind, {})),
    result: RUN_KINDS.map((kind) => () => client.result(kind, ID)),
    reportHtml: RUN_KINDS.map((kind) => () => client.reportHtml(kind, ID)),
    reportXlsx: RUN_KINDS.map((kind) => () => client.reportXlsx(kind, ID)),
    runs: [() => client.runs()],
    run: [() => client.run(ID)],
    cancel: [() => client.cancel(ID)],
    redrive: [() => client.redrive(ID)],
    verify: [() => client.verify(ID)],
    events: [() => client.events(ID).next()],
    exportArchive: [() => client.exportArchive()],
    keys: [() => client.keys()],
    addKey: [() => client.addKey({ name: "one", role: "cro" })],
    revokeKey: [() => client.revokeKey(ID)],
    audit: [() => client.audit()],
    verifyAudit: [() => client.verifyAudit()],
    documents: [() => client.documents()],
    document: documents.map((kind) => () => client.document(kind, "one")),
    keepDocument: documents.map((kind) => () => client.keepDocument(kind, "one", "")),
    removeDocument: documents.map((kind) => () => client.removeDocument(kind, "one")),
    schedules: [() => client.schedules()],
    addSchedule: [() => client.addSchedule({} as never)],
    slots: [() => client.slots(ID)],
    pauseSchedule: [() => client.pauseSchedule(ID)],
    resumeSchedule: [() => client.resumeSchedule(ID)],
    removeSchedule: [() => client.removeSchedule(ID)],
    overrides: [() => client.overrides()],
    addOverride: [() => client.addOverride({} as never)],
    endOverride: [() => client.endOverride(ID)],
    targets: [() => client.targets()],
    addTarget: [() => client.addTarget({} as never)],
    endTarget: [() => client.endTarget(ID)],
  };
  for (const call of Object.values(calls).flat()) await expect(call()).rejects.toThrow("noted");
  return requests;
}
