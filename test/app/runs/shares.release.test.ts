import { setTimeout as sleep } from "node:timers/promises";
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { forecastFiles } from "../../../src/app/forecast-files.ts";
import { investmentOfFiles } from "../../../src/app/investment-files.ts";
import { readRun, readRunResult } from "../../../src/app/runs/read-run.ts";
import { submitRun } from "../../../src/app/runs/submit-run.ts";
import { verifyRun } from "../../../src/app/runs/verify-run.ts";
import { openWorkspace, type Workspace } from "../../../src/app/workspace/workspace.ts";
import { RunRequest } from "../../../src/contracts/run.ts";
import { ENGINES, freshPlace, type FreshPlace } from "../../store/fresh-places.ts";
import { importCompany, settled, writeCompany } from "./run-company.ts";
import { startWorker, type TrialWorker } from "./worker-fleet.ts";

const ASKED = { asOf: "2024-06-02", period: "2024-Q3", target: "900000", owner: "owner", seed: 5 } as const;
const DRAWS = 60_000;
const PARTS = 8;
const SCENARIO = (name: string, factor: number): string => `
name: ${name}
horizonMonths: 12
discountRatePerYear: 10%
grossMargin: 0.7
levers:
  - { name: better wins, kind: win_rate, size: ${factor}, startMonth: 1, reasoning: An assumption of a test. }
`;
const SCENARIOS = ["one", "two"].map((name, index) => ({
  name,
  text: SCENARIO(name, 0.05 * (index + 1)),
}));
const CASES = { asOf: "2024-06-02", draws: 1_000, seed: 7, budget: "100000" } as const;

/** What one machine says to the same on files. */
async function answersOfFiles(history: string): Promise<{ forecast: string; scenarios: string }> {
  const source = { paths: [history], reading: {} };
  const forecast = await forecastFiles({ ...ASKED, draws: DRAWS, ...source }, { workers: 2 });
  const scenarioPaths = SCENARIOS.map(({ name }) => join(dirname(history), name));
  SCENARIOS.forEach(({ text }, index) => writeFileSync(scenarioPaths[index]!, text));
  const cases = await investmentOfFiles({ ...CASES, scenarioPaths, history: [history], reading: {} });
  return { forecast: JSON.stringify(forecast.reply), scenarios: JSON.stringify(cases.reply) };
}

describe.each(ENGINES)("draws that are shared out on the %s database", (database) => {
  const company = writeCompany();
  let fresh: FreshPlace;
  let workspace: Workspace;
  let answers: Awaited<ReturnType<typeof answersOfFiles>>;
  beforeAll(async () => {
    fresh = await freshPlace(database);
    workspace = await openWorkspace(fresh.place);
    await importCompany(workspace, company.history);
    answers = await answersOfFiles(company.history);
  });
  afterAll(async () => {
    await workspace.store.close();
    await fresh.remove();
    company.remove();
  });

  const worker = (): TrialWorker =>
    startWorker({
      WORKSPACE: fresh.place.folder,
      CONCURRENCY: "1",
      ...(fresh.place.databaseUrl === undefined ? {} : { DATABASE_URL: fresh.place.databaseUrl }),
    });
  const endOf = async (ended: TrialWorker): Promise<void> => {
    ended.process.kill("SIGTERM");
    await ended.gone;
  };
  const forecast = RunRequest.parse({ kind: "forecast", ...ASKED, draws: DRAWS });
  const scenarios = RunRequest.parse({ kind: "scenario", ...CASES, scenarios: SCENARIOS });
  const bytesOf = async (runId: string): Promise<string> => {
    const run = await settled(workspace, runId, 240_000);
    expect(run.failure).toBeNull();
    return (await readRunResult(workspace, runId)).bytes.toString();
  };
  const cellsOf = (runId: string) =>
    workspace.store.inTenant("default", (tx) =>
      tx
        .selectFrom("cell_result")
        .select(["ordinal", "bytes", "worker"])
        .where("run_id", "=", runId)
        .orderBy("ordinal")
        .execute(),
    );

  /** @returns the count before */
  const setChangeCount = (count: number): Promise<number> =>
    workspace.store.inTenant("default", async (tx) => {
      const { change_count: before } = await tx
        .selectFrom("revision")
        .select("change_count")
        .executeTakeFirstOrThrow();
      await tx.updateTable("revision").set({ change_count: count }).execute();
      return before;
    });

  it("give one worker the bytes of a machine that draws them in one piece", async () => {
    const one = worker();
    try {
      const { runId } = await submitRun(workspace, forecast, { partCount: PARTS });
      const cases = await submitRun(workspace, scenarios);
      expect(await bytesOf(runId)).toBe(answers.forecast);
      expect(JSON.parse(await bytesOf(cases.runId))).toEqual(JSON.parse(answers.scenarios));
      // Nothing is left of the parts but their digests, with which a verification agrees.
      const cells = await cellsOf(runId);
      expect(cells.map(({ bytes }) => bytes.length > 0)).toEqual(
        Array.from({ length: PARTS + 1 }, (_, cell) => cell === PARTS),
      );
      expect(await verifyRun(workspace, runId)).toMatchObject({ cellCount: PARTS + 1, differences: [] });
    } finally {
      await endOf(one);
    }
  });

  it("give the same where the run itself sees that there is much to draw, and cuts it up", async () => {
    const one = worker();
    try {
      // As if the pipeline had so many changes that three parts are worth it: only the cut looks at it.
      const changeCount = await setChangeCount(8_000_000);
      const { runId } = await submitRun(workspace, forecast);
      await setChangeCount(changeCount);
      expect((await readRun(workspace, runId)).cells.all).toBe(3 + 1);
      expect(await bytesOf(runId)).toBe(answers.forecast);
    } finally {
      await endOf(one);
    }
  });

  it("give two workers, one of which is killed on the way, the same", async () => {
    const workers = [worker(), worker()];
    try {
      await Promise.all(workers.map(({ ready }) => ready));
      const { runId } = await submitRun(workspace, forecast, { partCount: PARTS });
      const cases = await submitRun(workspace, scenarios);
      while ((await readRun(workspace, runId)).cells.done < 2) await sleep(10);
      workers[0]!.process.kill("SIGKILL");
      workers[0] = worker();
      expect(await bytesOf(runId)).toBe(answers.forecast);
      expect(JSON.parse(await bytesOf(cases.runId))).toEqual(JSON.parse(answers.scenarios));
      const byWorker = new Set((await cellsOf(runId)).map((cell) => cell.worker));
      expect(byWorker.size).toBeGreaterThan(1);
    } finally {
      await Promise.all(workers.map(endOf));
    }
  });
});
