import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keepDocument, removeDocument } from "../../../src/app/documents/keep-document.ts";
import { forecastFiles } from "../../../src/app/forecast-files.ts";
import { COMPANY_DEFAULTS, generateDemoCompany } from "../../../src/app/generate-demo-company.ts";
import { kpiFiles } from "../../../src/app/kpi-files.ts";
import { addOverride } from "../../../src/app/overrides/overrides.ts";
import { addQuota, endQuota, listQuotas } from "../../../src/app/overrides/quotas.ts";
import { RunPage } from "../../../src/contracts/api/run.ts";
import { createRunPages } from "../../../src/app/requests/run-pages.ts";
import { showRun } from "../../../src/app/results/show-run.ts";
import { readRunResult, readRun } from "../../../src/app/runs/read-run.ts";
import { memoryEngine } from "../../../src/app/runs/memory-engine.ts";
import { startRuns, type Runs } from "../../../src/app/runs/start-runs.ts";
import { submitRun } from "../../../src/app/runs/submit-run.ts";
import { verifyResult } from "../../../src/app/verify-result.ts";
import { importIntoWorkspace } from "../../../src/app/workspace/import-into-workspace.ts";
import { openWorkspace, type Workspace } from "../../../src/app/workspace/workspace.ts";
import { ForecastReply } from "../../../src/contracts/forecast.ts";
import { KpiReply } from "../../../src/contracts/kpi.ts";
import { NewOverride, NewQuota } from "../../../src/contracts/override.ts";
import { RunRequest } from "../../../src/contracts/run.ts";
import { forecastAsText } from "../../../src/reports/forecast-as-text.ts";
import { ENGINES, freshPlace, type FreshPlace } from "../../store/fresh-places.ts";
import { settled } from "../runs/run-company.ts";

describe.each(ENGINES)("targets that the %s workspace keeps", (engine) => {
  let fresh: FreshPlace;
  let workspace: Workspace;
  let runs: Runs;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "revcast-kept-targets-"));
    await generateDemoCompany({ ...COMPANY_DEFAULTS, opportunities: 600, days: 500, seed: 11 }, folder);
    fresh = await freshPlace(engine);
    workspace = await openWorkspace(fresh.place);
    await importIntoWorkspace(workspace, [folder]);
    for (const asked of [
      { period: "2024-Q2", amount: "3000000" },
      { period: "2024-Q3", amount: "1" },
      { period: "2024-04", amount: "2" },
      { period: "2024-Q2", amount: "400000.50", scope: "owner", scopeValue: "Goran Silva" },
      { period: "2024-Q2", amount: "900000", scope: "owner", scopeValue: "Helena Brandt" },
      { period: "2024-Q2", amount: "50000", scope: "owner", scopeValue: "Nobody Yet" },
      { period: "2024-Q2", amount: "700000", scope: "segment", scopeValue: "Starter" },
    ])
      await addQuota(workspace, NewQuota.parse(asked));
    runs = await startRuns({ store: workspace.store, engine: memoryEngine(), concurrency: 1 });
  });
  afterAll(async () => {
    await runs.stop();
    await workspace.store.close();
    await fresh.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const asked = { asOf: "2024-05-01", period: "2024-Q2", draws: 1_000 };
  const kpis = { asOf: "2024-05-01", period: "2024-Q2", segment: "product", rollUp: true, pacing: "days" } as const; // prettier-ignore
  const here = () => ({ paths: [], place: fresh.place, reading: {} });
  const differencesOf = (reply: object, paths: readonly string[]) =>
    verifyResult(JSON.parse(JSON.stringify(reply)), "result.json", { paths, place: fresh.place });
  const answerOf = async (request: object): Promise<unknown> => {
    const { runId } = await submitRun(workspace, RunRequest.parse(request), { engine: runs.engine });
    expect((await settled(workspace, runId)).failure).toBeNull();
    return JSON.parse((await readRunResult(workspace, runId)).bytes.toString());
  };

  it("are those of a forecast that is given none: all figures as if the company's had been given", async () => {
    const { reply } = await forecastFiles({ ...asked, ...here() });
    const kept = (await listQuotas(workspace)).find(({ amount }) => amount === "3000000");
    expect(reply.request.keptTarget).toEqual({ id: kept!.id, madeAt: kept!.madeAt });
    const given = await forecastFiles({ ...asked, paths: [folder], reading: {}, target: "3000000" });
    const { request, ...figures } = reply;
    const { request: _given, ...others } = given.reply;
    expect(figures).toEqual(others);
    expect(request.target).toBe("3000000.00");
    expect(forecastAsText(reply, { width: 200, colour: false })).toContain("the workspace keeps");
    expect(ForecastReply.parse(await answerOf({ kind: "forecast", ...asked }))).toEqual(
      JSON.parse(JSON.stringify(reply)),
    );
  });

  it("give way to a target that is given, and to the wish to have none", async () => {
    const given = await forecastFiles({ ...asked, ...here(), target: "5" });
    expect([given.reply.target, given.reply.request.keptTarget]).toEqual(["5.00", undefined]);
    const none = await forecastFiles({ ...asked, ...here(), target: false });
    const without = await forecastFiles({ ...asked, paths: [folder], reading: {} });
    expect(none.reply).toEqual(without.reply);
    const horizon = await forecastFiles({ ...asked, period: undefined, horizon: "30d", ...here() });
    expect(horizon.reply.target).toBeUndefined();
  });

  it("are in the coverage, the pacing and the roll-up of KPIs, those of managers and of people without anything too", async () => {
    const { reply } = await kpiFiles({ ...kpis, ...here() });
    expect(reply.pacing!.target).toBe("3000000.00");
    const coverage = reply.kpis.find(({ id }) => id === "coverage")!;
    expect(coverage.value).not.toBeNull();
    const rowOf = (name: string) => reply.rollUp!.asOf.rows.find((row) => row.name === name);
    expect(rowOf("Goran Silva")!.target).toBe("400000.50");
    expect(rowOf("Helena Brandt")!.target).toBe("900000.00");
    const entries = reply.targets.map(({ entry, value }) => [
      entry.owner ?? entry.segment ?? null,
      entry.target!.value,
      value === null,
    ]);
    expect(entries).toContainEqual([null, 3_000_000, false]);
    expect(entries).toContainEqual(["Starter", 700_000, false]);
    expect(entries).toContainEqual(["Nobody Yet", 50_000, false]);
    expect(reply.warnings).toContainEqual(expect.objectContaining({ code: "target_of_nobody", count: 1 }));
    expect(reply.targets.every(({ keptAs }) => keptAs !== undefined)).toBe(true);
    const { asOf, period, segment } = kpis;
    const run = await answerOf({ kind: "kpi", asOf, period, segment });
    const plain = await kpiFiles({ asOf, period, segment, ...here() });
    expect(KpiReply.parse(run)).toEqual(JSON.parse(JSON.stringify(plain.reply)));
  });

  it("leave a result that anybody can verify, on the files and on the workspace, when they have ended long ago", async () => {
    await addOverride(workspace, NewOverride.parse({ period: "2024-Q2", amount: "2500000", note: "renewals" })); // prettier-ignore
    const forecast = await forecastFiles({ ...asked, ...here() });
    expect(forecast.reply.overrides).toHaveLength(1);
    const kpi = await kpiFiles({ ...kpis, ...here() });
    for (const { id } of await listQuotas(workspace)) await endQuota(workspace, id);
    for (const reply of [forecast.reply, kpi.reply]) {
      expect(await differencesOf(reply, [folder])).toEqual([]);
      expect(await differencesOf(reply, [])).toEqual([]);
    }
    expect((await kpiFiles({ ...kpis, ...here() })).reply.targets).toEqual([]);
  });

  it("of KPIs may be a document: the only one that is kept, or the one that is named", async () => {
    const text = (value: number) =>
      `kpis:\n  - { kpi: won_amount, target: { value: ${value}, byWhen: 2024-06-30 } }\n`;
    const targetsOf = async (targets?: string | false) => {
      const { reply } = await kpiFiles({ ...kpis, ...here(), targets });
      return reply.targets.map(({ entry, keptAs }) => [entry.target!.value, keptAs]);
    };
    await keepDocument(workspace, { kind: "kpi-targets", name: "first", text: text(7) });
    expect(await targetsOf()).toEqual([[7, undefined]]);
    expect(await targetsOf(false)).toEqual([]);
    await keepDocument(workspace, { kind: "kpi-targets", name: "second", text: text(8) });
    expect(await targetsOf()).toEqual([]);
    expect(await targetsOf("second")).toEqual([[8, undefined]]);
    await expect(targetsOf("third")).rejects.toMatchObject({ code: "not_found" });
    await removeDocument(workspace, "kpi-targets", "first");
    const run = KpiReply.parse(await answerOf({ kind: "kpi", asOf: "2024-05-01", period: "2024-Q2" }));
    expect(run.targets.map(({ entry }) => entry.target!.value)).toEqual([8]);
  });

  it("are no hindrance where nobody named them: what does not fit is left out, and who wants none has none", async () => {
    const entry = (value: number, of: string) =>
      `  - { kpi: won_amount, ${of} target: { value: ${value}, byWhen: 2024-06-30 } }\n`;
    const entries = [
      entry(8, ""),
      entry(9, "owner: Nobody Yet,"),
      entry(10, "segment: Starter,"),
      entry(11, "stage: Nowhere,"),
    ];
    await keepDocument(workspace, {
      kind: "kpi-targets",
      name: "second",
      text: `kpis:\n${entries.join("")}`,
    });
    const valuesOf = ({ targets }: KpiReply) =>
      new Set(
        targets.flatMap(({ entry: { target }, keptAs }) => (keptAs === undefined ? target!.value : [])),
      );
    const { segment: _segment, ...unsegmented } = kpis;
    const { reply } = await kpiFiles({ ...unsegmented, ...here() });
    expect(valuesOf(reply)).toEqual(new Set([8, 9, 10]));
    expect(await differencesOf(reply, [folder])).toEqual([]);
    const question = { kind: "kpi", asOf: "2024-05-01", period: "2024-Q2" };
    const run = KpiReply.parse(await answerOf(question));
    expect(valuesOf(run)).toEqual(new Set([8, 9, 10]));
    expect(run.warnings).toContainEqual(expect.objectContaining({ code: "target_left_out", count: 1 }));
    expect(run.warnings).toContainEqual(expect.objectContaining({ code: "target_of_nobody", count: 1 }));
    expect(KpiReply.parse(await answerOf({ ...question, targets: false })).targets).toEqual([]);
    const named = RunRequest.parse({ ...question, targets: "second" });
    const { runId } = await submitRun(workspace, named, { engine: runs.engine });
    expect((await settled(workspace, runId)).failure).toMatchObject({ code: "bad_input" });
  });

  it("are not shown by their owners in a run to who sees no people", async () => {
    for (const scopeValue of ["Ada", "Ben"])
      await addQuota(workspace, NewQuota.parse({ period: "2024-Q2", amount: "1", scope: "owner", scopeValue })); // prettier-ignore
    for (const period of ["2024-Q3", "2024-05"])
      await addQuota(workspace, NewQuota.parse({ period, amount: "1", scope: "owner", scopeValue: "Ada" }));
    const { runId } = await submitRun(workspace, RunRequest.parse({ kind: "kpi", period: "2024-Q2" }));
    const run = await readRun(workspace, runId);
    // Those of the period that was asked for, and no others.
    expect(run.request["keptTargets"]).toHaveLength(2);
    const sight = { key: "", seesCompany: true, seesCosts: true, seesContacts: false };
    expect(showRun(run, { ...sight, owners: "all" })).toEqual(run);
    const nobody = { ...sight, owners: new Set<string>() };
    expect(JSON.stringify(showRun(run, nobody))).not.toMatch(/Ada|Ben/);
    // What cannot be told apart is not shown either.
    const unreadable = { ...run, request: { ...run.request, keptTargets: [{ owner: "Ada" }] } };
    expect(showRun(unreadable, nobody).request).toEqual({
      kind: "kpi",
      period: "2024-Q2",
      targets: "second",
    });
    const page = await createRunPages(workspace.store)(workspace, { ...sight, owners: "all" }, { limit: 50 });
    const { rows } = RunPage.parse(JSON.parse(page.bytes.toString("utf8")));
    expect(rows.find(({ id }) => id === runId)!.request).not.toHaveProperty("keptTargets");
  });
});
