import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { importIntoWorkspace } from "../../../src/app/workspace/import-into-workspace.ts";
import type { Workspace } from "../../../src/app/workspace/workspace.ts";
import { readRun } from "../../../src/app/runs/read-run.ts";
import { isSettled, type RunSummary } from "../../../src/contracts/run.ts";
import { companyOf, historyText } from "../../core/company/written-company.ts";

/** A small generated company as a file, and its folder. */
export function writeCompany(opportunityCount = 300): {
  readonly history: string;
  readonly remove: () => void;
} {
  const folder = mkdtempSync(join(tmpdir(), "revcast-runs-"));
  const history = join(folder, "history.csv");
  writeFileSync(history, historyText(companyOf({ opportunityCount, seed: 3 })));
  return { history, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export async function importCompany(workspace: Workspace, history: string): Promise<void> {
  await importIntoWorkspace(workspace, [history]);
}

/** A run when it has ended, however it did. */
export async function settled(workspace: Workspace, runId: string, withinMs = 120_000): Promise<RunSummary> {
  const deadline = Date.now() + withinMs;
  while (true) {
    const run = await readRun(workspace, runId);
    if (isSettled(run.state)) return run;
    if (Date.now() > deadline) throw new Error(`Not done in time: ${JSON.stringify(run)}`);
    await sleep(25);
  }
}
