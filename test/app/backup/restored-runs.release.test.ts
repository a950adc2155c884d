import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { restoreBackup } from "../../../src/app/backup/restore-backup.ts";
import { writeBackup } from "../../../src/app/backup/write-backup.ts";
import { keepDocument } from "../../../src/app/documents/keep-document.ts";
import { COMPANY_DEFAULTS, generateDemoCompany } from "../../../src/app/generate-demo-company.ts";
import { addOverride } from "../../../src/app/overrides/overrides.ts";
import { addQuota } from "../../../src/app/overrides/quotas.ts";
import { memoryEngine } from "../../../src/app/runs/memory-engine.ts";
import { readRunResult } from "../../../src/app/runs/read-run.ts";
import { startRuns } from "../../../src/app/runs/start-runs.ts";
import { submitRun } from "../../../src/app/runs/submit-run.ts";
import { verifyRun } from "../../../src/app/runs/verify-run.ts";
import { importIntoWorkspace } from "../../../src/app/workspace/import-into-workspace.ts";
import { openWorkspace, type Workspace } from "../../../src/app/workspace/workspace.ts";
import { NewOverride, NewQuota } from "../../../src/contracts/override.ts";
import { RunRequest } from "../../../src/contracts/run.ts";
import { openStore } from "../../../src/store/store.ts";
import { freshPlace, type FreshPlace } from "../../store/fresh-places.ts";
import { settled } from "../runs/run-company.ts";

const SCENARIO = readFileSync(join(import.meta.dirname, "../../../scenarios/cpq.yaml"), "utf8");
const COSTS = "category,name,2024-02,2024-03\ntechnology,Licences,500,500\n";
const period = "2024-Q2";
const REQUESTS: readonly object[] = [
  {
    kind: "backtest",
    from: "2024-02-01",
    to: "2024-02-08",
    every: "week",
    horizon: "30d",
    draws: 1_000,
    methods: ["full"],
  },
  { kind: "roi", scenario: "cpq", costs: ["plan"], asOf: "2024-01-31", draws: 1_000 },
  { kind: "forecast", asOf: "2024-05-01", period, draws: 1_000 },
  { kind: "kpi", asOf: "2024-05-01", period },
];

describe("runs in a backup of the embedded database", () => {
  const folder = mkdtempSync(join(tmpdir(), "revcast-restored-runs-"));
  const file = join(folder, "runs.backup");
  const kept = new Map<string, { readonly request: object; readonly bytes: Buffer }>();
  let fresh: FreshPlace;
  let workspace: Workspace;
  /** Starts what is asked, waits for it, and gives its bytes by the id of its run. */
  const runAll = async (where: Workspace): Promise<typeof kept> => {
    const runs = await startRuns({ store: where.store, engine: memoryEngine(), concurrency: 2 });
    const done: typeof kept = new Map();
    try {
      for (const request of REQUESTS) {
        const { runId } = await submitRun(where, RunRequest.parse(request), { engine: runs.engine });
        expect((await settled(where, runId)).failure).toBeNull();
        done.set(runId, { request, bytes: (await readRunResult(where, runId)).bytes });
      }
    } finally {
      await runs.stop();
    }
    return done;
  };
  beforeAll(async () => {
    const company = join(folder, "company");
    await generateDemoCompany({ ...COMPANY_DEFAULTS, opportunities: 150, days: 500, seed: 11 }, company);
    fresh = await freshPlace("embedded");
    workspace = await openWorkspace(fresh.place);
    await importIntoWorkspace(workspace, [company]);
    await keepDocument(workspace, { kind: "scenario", name: "cpq", text: SCENARIO });
    await keepDocument(workspace, { kind: "costs", name: "plan", text: COSTS });
    await addQuota(workspace, NewQuota.parse({ period, amount: "900000" }));
    await addOverride(workspace, NewOverride.parse({ period, amount: "800000", note: "as agreed" }));
    for (const [id, run] of await runAll(workspace)) kept.set(id, run);
    await writeBackup(workspace.store, file, { version: "0.0.0-test" });
  }, 300_000);
  afterAll(async () => {
    await workspace.store.close();
    await fresh.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(["embedded", "server"] as const)(
    "have the same bytes in an empty workspace on the %s database and give them again",
    async (engine) => {
      const other = await freshPlace(engine);
      const empty = await openStore(other.place);
      await restoreBackup(empty, file);
      await empty.close();
      const restored = await openWorkspace(other.place);
      try {
        for (const [runId, { bytes }] of kept) {
          expect((await readRunResult(restored, runId)).bytes.equals(bytes)).toBe(true);
          const { cellCount, differences } = await verifyRun(restored, runId);
          expect([cellCount > 0, differences]).toEqual([true, []]);
        }
      } finally {
        await restored.store.close();
        await other.remove();
      }
    },
    300_000,
  );
});
