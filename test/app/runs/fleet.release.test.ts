import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { backtestFiles } from "../../../src/app/backtest-files.ts";
import { startRuns } from "../../../src/app/runs/start-runs.ts";
import { readRunResult } from "../../../src/app/runs/read-run.ts";
import { submitRun } from "../../../src/app/runs/submit-run.ts";
import { verifyRun } from "../../../src/app/runs/verify-run.ts";
import { openWorkspace, type Workspace } from "../../../src/app/workspace/workspace.ts";
import type { RunRequest } from "../../../src/contracts/run.ts";
import { ENGINES, freshPlace, type FreshPlace } from "../../store/fresh-places.ts";
import { importCompany, settled, writeCompany } from "./run-company.ts";
import { startWorker, type TrialWorker } from "./worker-fleet.ts";

const ASKED = {
  from: "2024-03-01",
  to: "2024-09-16",
  every: "day",
  horizon: "14d",
  methods: ["naive-last", "naive-probabilistic", "full"],
  draws: 1_000,
} as const;
const BACKTEST: RunRequest = { kind: "backtest", ...ASKED, methods: [...ASKED.methods] };

function environmentOf({ place }: FreshPlace): Record<string, string> {
  return {
    WORKSPACE: place.folder,
    ...(place.databaseUrl === undefined ? {} : { DATABASE_URL: place.databaseUrl }),
  };
}

async function endOf(worker: TrialWorker): Promise<void> {
  worker.process.kill("SIGTERM");
  await worker.gone;
}

describe.each(ENGINES)("two workers and a service on the %s database", (database) => {
  const company = writeCompany();
  let fresh: FreshPlace;
  let workspace: Workspace;
  beforeAll(async () => {
    fresh = await freshPlace(database);
    workspace = await openWorkspace(fresh.place);
    await importCompany(workspace, company.history);
  });
  afterAll(async () => {
    await workspace.store.close();
    await fresh.remove();
    company.remove();
  });

  it("give a backtest of 200 cells the bytes that it has on one machine", async () => {
    const workers = [startWorker(environmentOf(fresh)), startWorker(environmentOf(fresh))];
    const runs = await startRuns({ store: workspace.store, concurrency: 1 });
    try {
      await Promise.all(workers.map(({ ready }) => ready));
      const options = { engine: runs.engine, partCount: 200 };
      const { runId } = await submitRun(workspace, BACKTEST, options);
      const run = await settled(workspace, runId, 240_000);
      expect(run).toMatchObject({ state: "done", failure: null, cells: { all: 201, done: 201 } });
      const question = { ...ASKED, methods: ASKED.methods.join(","), paths: [company.history], reading: {} };
      const { reply } = await backtestFiles(question);
      expect(reply.cutoffs).toHaveLength(200);
      const { bytes } = await readRunResult(workspace, runId);
      expect(bytes.equals(Buffer.from(JSON.stringify(reply)))).toBe(true);
      expect(run.resultDigest).toBe(reply.resultDigest);
      const byWorker = await workspace.store.inTenant("default", (tx) =>
        tx
          .selectFrom("cell_result")
          .select((select) => ["worker", select.fn.countAll<number>().as("count")])
          .where("run_id", "=", runId)
          .groupBy("worker")
          .execute(),
      );
      expect(byWorker).toHaveLength(3);
    } finally {
      await Promise.all([...workers.map(endOf), runs.stop()]);
    }
  });
});

const ZONES = [
  "UTC",
  "America/St_Johns",
  "America/Los_Angeles",
  "Europe/Berlin",
  "Asia/Kathmandu",
  "Pacific/Kiritimati",
];

describe("workers in six time zones", () => {
  it("give the same bytes, and a verification in a seventh agrees", async () => {
    const company = writeCompany();
    const fresh = await freshPlace("server");
    const workspace = await openWorkspace(fresh.place);
    try {
      await importCompany(workspace, company.history);
      const forecast = { kind: "forecast", asOf: "2024-06-02", period: "2024-Q3", draws: 2_000 } as const;
      const backtest = { ...BACKTEST, from: "2024-06-01", to: "2024-06-04" } as RunRequest;
      const kpi = { kind: "kpi", asOf: "2024-06-02", period: "2024-Q2", series: "month" } as const;
      const results = new Map<string, string[]>();
      let last = "";
      for (const zone of ZONES) {
        const worker = startWorker({ ...environmentOf(fresh), TZ: zone, CONCURRENCY: "1" });
        await worker.ready;
        const digests: string[] = [];
        for (const request of [forecast, backtest, kpi]) {
          const { runId } = await submitRun(workspace, request, { partCount: 2 });
          const { failure } = await settled(workspace, runId);
          expect(failure).toBeNull();
          digests.push((await readRunResult(workspace, runId)).sha256);
          last = runId;
        }
        results.set(zone, digests);
        await endOf(worker);
      }
      const [first, ...others] = [...results.values()];
      for (const digests of others) expect(digests).toEqual(first);
      expect(await verifyRun(workspace, last)).toMatchObject({ cellCount: 1, differences: [] });
    } finally {
      await workspace.store.close();
      await fresh.remove();
      company.remove();
    }
  });
});
