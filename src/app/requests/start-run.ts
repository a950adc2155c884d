import { isSettled, type RunRequest, type RunSummary } from "../../contracts/run.ts";
import { ensureOnePeriod } from "../one-period.ts";
import { appendAudit } from "../audit/append.ts";
import type { StoreTransaction } from "../../store/store.ts";
import { readRun } from "../runs/read-run.ts";
import { runEvents } from "../runs/run-events.ts";
import type { Runs } from "../runs/start-runs.ts";
import { submitRun } from "../runs/submit-run.ts";
import type { Workspace } from "../workspace/workspace.ts";

/** What carries runs and hears of them; without it they are done by other processes, and looked at now and then. */
export type RunCarrier = Pick<Runs, "engine" | "signals">;

/**
 * Keeps a run, with its entry in the audit log, and waits for its end as long as is wanted.
 * @throws {AppFailure} as `submitRun`; usage for a forecast of no period or of several, which would only fail later
 */
export async function startRun(
  workspace: Workspace,
  request: RunRequest,
  options: {
    readonly runs: RunCarrier | undefined;
    readonly waitMs: number;
    /** Keeps the reply in the transaction of the run. */
    readonly commit?: (tx: StoreTransaction, run: RunSummary) => Promise<void>;
  },
): Promise<RunSummary> {
  const { tenantId, actor } = workspace;
  const { runs, waitMs } = options;
  if (request.kind === "forecast") ensureOnePeriod(request);
  const { runId } = await submitRun(workspace, request, {
    engine: runs?.engine,
    within: async (tx, id) => {
      const detail = { kind: request.kind };
      await appendAudit(tx, { tenantId, actor, action: "run.start", subject: id, detail });
      await options.commit?.(tx, await readRun(seenFrom(workspace, tx), id));
    },
  });
  if (waitMs > 0) {
    const signal = AbortSignal.timeout(waitMs);
    for await (const { state } of runEvents(workspace, runId, -1, { signals: runs?.signals, signal })) {
      if (isSettled(state)) break;
    }
  }
  return readRun(workspace, runId);
}

/** The workspace as a transaction that has not ended sees it. */
function seenFrom(workspace: Workspace, tx: StoreTransaction): Workspace {
  return { ...workspace, store: { ...workspace.store, inTenant: (_tenant, work) => work(tx) } };
}
