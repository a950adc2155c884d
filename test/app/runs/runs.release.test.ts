import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { forecastFiles } from "../../../src/app/forecast-files.ts";
import { bullmqEngine } from "../../../src/app/runs/bullmq-engine.ts";
import { memoryEngine } from "../../../src/app/runs/memory-engine.ts";
import { readRunResult } from "../../../src/app/runs/read-run.ts";
import { startRuns, type Runs } from "../../../src/app/runs/start-runs.ts";
import { submitRun } from "../../../src/app/runs/submit-run.ts";
import { openWorkspace, type Workspace } from "../../../src/app/workspace/workspace.ts";
import { ENGINES, freshPlace, type FreshPlace } from "../../store/fresh-places.ts";
import { importCompany, settled, writeCompany } from "./run-company.ts";

const COMBINATIONS = ENGINES.flatMap((database) =>
  (["memory", "bullmq"] as const).map((queue) => ({ database, queue })),
);

describe.each(COMBINATIONS)("runs on the $database database, carried by $queue", ({ database, queue }) => {
  const company = writeCompany();
  let fresh: FreshPlace;
  let workspace: Workspace;
  let runs: Runs;
  beforeAll(async () => {
    fresh = await freshPlace(database);
    workspace = await openWorkspace(fresh.place);
    await importCompany(workspace, company.history);
    const { store } = workspace;
    const engine = queue === "memory" ? memoryEngine() : await bullmqEngine(store);
    runs = await startRuns({
      store,
      engine,
      concurrency: 2,
      onLog: (entry) => {
        console.log(entry);
      },
    });
  });
  afterAll(async () => {
    await runs.stop();
    await workspace.store.close();
    await fresh.remove();
    company.remove();
  });

  it("answers a forecast with the bytes that the files give", async () => {
    const asked = { asOf: "2024-06-02", period: "2024-Q3", draws: 2_000, seed: 5 };
    const { runId } = await submitRun(workspace, { kind: "forecast", ...asked }, { engine: runs.engine });
    const run = await settled(workspace, runId);
    expect(run.failure).toBeNull();
    const { reply } = await forecastFiles({ ...asked, paths: [company.history], reading: {} });
    const { bytes } = await readRunResult(workspace, runId);
    expect(bytes.toString()).toBe(JSON.stringify(reply));
    expect(run).toMatchObject({
      state: "done",
      resultDigest: reply.resultDigest,
      planDigest: reply.planDigest,
    });
  });
});
