import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { KpiTeamView } from "../../src/contracts/api/kpi-view.ts";
import type { Role } from "../../src/contracts/api/key.ts";
import { settled } from "../app/runs/run-company.ts";
import { answered, apiUnderTest, bearer, multipartOf, TENANTS, type ApiUnderTest } from "./api-under-test.ts";
import { canaryHistory, FINANCES_FILE, OWNERS_FILE, SPEND_FILE, UNDER_ANN } from "./canary-company.ts";

const ASKED = {
  period: "2025-Q3",
  compare: "2025-Q2",
  series: "month",
  segment: "product",
  pacing: "workdays",
  rollUp: true,
} as const;
const CHANGES = { from: "2025-06-30", to: "2025-09-30", segment: "product" } as const;

/** The same company, in which all that is not Ann's team's is other: amounts, stages, products, notes and how much there is of it. */
function otherwise(history: string): string {
  const [head, ...lines] = history.trimEnd().split("\n");
  const isOwn = (line: string) => UNDER_ANN.some((owner) => line.includes(`,${owner},`));
  const changed = lines.map((line, index) => {
    if (isOwn(line)) return line;
    const [id, day, stage, amount, owner, , contact] = line.split(",");
    const next = index % 4 === 0 ? "Closed Won" : index % 4 === 1 ? "A stage of theirs" : stage;
    return [id, day, next, Number(amount) * 1_000 + 7, owner, "Elsewhere", contact, "other"].join(",");
  });
  return [head, ...changed, "op-more,2025-08-08,Closed Won,123456789,Evezz,Elsewhere,,", ""].join("\n");
}

/** Ids tell which run it is and under which id a target is kept, which the digest of figures tells too; digests are compared by a unit test. */
function plain(text: string): string {
  return text.replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{64}/g, "ID");
}

describe("KPIs of a team over HTTP", () => {
  let test: ApiUnderTest;
  const call = async (
    role: Role,
    {
      method = "GET",
      url,
      body,
      tenant = "default",
      headers = {},
    }: {
      readonly method?: "GET" | "POST";
      readonly url: string;
      readonly body?: object;
      readonly tenant?: string;
      readonly headers?: Readonly<Record<string, string>>;
    },
  ) =>
    test.api.inject({
      method,
      url,
      headers: { ...bearer(await test.key(role, tenant)), ...headers },
      ...(body === undefined ? {} : { payload: body }),
    });
  const importAll = async (
    tenant: string,
    files: Readonly<Record<string, string>>,
    fields: Readonly<Record<string, string>> = {},
  ) => {
    const { payload, headers } = multipartOf(files, fields);
    const key = bearer(await test.key("finance", tenant));
    const url = "/v1/imports";
    answered(await test.api.inject({ method: "POST", url, payload, headers: { ...key, ...headers } }), 201);
  };
  const start = async (role: Role, resource: string, body: object, tenant = "default"): Promise<string> => {
    const reply = await call(role, { method: "POST", url: `/v1/${resource}`, body, tenant });
    const { id } = answered(reply, 201, 202) as { id: string };
    const run = await settled({ store: test.store, tenantId: tenant, actor: "test" }, id);
    if (run.state !== "done") throw new Error(JSON.stringify(run.failure));
    return id;
  };
  const read = (role: Role, id: string, tenant = "default") => call(role, { url: `/v1/kpis/${id}`, tenant });
  const wonBy = (view: KpiTeamView) => view.kpis.find(({ id }) => id === "won_count")!.value;

  beforeAll(async () => {
    test = await apiUnderTest("embedded");
    const history = canaryHistory("ours");
    for (const tenant of TENANTS) {
      await importAll(tenant, {
        "history.csv": tenant === "default" ? history : otherwise(history),
        "owners.csv": OWNERS_FILE,
        "spend.csv": tenant === "default" ? SPEND_FILE : SPEND_FILE.replaceAll("8127413", "11"),
        "finances.csv": FINANCES_FILE,
      });
      const targets: readonly (readonly [string, string | null, string])[] = [
        ["company", null, tenant === "default" ? "500000" : "900000000"],
        ["owner", "Evezz", tenant === "default" ? "1000" : "2000"],
        ["owner", "Annzz", "40000"],
        ["owner", "Bobzz", "20000"],
      ];
      for (const [scope, scopeValue, amount] of targets) {
        const body = { scope, scopeValue, amount, period: ASKED.period };
        answered(await call("finance", { method: "POST", url: "/v1/targets", body, tenant }), 201);
      }
    }
  }, 120_000);
  afterAll(() => test.close(), 60_000);

  it("are to the byte the same whatever others sell, spend and aim at; and so is what changed, but for the run's own digest", async () => {
    const replies = await Promise.all(
      TENANTS.map(async (tenant) => {
        const id = await start("manager", "kpis", ASKED, tenant);
        const changes = await start("manager", "changes", CHANGES, tenant);
        const shown = await call("manager", { url: `/v1/changes/${changes}`, tenant });
        const { resultDigest: _ofTheRun, ...changed } = answered(shown, 200) as Record<string, unknown>;
        const page = await call("manager", { url: `/v1/kpis/${id}/report.html`, tenant });
        const reply = await read("manager", id, tenant);
        expect([page.statusCode, reply.statusCode]).toEqual([200, 200]);
        return [reply.body, page.body, JSON.stringify(changed)].map(plain);
      }),
    );
    expect(replies[1]).toEqual(replies[0]);
    const company = await Promise.all(
      TENANTS.map(
        async (tenant) => (await read("finance", await start("finance", "kpis", ASKED, tenant), tenant)).body,
      ),
    );
    expect(plain(company[1]!)).not.toBe(plain(company[0]!));
    const view = JSON.parse(replies[0]![0]!) as KpiTeamView;
    expect(view.team).toMatchObject({ name: "Annzz", owners: [...UNDER_ANN] });
    expect(view.pacing!.target).toBe("40000.00");
    expect(view.targets.map(({ entry }) => `${entry.owner}`).sort()).toEqual(["Annzz", "Bobzz"]);
    expect(view.rollUp!.asOf.rows.map(({ name }) => name).sort()).toEqual(
      expect.arrayContaining([...UNDER_ANN]),
    );
    for (const id of ["cac_blended", "ltv", "gross_margin"]) {
      expect(view.kpis.find((kpi) => kpi.id === id)).toMatchObject({
        value: null,
        reason: expect.stringContaining("finance") as string,
      });
    }
    expect(replies[0]![1]).toContain("Team of Annzz");
  });

  it("are of the opportunities that the lists show, as of the same day", async () => {
    const id = await start("manager", "kpis", { ...ASKED, asOf: "2025-09-15" });
    const view = answered(await read("manager", id), 200) as KpiTeamView;
    const list = await call("manager", { url: "/v1/opportunities?asOf=2025-09-15&limit=1000&state=won" });
    const { rows } = answered(list, 200) as { rows: { id: string; since: string }[] };
    const inPeriod = rows.filter(({ since }) => since >= "2025-07-01" && since <= "2025-09-15");
    expect(inPeriod.length).toBeGreaterThan(3);
    expect(wonBy(view)).toBe(inPeriod.length);
  });

  it("of one seller are read by the seller, and by nobody beside him", async () => {
    const bobs = await start("manager", "kpis", { ...ASKED, team: "Bobzz" });
    const anns = await start("manager", "kpis", ASKED);
    const own = answered(await read("rep", bobs), 200) as KpiTeamView;
    expect(own.team.owners).toEqual(["Bobzz"]);
    expect(own.pacing!.target).toBe("20000.00");
    expect((await read("rep", anns)).statusCode).toBe(403);
    const runs = answered(await call("rep", { url: "/v1/runs?kind=kpi&limit=100" }), 200) as {
      rows: { id: string; request: object }[];
    };
    const askedOf = (id: string) => runs.rows.find((run) => run.id === id)!.request;
    expect(askedOf(bobs)).toMatchObject({ kind: "kpi", team: "Bobzz", period: ASKED.period });
    expect(askedOf(bobs)).not.toHaveProperty("keptTargets");
    expect(askedOf(anns)).toEqual({ kind: "kpi" });
  });

  it("of whoever sees all opportunities are the same, with what contacts would tell left out", async () => {
    const managers = await start("manager", "kpis", ASKED);
    const cros = await start("cro", "kpis", { ...ASKED, team: "Annzz" });
    const bodies = await Promise.all([
      read("manager", managers),
      read("manager", cros),
      read("cro", managers),
    ]);
    const [first, ...others] = bodies.map(({ body }) => plain(body));
    for (const other of others) expect(other).toBe(first);
    const byContact = await start("manager", "kpis", { ...ASKED, segment: "contact_email" });
    expect((await read("manager", byContact)).body).toContain("person-ours-Bobzz@");
    expect((await read("cro", byContact)).body).not.toContain("person-ours-");
  });

  it("are not measured by a backtest, and not kept in a schedule", async () => {
    const backtest = "00000000-0000-4000-8000-000000000000";
    const measured = await call("manager", { method: "POST", url: "/v1/kpis", body: { ...ASKED, backtest } });
    expect([measured.statusCode, measured.body]).toEqual([
      400,
      expect.stringContaining("leave backtest out"),
    ]);
    const request = { kind: "kpi", period: "$lastQuarter", team: "Annzz" };
    const schedule = { name: "team", request, cron: "0 6 * * 1", zone: "Europe/Berlin" };
    const kept = await call("finance", { method: "POST", url: "/v1/schedules", body: schedule });
    expect([kept.statusCode, kept.body]).toEqual([400, expect.stringContaining("leave team out")]);
    const forged = { ...ASKED, teamOwners: ["evezz"] };
    expect((await call("manager", { method: "POST", url: "/v1/kpis", body: forged })).statusCode).toBe(400);
  });

  it("are lost with the right to them at the next request, whatever was kept of them before", async () => {
    const headers = { "idempotency-key": "before-the-change" };
    const asked = { method: "POST", url: "/v1/kpis", body: ASKED, headers } as const;
    const { id } = answered(await call("manager", asked), 201, 202) as { id: string };
    await settled({ store: test.store, tenantId: "default", actor: "test" }, id);
    const bobs = await start("manager", "kpis", { ...ASKED, team: "Bobzz" });
    const before = answered(await read("manager", id), 200) as KpiTeamView;
    // Cid goes to Dan.
    const moved = OWNERS_FILE.replace("Cidzz,Annzz", "Cidzz,Danzz");
    await importAll("default", { "owners.csv": moved }, { replace: "true" });
    expect((await read("manager", id)).statusCode).toBe(403);
    expect((await call("manager", { url: `/v1/kpis/${id}/report.html` })).statusCode).toBe(403);
    const etag = String((await read("finance", id)).headers["etag"]);
    const known = await call("manager", { url: `/v1/kpis/${id}`, headers: { "if-none-match": etag } });
    expect(known.statusCode).toBe(403);
    // What was asked under a key is answered as it was, and leads to what is not shown any more.
    expect(answered(await call("manager", asked), 201, 202)).toMatchObject({ id });
    expect((await read("manager", bobs)).statusCode).toBe(200);
    const after = answered(await read("manager", await start("manager", "kpis", ASKED)), 200) as KpiTeamView;
    expect(after.team.owners).toEqual(["Annzz", "Bobzz"]);
    expect(Number(wonBy(after))).toBeLessThan(Number(wonBy(before)));
    expect(JSON.stringify(after)).not.toContain("Cidzz");
  });
});
