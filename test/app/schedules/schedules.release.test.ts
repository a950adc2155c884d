import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addKey } from "../../../src/app/access/add-key.ts";
import { revokeKey } from "../../../src/app/access/revoke-key.ts";
import { COMPANY_DEFAULTS, generateDemoCompany } from "../../../src/app/generate-demo-company.ts";
import { documentDigest } from "../../../src/app/digests.ts";
import { addSchedule } from "../../../src/app/schedules/add-schedule.ts";
import { decideSlots } from "../../../src/app/schedules/decide-slots.ts";
import { deliverReports } from "../../../src/app/schedules/deliver-reports.ts";
import { changeSchedule, listSchedules, listSlots } from "../../../src/app/schedules/list-schedules.ts";
import { settleSlots } from "../../../src/app/schedules/settle-slots.ts";
import { importIntoWorkspace } from "../../../src/app/workspace/import-into-workspace.ts";
import { openWorkspace, type Workspace } from "../../../src/app/workspace/workspace.ts";
import { NewSchedule } from "../../../src/contracts/schedule.ts";
import { ENGINES, freshPlace, type FreshPlace } from "../../store/fresh-places.ts";

const HOUR = 3_600_000;
const MONDAY = Date.parse("2026-01-05T05:00:00Z"); // six o'clock in Berlin
const WEEK = 7 * 24 * HOUR;

describe.each(ENGINES)("schedules on the %s database", (engine) => {
  let fresh: FreshPlace;
  let workspace: Workspace;
  let folder: string;
  let receiver: Server;
  let port: number;
  const received: { schedule: string; state: string; figures: unknown[] }[] = [];
  let status = 200;
  let runAs: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "revcast-schedules-"));
    await generateDemoCompany({ ...COMPANY_DEFAULTS, opportunities: 200, days: 300, seed: 3 }, folder);
    fresh = await freshPlace(engine);
    workspace = await openWorkspace(fresh.place);
    await importIntoWorkspace(workspace, [folder]);
    const asked = { name: "clock", role: "scheduler" as const, scopes: [] };
    runAs = (await addKey(workspace.store, workspace.tenantId, asked, { actor: "test" })).keyId;
    receiver = createServer((request, response) => {
      let text = "";
      request.on("data", (chunk: Buffer) => (text += chunk.toString()));
      request.on("end", () => {
        received.push(JSON.parse(text) as (typeof received)[number]);
        response.writeHead(status).end();
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
    port = (receiver.address() as AddressInfo).port;
  });
  afterAll(async () => {
    receiver.close();
    await workspace.store.close();
    await fresh.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const rules = () => ({ allowed: [`127.0.0.1:${port}`] });
  const add = (name: string, more: Partial<NewSchedule> = {}, at = MONDAY - HOUR) =>
    addSchedule(
      workspace,
      NewSchedule.parse({
        name,
        request: { kind: "forecast", horizon: "30d", draws: 1000 },
        cron: "0 6 * * 1",
        zone: "Europe/Berlin",
        ...more,
      }),
      { runAs, now: new Date(at), rules: rules() },
    );
  it.each<[Partial<NewSchedule>, string]>([
    [{ request: { kind: "forecast", period: "$quater" } }, "there is no $quater; there are $day"],
    [{ request: { kind: "forecast", period: "soon" } }, "Cannot read the period soon"],
    [{ request: { kind: "forecast", perid: "2026-Q1" } }, "perid"],
    [{ webhook: { url: "https://a.example.com", figure: "total.p55" } }, "has total.mean, total.p10"],
    [{ webhook: { url: "https://a.example.com", changeAtLeast: 0.1 } }, "give --figure"],
    [{ webhook: { url: "http://a.example.com" } }, "it is not https"],
    [{ zone: "Berlin" }, "Cannot read the zone Berlin"],
    [{ cron: "0 6 31 2 *" }, "0 6 31 2 *"],
  ])("refuse what can never work when they are added: %j", async (more, says) => {
    const added = add("never", more);
    await expect(added).rejects.toMatchObject({ code: "usage", message: expect.stringContaining(says) as string }); // prettier-ignore
  });

  const fired = async (name: string) =>
    (await listSlots(workspace, name)).filter(({ state }) => state === "fired");

  /** What a worker would do: a result for every waiting run. */
  async function finish(mean: number): Promise<void> {
    const { store, tenantId } = workspace;
    await store.inTenant(tenantId, async (tx) => {
      const runs = await tx.selectFrom("run").select("run_id").where("state", "=", "waiting").execute();
      for (const { run_id } of runs) {
        const quantiles = { "0.1": String(mean), "0.5": String(mean), "0.9": String(mean) };
        const document = { schema: "revcast.forecast.1", total: { mean: String(mean), quantiles } };
        const bytes = Buffer.from(JSON.stringify(document));
        await tx
          .insertInto("run_result")
          .values({ tenant_id: tenantId, run_id, bytes, sha256: documentDigest(document) })
          .execute();
        await tx
          .updateTable("run")
          .set({ state: "done", finished_at: new Date() })
          .where("run_id", "=", run_id)
          .execute();
      }
    });
  }

  it("fire once at their time, however many processes look", async () => {
    await add("weekly");
    expect(await decideSlots(workspace.store, new Date(MONDAY - 1))).toEqual([]);
    const decided = await Promise.all(
      [1, 2, 3, 4].map(() => decideSlots(workspace.store, new Date(MONDAY + 1_000))),
    );
    expect(decided.flat()).toHaveLength(1);
    expect(decided.flat()[0]).toMatchObject({ state: "fired", slotAt: new Date(MONDAY) });
    expect(await decideSlots(workspace.store, new Date(MONDAY + 2_000))).toEqual([]);
    const { store, tenantId } = workspace;
    const runs = await store.inTenant(tenantId, (tx) => tx.selectFrom("run").selectAll().execute());
    expect(runs).toHaveLength(1);
    expect(runs[0]).toMatchObject({ kind: "forecast", state: "waiting", slot_at: new Date(MONDAY) });
  });

  it.each([
    ["run-latest", ["skipped", "skipped", "fired"]],
    ["run-all", ["fired", "fired", "fired"]],
    ["skip", ["skipped", "skipped", "skipped"]],
  ] as const)(
    "by the policy %s decide every slot that was missed, and none in silence",
    async (missed, states) => {
      await add(missed, { missed });
      await decideSlots(workspace.store, new Date(MONDAY + 2 * WEEK + HOUR));
      const slots = await listSlots(workspace, missed);
      expect(slots.map(({ state }) => state).reverse()).toEqual(states);
      expect(slots.every(({ state, reason }) => (state === "fired") === (reason === null))).toBe(true);
    },
  );

  it("fill in the day of the slot in their zone", async () => {
    const request = { kind: "kpi", asOf: "$day", period: "$lastQuarter", compare: "$lastMonth" };
    await add(
      "filled",
      { request, cron: "30 0 1 1 *", zone: "Pacific/Auckland" },
      Date.parse("2025-12-30T00:00Z"),
    );
    await decideSlots(workspace.store, new Date("2026-01-01T12:00Z"));
    const [slot] = await fired("filled");
    const { store, tenantId } = workspace;
    const run = await store.inTenant(tenantId, (tx) =>
      tx.selectFrom("run").selectAll().where("run_id", "=", slot!.runId!).executeTakeFirstOrThrow(),
    );
    expect(run.request).toMatchObject({ asOf: "2026-01-01", period: "2025-Q4", compare: "2025-12" });
  });

  it("compare each result with the one before, and report when the figure has changed enough", async () => {
    for (const { name } of await listSchedules(workspace)) await changeSchedule(workspace, name, "remove");
    await finish(1);
    await settleSlots(workspace.store);
    const url = `http://127.0.0.1:${port}/hook`;
    await add("watched", { missed: "run-all", webhook: { url, figure: "total.mean", changeAtLeast: 0.1 } });
    const means = [1_000, 1_050, 1_300];
    for (const [week, mean] of means.entries()) {
      await decideSlots(workspace.store, new Date(MONDAY + week * WEEK + 1_000));
      await finish(mean);
      expect(await settleSlots(workspace.store)).toBe(1);
      expect(await settleSlots(workspace.store)).toBe(0);
    }
    expect(await deliverReports(workspace.store, rules())).toBe(2);
    expect(received.map(({ figures }) => figures[0])).toEqual([
      { figure: "total.mean", value: 1_000, previous: null, change: null },
      { figure: "total.mean", value: 1_300, previous: 1_050, change: expect.closeTo(250 / 1_050, 12) },
    ]);
    const [last] = await listSlots(workspace, "watched");
    expect(last!.outcome).toMatchObject({ state: "done", isReported: true });
  });

  it("keep a report that cannot be delivered, with the reason, for a later try", async () => {
    status = 500;
    await decideSlots(workspace.store, new Date(MONDAY + 3 * WEEK + 1_000));
    await finish(9_000);
    await settleSlots(workspace.store);
    expect(await deliverReports(workspace.store, rules())).toBe(0);
    const { store, tenantId } = workspace;
    const waiting = await store.inTenant(tenantId, (tx) =>
      tx.selectFrom("delivery").selectAll().where("state", "=", "waiting").execute(),
    );
    expect(waiting).toHaveLength(1);
    expect(waiting[0]).toMatchObject({ attempts: 1, failure: "it answered 500" });
    expect(waiting[0]!.next_at.getTime()).toBeGreaterThan(Date.now() + 10_000);
    status = 200;
  });

  it("are refused a run when their key was revoked, and say so", async () => {
    await add("revoked");
    const { store, tenantId } = workspace;
    await revokeKey(store, { tenantId, actor: "test" }, runAs);
    await decideSlots(store, new Date(MONDAY + 1_000));
    const [slot] = await listSlots(workspace, "revoked");
    expect(slot).toMatchObject({ state: "refused", runId: null });
    expect(slot!.reason).toContain("revoked");
  });

  it.each([
    [{ cron: "0 6 31 2 *" }, "usage"],
    [{ zone: "Berlin" }, "usage"],
    [{ request: { kind: "forecast", horizn: "30d" } }, "usage"],
    [{ request: { kind: "scenario", scenarios: ["none"] } }, "not_found"],
    [{ webhook: { url: "https://127.0.0.1/" } }, "usage"],
  ])("are refused with %j", async (more, code) => {
    await expect(add("bad", more as Partial<NewSchedule>)).rejects.toMatchObject({ code });
  });
});
