import type { RunPage } from "../../contracts/api/run.ts";
import type { RunSummary } from "../../contracts/run.ts";
import { MOMENT, readCursor, ROW_ID, writeCursor } from "../access/cursor.ts";
import type { Sight } from "../access/sight.ts";
import { showRun, withoutTargets } from "../results/show-run.ts";
import { listRuns } from "../runs/read-run.ts";
import type { Workspace } from "../workspace/workspace.ts";

/** A page of runs, the newest first; each by itself shows its targets too. @throws {AppFailure} usage for a cursor that is none */
export async function listRunPage(
  workspace: Workspace,
  sight: Sight,
  filter: {
    readonly limit: number;
    readonly cursor?: string | undefined;
    readonly kind?: string | undefined;
    readonly state?: RunSummary["state"] | undefined;
  },
): Promise<RunPage> {
  const { limit, cursor, kind, state } = filter;
  const [madeAt, id] = cursor === undefined ? [] : readCursor(cursor, "runs", [MOMENT, ROW_ID]);
  const after = madeAt === undefined || id === undefined ? undefined : { madeAt, id };
  const found = await listRuns(workspace, { limit: limit + 1, after, kind, state });
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  const isLast = found.length <= limit || last === undefined;
  return {
    rows: shown.map((run) => withoutTargets(showRun(run, sight))),
    nextCursor: isLast ? null : writeCursor("runs", [last.madeAt, last.id]),
  };
}
