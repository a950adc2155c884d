import { createHash } from "node:crypto";
import { availableParallelism } from "node:os";
import { AppFailure } from "../../contracts/failure.ts";
import { ENGINE_VERSION } from "../../core/simulation/plan.ts";
import type { Store } from "../../store/store.ts";
import { madeByAnother } from "../verify-result.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { cellWork } from "./begin-cell.ts";
import { ComputeProcess } from "./compute-process.ts";
import { pipelineCache } from "./pipeline-cache.ts";
import { readRun } from "./read-run.ts";

/** A cell whose result, computed once more, is not the one that was kept. */
export interface CellDifference {
  readonly ordinal: number;
  /** SHA-256 of the bytes. */
  readonly recorded: string;
  readonly again: string;
}

export interface RunVerification {
  readonly runId: string;
  readonly cellCount: number;
  /** None when the run is identical. */
  readonly differences: readonly CellDifference[];
}

export interface VerifyOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, all: number) => void) | undefined;
  /** Module of the computing process. */
  readonly computeEntry?: URL | undefined;
}

/**
 * Computes every cell of a run once more, from the same revision and documents, and compares digests. A merge is made of the parts
 * as they come out now: those that were kept go when they are brought together.
 * @throws {AppFailure} not_found; conflict for a run that is not done; not_supported for one of another engine; what a cell says
 */
export async function verifyRun(
  workspace: Workspace,
  runId: string,
  { signal = new AbortController().signal, onProgress, computeEntry }: VerifyOptions = {},
): Promise<RunVerification> {
  const run = await readRun(workspace, runId);
  if (run.state !== "done") {
    throw new AppFailure("conflict", `Cannot verify the run ${run.id}: it is ${run.state}, not done`);
  }
  if (run.engineVersion !== ENGINE_VERSION) {
    throw madeByAnother(`verify the run ${run.id}`, run.engineVersion);
  }
  const { store, tenantId } = workspace;
  const kept = await resultsOf(store, tenantId, run.id);
  const pipelines = pipelineCache(store, workspace.files);
  const compute = new ComputeProcess({ entry: computeEntry, threads: availableParallelism() });
  const differences: CellDifference[] = [];
  const results: Uint8Array[] = [];
  try {
    for (const [index, { ordinal, sha256 }] of kept.entries()) {
      const ref = { tenantId, runId: run.id, ordinal, epoch: 0 };
      const begun = await store.inTenant(tenantId, (tx) => cellWork(tx, ref));
      const work = begun.work.step === "merge" ? { ...begun.work, results } : begun.work;
      const outcome = await compute.run(work, { signal, ...pipelines.taskOf(tenantId, begun) });
      if (outcome.kind === "cancelled") throw new AppFailure("cancelled", "Stopped the verification");
      if (outcome.kind === "failed") throw new AppFailure(outcome.failure.code, outcome.failure.message);
      if (outcome.kind === "crashed") throw new AppFailure("internal", outcome.reason);
      results.push(outcome.cell.bytes);
      const again = createHash("sha256").update(outcome.cell.bytes).digest("hex");
      if (again !== sha256) differences.push({ ordinal, recorded: sha256, again });
      onProgress?.(index + 1, kept.length);
    }
  } finally {
    await compute.close();
  }
  return { runId: run.id, cellCount: kept.length, differences };
}

/** Digests as the rows have them; the bytes must still be theirs. */
async function resultsOf(
  store: Store,
  tenantId: string,
  runId: string,
): Promise<{ readonly ordinal: number; readonly sha256: string }[]> {
  return store.inTenant(tenantId, (tx) =>
    tx
      .selectFrom("cell_result")
      .select(["ordinal", "sha256"])
      .where("tenant_id", "=", tenantId)
      .where("run_id", "=", runId)
      .orderBy("ordinal")
      .execute(),
  );
}
