import { RunSummary } from "../../contracts/run.ts";
import type { Sight } from "../access/sight.ts";
import { showRun } from "../results/show-run.ts";
import { readRun } from "../runs/read-run.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { jsonAnswer, keptJson, keptWeight, type JsonAnswer, type KeptJson } from "./kept-json.ts";
import { LeastRecent } from "./least-recent.ts";

/** Reads how a run stands, as a sight has it. @throws {AppFailure} not_found */
export type RunReader = (workspace: Workspace, runId: string, sight: Sight) => Promise<JsonAnswer>;

const BYTES_KEPT = 16 << 20;

/** A reader that keeps runs that are done: nothing of them changes any more, where one that has failed may begin again. */
export function runReader(): RunReader {
  const kept = new LeastRecent<KeptJson>(BYTES_KEPT);
  return async (workspace, runId, sight) => {
    const key = `${workspace.tenantId} ${runId} ${sight.key}`;
    const known = kept.get(key);
    if (known !== undefined) return known;
    const run = await readRun(workspace, runId);
    const made = jsonAnswer(RunSummary.parse(showRun(run, sight)));
    if (run.state !== "done") return made;
    const lasting = keptJson(made);
    kept.set(key, lasting, keptWeight(key, lasting));
    return lasting;
  };
}
