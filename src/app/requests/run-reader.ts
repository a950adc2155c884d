import type { RunSummary } from "../../contracts/run.ts";
import { readRun } from "../runs/read-run.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { LeastRecent } from "./least-recent.ts";

/** Reads how a run stands. @throws {AppFailure} not_found */
export type RunReader = (workspace: Workspace, runId: string) => Promise<RunSummary>;

const RUNS_KEPT = 2_000;

/** A reader that keeps runs that are done: nothing of them changes any more, where one that has failed may begin again. */
export function runReader(): RunReader {
  const kept = new LeastRecent<RunSummary>(RUNS_KEPT);
  return async (workspace, runId) => {
    const key = `${workspace.tenantId} ${runId}`;
    const known = kept.get(key);
    if (known !== undefined) return known;
    const run = await readRun(workspace, runId);
    if (run.state === "done") kept.set(key, run, 1);
    return run;
  };
}
