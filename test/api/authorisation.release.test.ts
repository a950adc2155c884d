import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ROLES, type Role } from "../../src/contracts/api/key.ts";
import { settled } from "../app/runs/run-company.ts";
import { answered, apiUnderTest, bearer, multipartOf, TENANTS, type ApiUnderTest } from "./api-under-test.ts";
import type { RouteEntry } from "../../src/api/api.ts";
import type { FieldClass } from "../../src/app/access/policy.ts";
import { readParts } from "../reports/workbook/read-parts.ts";
import {
  canaryHistory,
  FINANCES_FILE,
  OWNERS,
  OWNERS_FILE,
  SALARY_CANARIES,
  SCENARIO,
  SPEND_CANARIES,
  SPEND_FILE,
  UNDER_ANN,
} from "./canary-company.ts";

const ALL: readonly Role[] = ROLES;
const WITH_COMPANY: readonly Role[] = ["owner", "finance", "cro", "scheduler"];
/** Who keeps documents and numbers for the company; costs are finance's alone. */
const DEFINING: readonly Role[] = ["owner", "finance", "cro"];

function documentRoutes(kind: string): Record<string, readonly Role[]> {
  const isCost = kind === "scenario" || kind === "costs";
  return {
    [`GET /v1/documents/${kind}/:name`]: isCost ? ["finance"] : WITH_COMPANY,
    [`PUT /v1/documents/${kind}/:name`]: isCost ? ["finance"] : DEFINING,
    [`DELETE /v1/documents/${kind}/:name`]: isCost ? ["finance"] : DEFINING,
  };
}

/**
 * Who may use which route, written down from the threat model and not read from the code. A route that is not here fails.
 */
const ALLOWED: Readonly<Record<string, readonly Role[] | "public">> = {
  "GET /health/live": "public",
  "GET /health/ready": "public",
  "GET /metrics": ["owner", "scheduler"],
  "GET /v1/keys": ["owner", "finance"],
  "POST /v1/keys": ["owner", "finance"],
  "DELETE /v1/keys/:keyId": ["owner", "finance"],
  "GET /v1/audit": ["owner", "finance"],
  "GET /v1/audit/verify": ["owner", "finance"],
  "POST /v1/imports": ["owner", "finance"],
  "GET /v1/imports": ["owner", "finance"],
  "GET /v1/imports/:importId/:file": ["owner", "finance"],
  "GET /v1/export": ["finance"],
  "GET /v1/revisions": WITH_COMPANY,
  "GET /v1/opportunities": ["finance", "cro", "manager", "rep"],
  "GET /v1/runs": ALL,
  "GET /v1/runs/:runId": ALL,
  "GET /v1/runs/:runId/events": ALL,
  "POST /v1/runs/:runId/cancel": ["owner", "finance", "cro", "manager", "scheduler"],
  "POST /v1/runs/:runId/verify": ["owner", "finance", "cro", "manager", "scheduler"],
  "GET /v1/documents": WITH_COMPANY,
  ...documentRoutes("scenario"),
  ...documentRoutes("costs"),
  ...documentRoutes("policy"),
  ...documentRoutes("kpi-targets"),
  ...documentRoutes("funnel"),
  "GET /v1/overrides": ALL,
  "POST /v1/overrides": ["finance", "cro", "manager", "rep"],
  "DELETE /v1/overrides/:overrideId": ["finance", "cro", "manager", "rep"],
  "GET /v1/targets": ALL,
  "POST /v1/targets": DEFINING,
  "DELETE /v1/targets/:quotaId": DEFINING,
  "GET /v1/schedules": WITH_COMPANY,
  "POST /v1/schedules": WITH_COMPANY,
  "GET /v1/schedules/:scheduleId/slots": WITH_COMPANY,
  "POST /v1/schedules/:scheduleId/pause": WITH_COMPANY,
  "POST /v1/schedules/:scheduleId/resume": WITH_COMPANY,
  "DELETE /v1/schedules/:scheduleId": WITH_COMPANY,
  "POST /v1/runs/:runId/redrive": ["owner", "finance", "cro", "manager", "scheduler"],
  "POST /v1/forecasts": ["owner", "finance", "cro", "manager", "scheduler"],
  "GET /v1/forecasts/:runId": ALL,
  "GET /v1/forecasts/:runId/report.html": ALL,
  "GET /v1/forecasts/:runId/report.xlsx": ALL,
  "POST /v1/backtests": WITH_COMPANY,
  "GET /v1/backtests/:runId": WITH_COMPANY,
  "GET /v1/backtests/:runId/report.html": WITH_COMPANY,
  "GET /v1/backtests/:runId/report.xlsx": WITH_COMPANY,
  "POST /v1/kpis": ["owner", "finance", "cro", "manager", "scheduler"],
  "GET /v1/kpis/:runId": ALL,
  "GET /v1/kpis/:runId/report.html": ALL,
  "GET /v1/kpis/:runId/report.xlsx": ALL,
  "POST /v1/changes": ["owner", "finance", "cro", "manager", "scheduler"],
  "GET /v1/changes/:runId": ALL,
  "GET /v1/changes/:runId/report.html": ALL,
  "GET /v1/changes/:runId/report.xlsx": ALL,
  "POST /v1/scenarios": ["finance"],
  "GET /v1/scenarios/:runId": ["finance"],
  "GET /v1/scenarios/:runId/report.html": ["finance"],
  "GET /v1/scenarios/:runId/report.xlsx": ["finance"],
  "POST /v1/roi": ["finance"],
  "GET /v1/roi/:runId": ["finance"],
  "GET /v1/roi/:runId/report.html": ["finance"],
  "GET /v1/roi/:runId/report.xlsx": ["finance"],
};

/** What a role may read of rows: texts of other owners, of contacts and of costs are canaries. */
const SEES: Readonly<Record<Role, { owners: readonly string[]; contacts: boolean; costs: boolean }>> = {
  owner: { owners: [], contacts: false, costs: false },
  finance: { owners: OWNERS, contacts: true, costs: true },
  cro: { owners: OWNERS, contacts: false, costs: false },
  manager: { owners: UNDER_ANN, contacts: true, costs: false },
  rep: { owners: ["Bobzz"], contacts: true, costs: false },
  scheduler: { owners: [], contacts: false, costs: false },
};

const BODIES: Readonly<Record<string, object>> = {
  "/v1/forecasts": {
    period: "2025-Q4",
    draws: 1_000,
    segment: "contact_email",
    owner: "owner",
    target: "100000",
  },
  "/v1/backtests": {
    horizon: "30d",
    from: "2025-06-01",
    to: "2025-07-01",
    every: "month",
    draws: 1_000,
    methods: ["full", "naive-last"],
  },
  "/v1/kpis": { period: "2025-Q3", compare: "2025-Q2", owner: "owner", segment: "note" },
  "/v1/changes": { from: "2025-08-01", to: "2025-09-30", owner: "owner", segment: "product" },
  "/v1/scenarios": { scenarios: [SCENARIO], draws: 1_000, asOf: "2025-09-30" },
  "/v1/roi": { scenario: SCENARIO, draws: 1_000, asOf: "2025-09-30" },
  "/v1/keys": { name: "one more", role: "scheduler" },
};

/** Canaries of each field class, and the class that a route has to declare to show one. */
const OF_CLASS: readonly (readonly [FieldClass, RegExp])[] = [
  ["C2", /\b(op|note)-(ours|foreign)-/],
  ["C3", /person-(ours|foreign)-/],
  ["C4", new RegExp([...SALARY_CANARIES, ...SPEND_CANARIES].join("|"))],
];
const CLASSES: readonly FieldClass[] = ["C1", "C2", "C3", "C4"];

/** KPIs of the company are for who sees it; a manager and a rep are let to those of a team that they see. */
const TEAM_KPIS = "/v1/kpis of a team";
const OF_TEAMS: readonly Role[] = ["manager", "rep"];

interface Sent {
  /** Method and pattern of the route. */
  readonly route: string;
  readonly status: number;
  /** Headers and body, unpacked where it is an archive. */
  readonly text: string;
}

interface Reply {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly rawPayload: Buffer;
}

function sentBy(route: string, { statusCode, headers, rawPayload }: Reply): Sent {
  const type = String(headers["content-type"]);
  const body = type.includes("spreadsheet")
    ? [...readParts(rawPayload).values()].join("\n")
    : (type === "application/gzip" ? gunzipSync(rawPayload) : rawPayload).toString("utf8");
  return { route, status: statusCode, text: `${JSON.stringify(headers)}\n${body}` };
}

function isCutBySight({ policy }: RouteEntry): boolean {
  return policy !== "public" && policy.rows === "sight";
}

/** A seller's name where it does not stand for who has the key. */
function namesOwner(text: string, owner: string): boolean {
  return text.replaceAll(/"subtreeOwner":"[^"]*"/g, "").includes(owner);
}

describe("who may see what", () => {
  let test: ApiUnderTest;
  /** Ids of runs of each resource, of an import and of a key, by tenant. */
  const ids = new Map<string, Record<string, string>>();
  /** Everything that each role was ever sent. */
  const sent = new Map<Role, Sent[]>(ROLES.map((role) => [role, []]));

  const call = async (role: Role, method: string, url: string, body?: object, pattern = url) => {
    const headers = bearer(await test.key(role));
    const reply = await test.api.inject({
      method: method as "GET",
      url,
      headers: { ...headers, ...(url.endsWith("/events") ? { accept: "text/event-stream" } : {}) },
      ...(body === undefined ? {} : { payload: body }),
    });
    sent.get(role)!.push(sentBy(`${method} ${pattern.split("?")[0]}`, reply));
    return reply;
  };

  beforeAll(async () => {
    test = await apiUnderTest("embedded");
    for (const tenant of TENANTS) {
      const headers = bearer(await test.key("finance", tenant));
      const mark = tenant === "default" ? "ours" : "foreign";
      const { payload, headers: type } = multipartOf({
        "history.csv": canaryHistory(mark),
        "owners.csv": OWNERS_FILE.replaceAll("zz", mark === "ours" ? "zz" : "foreignzz"),
        "spend.csv": SPEND_FILE,
        "finances.csv": FINANCES_FILE,
      });
      const imported = await test.api.inject({
        method: "POST",
        url: "/v1/imports",
        payload,
        headers: { ...headers, ...type },
      });
      const found: Record<string, string> = {
        import: (answered(imported, 201) as { importId: string }).importId,
      };
      for (const [url, body] of Object.entries(BODIES)) {
        if (tenant === "foreign" && !["/v1/forecasts", "/v1/roi", "/v1/keys"].includes(url)) continue;
        const waits = { ...headers, prefer: "wait=1" };
        const key = bearer(await test.key("owner", tenant));
        const started = await test.api.inject({
          method: "POST",
          url,
          payload: body,
          headers: url === "/v1/keys" ? key : waits,
        });
        const { id, keyId } = answered(started, 201, 202) as { id?: string; keyId?: string };
        const workspace = { store: test.store, tenantId: tenant, actor: "test" };
        const run = id === undefined ? undefined : await settled(workspace, id);
        if ((run?.state ?? "done") !== "done") throw new Error(JSON.stringify(run));
        found[url] = id ?? keyId!;
      }
      if (tenant === "default") {
        const started = await test.api.inject({
          method: "POST",
          url: "/v1/kpis",
          payload: { ...BODIES["/v1/kpis"], team: "Bobzz", rollUp: true },
          headers: bearer(await test.key("manager")),
        });
        found[TEAM_KPIS] = (answered(started, 201, 202) as { id: string }).id;
        const run = await settled({ store: test.store, tenantId: tenant, actor: "test" }, found[TEAM_KPIS]);
        if (run.state !== "done") throw new Error(JSON.stringify(run));
      }
      const put = await test.api.inject({
        method: "PUT",
        url: `/v1/documents/scenario/case-${mark}`,
        headers,
        payload: { text: SCENARIO.text },
      });
      answered(put, 200);
      const period = "2025-Q4";
      const numbers = ["Bobzz", "Evezz"].map((owner) => ({
        url: "/v1/overrides",
        payload: {
          scope: "owner",
          scopeValue: owner,
          period,
          amount: "123456",
          note: `note-${mark}-${owner}-canary`,
        },
      }));
      const request = { kind: "forecast", horizon: "30d" };
      for (const { url, payload } of [
        ...numbers,
        { url: "/v1/targets", payload: { period, amount: "123456" } },
        {
          url: "/v1/schedules",
          payload: { name: "weekly", request, cron: "0 6 * * 1", zone: "Europe/Berlin" },
        },
      ]) {
        const made = await test.api.inject({ method: "POST", url, headers, payload });
        found[url] = (answered(made, 200, 201) as { id: string }).id;
      }
      found["name"] = `case-${mark}`;
      ids.set(tenant, found);
    }
  }, 240_000);
  afterAll(() => test.close(), 60_000);

  const urlOf = (pattern: string, tenant: string, role: Role = "finance"): string => {
    const found = ids.get(tenant)!;
    const own = `/${pattern.split("/").slice(1, 3).join("/")}`;
    const resource = own === "/v1/kpis" && OF_TEAMS.includes(role) ? TEAM_KPIS : own;
    return pattern
      .replace(":runId", found[resource] ?? found["/v1/forecasts"]!)
      .replace(":keyId", found["/v1/keys"]!)
      .replace(":importId", found["import"]!)
      .replace(":overrideId", found["/v1/overrides"]!)
      .replace(":quotaId", found["/v1/targets"]!)
      .replace(":scheduleId", found["/v1/schedules"]!)
      .replace(":name", found["name"]!)
      .replace(":file", "accepted.csv");
  };
  const routes = () =>
    test.api.routePolicies.filter(({ url, method }) => method !== "HEAD" && !url.startsWith("/docs"));
  const bodyOf = (method: string, url: string) =>
    method === "POST" && Object.hasOwn(BODIES, url) ? BODIES[url] : method === "POST" ? {} : undefined;

  it("is written down for every route", () => {
    expect(
      routes()
        .map(({ method, url }) => `${method} ${url}`)
        .sort(),
    ).toEqual(Object.keys(ALLOWED).sort());
  });

  it("lets nobody in without a key, nor with one that is mistyped, revoked or expired", async () => {
    const revoked = await test.key("scheduler", "foreign");
    const wrong = [
      "",
      "Bearer",
      "Bearer x",
      `Bearer ${revoked.slice(0, -1)}${revoked.endsWith("0") ? "1" : "0"}`,
      `Basic ${revoked}`,
      `Bearer ${revoked}0`,
    ];
    for (const { method, url } of routes()) {
      const isPublic = ALLOWED[`${method} ${url}`] === "public";
      for (const authorization of wrong) {
        const reply = await test.api.inject({
          method: method as "GET",
          url: urlOf(url, "default"),
          headers: { authorization },
        });
        expect(reply.statusCode, `${method} ${url} ${authorization}`).toBe(isPublic ? 200 : 401);
      }
    }
  });

  it("is decided by role for every route, before anything of the request is looked at", async () => {
    for (const { method, url } of routes()) {
      const allowed = ALLOWED[`${method} ${url}`]!;
      if (allowed === "public") continue;
      for (const role of ROLES) {
        // Nothing is started here: what is asked is no JSON, and a denial comes before that is found out.
        const isWrite = method !== "GET";
        const headers = {
          ...bearer(await test.key(role)),
          ...(isWrite ? { "content-type": "application/json" } : {}),
        };
        const reply = await test.api.inject({
          method: method as "GET",
          url: isWrite ? urlOf(url, "foreign") : urlOf(url, "default", role),
          headers,
          ...(isWrite ? { payload: "{" } : {}),
        });
        sent.get(role)!.push(sentBy(`${method} ${url}`, reply));
        const may = allowed.includes(role);
        // Who does not see rows sees those of the files that he sent himself, and these were sent by finance.
        const isNotHis = role === "owner" && url === "/v1/imports/:importId/:file";
        // What is no JSON is found out after the policy has let it through; of a team no page is made.
        const expected = isNotHis
          ? [404]
          : !may
            ? [403]
            : isWrite
              ? [400, 404]
              : url.includes(":name") && !url.includes("/scenario/")
                ? [404]
                : [200];
        expect(expected, `${role} ${method} ${url} ${reply.body}`).toContain(reply.statusCode);
      }
    }
  });

  it("answers for what belongs to another tenant as for what does not exist", async () => {
    const nothing = "00000000-0000-4000-8000-000000000000";
    for (const { method, url } of routes()) {
      const allowed = ALLOWED[`${method} ${url}`]!;
      // A document that is kept anew is the caller's own, whatever others have.
      if (allowed === "public" || !url.includes("/:") || method === "PUT") continue;
      for (const role of allowed) {
        const foreign = await call(role, method, urlOf(url, "foreign"), bodyOf(method, url), url);
        const missing = await call(
          role,
          method,
          url
            .replace(/:(runId|keyId|importId|overrideId|quotaId|scheduleId|name)/, nothing)
            .replace(":file", "accepted.csv"),
          bodyOf(method, url),
          url,
        );
        expect(foreign.statusCode, `${role} ${method} ${url} ${foreign.body}`).toBe(404);
        expect(missing.statusCode).toBe(404);
        const plain = (text: string) => text.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}|case-foreign/g, "ID");
        expect(plain(foreign.body)).toBe(plain(missing.body));
      }
    }
  });

  it("cuts rows and fields by role in every list, result, report and stream", async () => {
    const places = [
      "/v1/opportunities?limit=1000",
      "/v1/opportunities?owner=Evezz",
      "/v1/runs?limit=1000",
      "/v1/audit?limit=1000",
      "/v1/overrides?all=true",
      "/v1/documents",
    ];
    for (const role of ROLES) for (const url of places) await call(role, "GET", url);
    for (const role of ROLES) {
      const text = sent
        .get(role)!
        .map((reply) => reply.text)
        .join("\n");
      const { owners, contacts, costs } = SEES[role];
      for (const owner of OWNERS) {
        const isSeen = text.includes(`note-ours-${owner}-canary`) || text.includes(`op-ours-${owner}-`);
        expect(isSeen, `${role} sees opportunities of ${owner}`).toBe(owners.includes(owner));
        expect(text.includes(`person-ours-${owner}@`), `${role} sees contacts of ${owner}`).toBe(
          contacts && owners.includes(owner),
        );
      }
      for (const canary of SALARY_CANARIES)
        expect(text.includes(canary), `${role} sees ${canary}`).toBe(costs);
      const spend = SPEND_CANARIES.filter((canary) => text.includes(canary));
      expect(spend.length > 0, `${role} sees ${spend.join(", ")}`).toBe(costs);
      expect(text, `${role} sees another tenant`).not.toMatch(/foreignzz|-foreign-[^"]*canary/);
    }
  });

  it("shows KPIs of the company to nobody who sees a team, and those of a team to who sees all of it", async () => {
    const { [TEAM_KPIS]: bobs, "/v1/kpis": company } = ids.get("default")!;
    const statusOf = async (role: Role, id: string, page = "") =>
      (await call(role, "GET", `/v1/kpis/${id}${page}`, undefined, `/v1/kpis/:runId${page}`)).statusCode;
    const rights = { finance: 200, cro: 200, manager: 200, rep: 200, owner: 403, scheduler: 403 };
    for (const role of ROLES) {
      for (const page of ["", "/report.html", "/report.xlsx"]) {
        expect(await statusOf(role, bobs!, page), `${role} ${page} of a team`).toBe(rights[role]);
        const isOfTeam = OF_TEAMS.includes(role);
        expect(await statusOf(role, company!, page), `${role} ${page}`).toBe(isOfTeam ? 403 : 200);
      }
    }
    // Nor can who sees a team ask for one that he does not see, nor learn whether it is there.
    const answers = ["Danzz", "Evezz", "Nobody"].map(async (team) => {
      const reply = await call("manager", "POST", "/v1/kpis", { ...BODIES["/v1/kpis"], team });
      return [reply.statusCode, reply.json<{ detail: string }>().detail] as const;
    });
    const said = await Promise.all(answers);
    expect(said.map(([status]) => status)).toEqual([403, 403, 403]);
    expect(new Set(said.map(([, detail]) => detail)).size).toBe(1);
    for (const role of ["owner", "scheduler"] as const) {
      const reply = await call(role, "POST", "/v1/kpis", { ...BODIES["/v1/kpis"], team: "Bobzz" });
      expect(reply.statusCode, role).toBe(403);
    }
  });

  it("is kept to by every route for every role: class by class, inside and outside the subtree", () => {
    const answered = new Set<string>();
    for (const role of ROLES) {
      const { owners, contacts, costs } = SEES[role];
      const outside = OWNERS.filter((owner) => !owners.includes(owner));
      for (const { route, status, text } of sent.get(role)!) {
        const place = `${role} ${status} ${route}`;
        answered.add(route);
        const entry = routes().find(({ method, url }) => `${method} ${url}` === route);
        if (entry === undefined || entry.policy === "public") throw new Error(`No policy: ${place}`);
        const shows = CLASSES.indexOf(entry.policy.shows);
        for (const [fieldClass, canaries] of OF_CLASS) {
          // Routes that cut by sight show each role what it may see, whatever they show all who are let through.
          const isDeclared = CLASSES.indexOf(fieldClass) <= shows || isCutBySight(entry);
          const maySee = fieldClass === "C2" ? owners.length > 0 : fieldClass === "C3" ? contacts : costs;
          const isAllowed = status < 300 && isDeclared && maySee;
          expect(
            isAllowed ? undefined : canaries.exec(text)?.[0],
            `${fieldClass} in ${place}`,
          ).toBeUndefined();
        }
        const seenOutside = outside.filter(
          (owner) => text.includes(`-ours-${owner}`) || (role !== "owner" && namesOwner(text, owner)),
        );
        expect(seenOutside, `outside the subtree in ${place}`).toEqual([]);
        expect(text, place).not.toMatch(/foreignzz|-foreign-[^"]*canary/);
      }
    }
    // Nothing was left out: every route has answered somebody.
    const all = routes().filter(({ policy }) => policy !== "public");
    expect(all.map(({ method, url }) => `${method} ${url}`).filter((route) => !answered.has(route))).toEqual(
      [],
    );
  });

  it("lets who sees a subtree write inside it and not outside, on every route that writes rows of persons", async () => {
    const number = (owner: string) => ({
      scope: "owner",
      scopeValue: owner,
      period: "2026-Q1",
      amount: "1",
      note: "of the matrix",
    });
    const kept = async (owner: string): Promise<string> => {
      const reply = await call("finance", "POST", "/v1/overrides", number(owner));
      return (answered(reply, 201) as { id: string }).id;
    };
    /** What is asked of each of these routes about an owner, and how it is answered inside and outside. */
    const WRITES: Readonly<
      Record<string, (role: Role, owner: string) => Promise<{ readonly statusCode: number }>>
    > = {
      "POST /v1/overrides": (role, owner) => call(role, "POST", "/v1/overrides", number(owner)),
      "DELETE /v1/overrides/:overrideId": async (role, owner) => {
        const id = await kept(owner);
        return call(role, "DELETE", `/v1/overrides/${id}`, undefined, "/v1/overrides/:overrideId");
      },
    };
    const concerned = routes().filter(
      ({ method, policy }) => method !== "GET" && policy !== "public" && policy.rows === "deals",
    );
    expect(concerned.map(({ method, url }) => `${method} ${url}`).sort()).toEqual(Object.keys(WRITES).sort());
    for (const [route, write] of Object.entries(WRITES)) {
      for (const [role, inside] of [
        ["manager", UNDER_ANN],
        ["rep", ["Bobzz"]],
      ] as const) {
        for (const owner of OWNERS) {
          const { statusCode } = await write(role, owner);
          const isInside = (inside as readonly string[]).includes(owner);
          expect(isInside ? [200, 201] : [403, 404], `${role} ${route} ${owner}`).toContain(statusCode);
        }
      }
    }
  });

  it("names no seller to a role that sees no rows", () => {
    for (const role of ["owner", "scheduler"] as const) {
      // Whose subtree a key has is part of the list of keys, which is the owner's to keep.
      const text = sent
        .get(role)!
        .map((reply) => reply.text)
        .filter((reply) => !reply.includes('"subtreeOwner"'))
        .join("\n");
      expect(
        OWNERS.filter((owner) => text.includes(owner)),
        role,
      ).toEqual([]);
    }
  });

  it("writes nothing of rows, contacts, costs or keys into logs, metrics and the audit log", async () => {
    const metrics = await call("owner", "GET", "/metrics");
    const audit = await call("finance", "GET", "/v1/audit?limit=1000");
    const keys = await Promise.all(ROLES.map((role) => test.key(role)));
    const canaries = [
      ...OWNERS,
      ...SALARY_CANARIES,
      ...SPEND_CANARIES,
      "canary",
      ...keys.map((key) => key.slice(15, 60)),
    ];
    for (const text of [test.logged(), metrics.body, audit.body]) {
      expect(canaries.filter((canary) => text.includes(canary))).toEqual([]);
    }
    expect(audit.json<{ rows: { action: string }[] }>().rows.map(({ action }) => action)).toContain(
      "cost.read",
    );
    const verdict = await call("owner", "GET", "/v1/audit/verify");
    expect(verdict.json()).toMatchObject({ isIntact: true });
  });

  it("keeps neither keys nor what they are made of in the database", async () => {
    const keys = await Promise.all(ROLES.map((role) => test.key(role)));
    const rows = await test.store.asSystem((tx) => tx.selectFrom("api_key").selectAll().execute());
    const text = JSON.stringify(
      rows.map(({ secret_sha256, ...row }) => [row, secret_sha256.toString("hex")]),
    );
    for (const key of keys) expect(text).not.toContain(key.slice(15));
  });
});
