import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { backtestFiles } from "../../../src/app/backtest-files.ts";
import { changesFiles } from "../../../src/app/changes-files.ts";
import { keepDocument } from "../../../src/app/documents/keep-document.ts";
import { generateDemoCompany, COMPANY_DEFAULTS } from "../../../src/app/generate-demo-company.ts";
import { investmentOfFiles } from "../../../src/app/investment-files.ts";
import { kpiFiles } from "../../../src/app/kpi-files.ts";
import { memoryEngine } from "../../../src/app/runs/memory-engine.ts";
import { readRunResult } from "../../../src/app/runs/read-run.ts";
import { startRuns, type Runs } from "../../../src/app/runs/start-runs.ts";
import { submitRun } from "../../../src/app/runs/submit-run.ts";
import { verifyRun } from "../../../src/app/runs/verify-run.ts";
import { importIntoWorkspace } from "../../../src/app/workspace/import-into-workspace.ts";
import { openWorkspace, type Workspace } from "../../../src/app/workspace/workspace.ts";
import { RunRequest } from "../../../src/contracts/run.ts";
import { freshPlace, type FreshPlace } from "../../store/fresh-places.ts";
import { settled } from "./run-company.ts";

const SCENARIO = (name: string, factor: number): string => `
name: ${name}
horizonMonths: 12
discountRatePerYear: 10%
grossMargin: 0.7
levers:
  - name: better wins
    kind: win_rate
    size: ${factor}
    startMonth: 1
    reasoning: An assumption of a test, as small as the numbers that it makes.
`;
const POLICY = "limits:\n  - method: full\n    score: crpsRatioToNaive\n    atMost: 5\n";
const TARGETS = "kpis:\n  - kpi: win_rate_count\n    target: { value: 0.3, byWhen: 2025-12-31 }\n";

/** Every kind of run gives what its command gives on the same files. */
describe("runs of a workspace", () => {
  const folder = mkdtempSync(join(tmpdir(), "revcast-kinds-"));
  const path = (name: string): string => join(folder, name);
  let fresh: FreshPlace;
  let workspace: Workspace;
  let runs: Runs;
  let company: string;
  let lastRunId = "";
  beforeAll(async () => {
    company = path("company");
    await generateDemoCompany({ ...COMPANY_DEFAULTS, opportunities: 400, days: 500, seed: 11 }, company);
    fresh = await freshPlace("embedded");
    workspace = await openWorkspace(fresh.place);
    await importIntoWorkspace(workspace, [company]);
    runs = await startRuns({ store: workspace.store, engine: memoryEngine(), concurrency: 2 });
  });
  afterAll(async () => {
    await runs.stop();
    await workspace.store.close();
    await fresh.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const answerOf = async (request: unknown): Promise<unknown> => {
    const { runId } = await submitRun(workspace, RunRequest.parse(request), { engine: runs.engine });
    const run = await settled(workspace, runId);
    expect(run.failure).toBeNull();
    lastRunId = runId;
    return JSON.parse((await readRunResult(workspace, runId)).bytes.toString());
  };
  const asJson = (reply: unknown): unknown => JSON.parse(JSON.stringify(reply));
  const days = () => ({ from: "2025-08-01", to: "2025-09-12" });

  it("score a backtest against a kept policy as the command does", async () => {
    writeFileSync(path("policy"), POLICY);
    await keepDocument(workspace, { kind: "policy", name: "policy", text: POLICY });
    const asked = { ...days(), every: "week", horizon: "30d", draws: 1_000, seed: 4 };
    const methods = ["naive-probabilistic", "full"] as const;
    const { reply } = await backtestFiles({
      ...asked,
      methods: methods.join(","),
      check: path("policy"),
      paths: [company],
      reading: {},
    });
    expect(reply.check).toHaveLength(1);
    expect(await answerOf({ kind: "backtest", ...asked, methods, check: "policy" })).toEqual(asJson(reply));
  });

  it("set scenarios against each other, kept ones and such that are sent along", async () => {
    writeFileSync(path("first"), SCENARIO("first", 0.05));
    writeFileSync(path("second"), SCENARIO("second", 0.1));
    await keepDocument(workspace, { kind: "scenario", name: "first", text: SCENARIO("first", 0.05) });
    const asked = { asOf: "2025-08-01", draws: 2_000, seed: 7, budget: "100000" };
    const { reply } = await investmentOfFiles({
      ...asked,
      scenarioPaths: [path("first"), path("second")],
      history: [company],
      reading: {},
    });
    const scenarios = ["first", { name: "second", text: SCENARIO("second", 0.1) }];
    expect(await answerOf({ kind: "scenario", ...asked, scenarios })).toEqual(asJson(reply));
    expect(await verifyRun(workspace, lastRunId)).toMatchObject({ cellCount: 3, differences: [] });
  });

  it("work out the return of a case with kept costs", async () => {
    const costs = "month,item,category,amount\n1,Tool,technology,1000\n2,Tool,technology,1000\n";
    writeFileSync(path("tools.csv"), costs);
    await keepDocument(workspace, { kind: "costs", name: "tools.csv", text: costs });
    writeFileSync(path("first"), SCENARIO("first", 0.05));
    const asked = { asOf: "2025-08-01", draws: 2_000 };
    const { reply } = await investmentOfFiles({
      ...asked,
      scenarioPaths: [path("first")],
      history: [company],
      costTables: [path("tools.csv")],
      reading: {},
    });
    expect(await answerOf({ kind: "roi", ...asked, scenario: "first", costs: ["tools.csv"] })).toEqual(
      asJson(reply),
    );
  });

  it("measure KPIs against kept targets, with the tables beside the pipeline", async () => {
    writeFileSync(path("targets"), TARGETS);
    await keepDocument(workspace, { kind: "kpi-targets", name: "targets", text: TARGETS });
    const asked = { asOf: "2025-09-30", period: "2025-Q3", compare: "2025-Q2", series: "month" } as const;
    const { reply } = await kpiFiles({ ...asked, targets: path("targets"), paths: [company], reading: {} });
    expect(await answerOf({ kind: "kpi", ...asked, targets: "targets" })).toEqual(asJson(reply));
  });

  it("measure how a period goes on, and roll it up along the owners", async () => {
    const asked = { asOf: "2025-09-10", period: "2025-Q3", pacing: "workdays", rollUp: true } as const;
    const holidays = { country: "DE", region: "BY", extra: ["2025-09-08"] };
    const { reply } = await kpiFiles({ ...asked, holidays, paths: [company], reading: {} });
    expect(reply.pacing).not.toBeNull();
    expect(reply.rollUp).not.toBeNull();
    const question = {
      kind: "kpi",
      ...asked,
      holidays: "DE-BY",
      holiday: ["2025-09-08"],
      targets: false,
    } as const;
    expect(await answerOf(question)).toEqual(asJson(reply));
  });

  it("tell what changed in pipeline and forecast", async () => {
    for (const forecast of [false, true]) {
      const { reply } = await changesFiles({ ...days(), forecast, paths: [company], reading: {} });
      expect(await answerOf({ kind: "changes", ...days(), forecast })).toEqual(asJson(reply));
    }
  });

  it("refuse documents that are not kept before anything is written", async () => {
    const request = RunRequest.parse({ kind: "roi", scenario: "nowhere", asOf: "2025-08-01" });
    await expect(submitRun(workspace, request)).rejects.toThrow('Cannot find the scenario "nowhere"');
  });
});
