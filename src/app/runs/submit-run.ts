import { AppFailure } from "../../contracts/failure.ts";
import type { RunRequest } from "../../contracts/run.ts";
import { ENGINE_VERSION } from "../../core/simulation/plan.ts";
import type { StoreTransaction } from "../../store/store.ts";
import { documentDigest } from "../digests.ts";
import { withKeptNumbers } from "../overrides/kept-numbers.ts";
import { emptyWorkspace, type Workspace } from "../workspace/workspace.ts";
import { cellsOfRun, type PlannedCells } from "./cells-of-run.ts";
import type { JobEngine } from "./job-engine.ts";
import { offerWaiting } from "./offer-waiting.ts";
import { pinDocuments, type PinnedDocument } from "./run-documents.ts";
import { signalRun } from "./run-signals.ts";

export interface SubmitOptions {
  /** Carries the cells to workers at once; without it they are found within ten seconds. */
  readonly engine?: JobEngine | undefined;
  /** Parts of a backtest or a forecast, where the default does not do. Never changes the result. */
  readonly partCount?: number | undefined;
  /** The schedule and the slot that ask for it. */
  readonly slot?: { readonly scheduleId: string; readonly at: Date } | undefined;
  /** What belongs into the same transaction: the audit log, the key of the request. */
  readonly within?: ((tx: StoreTransaction, runId: string) => Promise<void>) | undefined;
}

/** What every cell of a run is given besides its request. */
export interface CellInput {
  readonly part: PlannedCells["cells"][number]["part"];
  readonly documents: readonly PinnedDocument[];
}

/**
 * Keeps a run and all its cells: when this returns, it will be done, whatever stops or is lost. It reads the newest revision of the
 * workspace, and newest versions of documents, as of now.
 * @throws {AppFailure} no_data when nothing was imported yet, not_found for a document that is not kept
 */
export async function submitRun(
  workspace: Workspace,
  asked: RunRequest,
  options: SubmitOptions = {},
): Promise<{ readonly runId: string }> {
  const { store, tenantId } = workspace;
  const runId = await store.inTenant(tenantId, async (tx) => {
    const request = await withKeptNumbers(tx, tenantId, asked);
    const newest = await newestRevision(tx, tenantId);
    if (newest === undefined && needsPipeline(request)) throw emptyWorkspace();
    const documents = await pinDocuments(tx, tenantId, request, asked);
    const { partCount, slot } = options;
    const planned = cellsOfRun(request, { changeCount: newest?.change_count, partCount });
    const revision = newest?.revision ?? null;
    const id = await writeRun(tx, workspace, { request, revision, documents, planned, slot });
    await options.within?.(tx, id);
    return id;
  });
  if (options.engine !== undefined) await offerWaiting(store, options.engine, tenantId);
  return { runId };
}

export interface NewRun {
  readonly request: { readonly kind: string; readonly seed?: number | undefined };
  readonly revision: number | null;
  readonly documents: readonly PinnedDocument[];
  readonly planned: PlannedCells;
  readonly slot?: SubmitOptions["slot"];
}

/** Writes the rows of a run, in the transaction of whoever asks for it. @returns its id */
export async function writeRun(tx: StoreTransaction, workspace: Workspace, run: NewRun): Promise<string> {
  const { tenantId, actor } = workspace;
  const { request, revision, documents, planned, slot } = run;
  const requestDigest = documentDigest(request);
  const { run_id: runId } = await tx
    .insertInto("run")
    .values({
      tenant_id: tenantId,
      kind: request.kind,
      state: "waiting",
      request: JSON.stringify(request),
      request_sha256: requestDigest,
      revision,
      engine_version: ENGINE_VERSION,
      seed: request.seed ?? null,
      cell_count: planned.cells.length + (planned.hasMerge ? 1 : 0),
      schedule_id: slot?.scheduleId ?? null,
      slot_at: slot?.at ?? null,
      made_by: actor,
    })
    .returning("run_id")
    .executeTakeFirstOrThrow();
  const rows = planned.cells.map(({ kind, part }, ordinal) => {
    const input: CellInput = { part, documents };
    return {
      tenant_id: tenantId,
      run_id: runId,
      ordinal,
      kind,
      state: "waiting" as const,
      input: JSON.stringify(input),
      input_sha256: documentDigest({ requestDigest, revision, engine: ENGINE_VERSION, kind, input }),
    };
  });
  for (let first = 0; first < rows.length; first += 1_000) {
    await tx
      .insertInto("cell")
      .values(rows.slice(first, first + 1_000))
      .execute();
  }
  await signalRun(tx, tenantId, runId, true);
  return runId;
}

async function newestRevision(tx: StoreTransaction, tenantId: string) {
  return tx
    .selectFrom("revision")
    .select(["revision", "change_count"])
    .where("tenant_id", "=", tenantId)
    .orderBy("revision", "desc")
    .limit(1)
    .executeTakeFirst();
}

function needsPipeline(request: RunRequest): boolean {
  return !(request.kind === "scenario" || request.kind === "roi") || request.history;
}

/** The id of a run, as it may come from a user. @throws {AppFailure} not_found for what is no id */
export function checkRunId(runId: string): string {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(runId)) return runId.toLowerCase();
  throw new AppFailure("not_found", `Cannot find the run ${runId.slice(0, 60)}`);
}
