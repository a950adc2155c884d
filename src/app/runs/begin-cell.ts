import { sql } from "kysely";
import type { RunRequest } from "../../contracts/run.ts";
import type { Store, StoreTransaction } from "../../store/store.ts";
import type { CellKind, CellRef, CellWork } from "./cell-work.ts";
import { readDocuments } from "./run-documents.ts";
import { signalRun } from "./run-signals.ts";
import type { CellInput } from "./submit-run.ts";

/** A cell that is about to be computed. */
export interface BegunCell {
  /** How often it was begun, this time included. */
  readonly executions: number;
  readonly work: CellWork;
  readonly revision: number | null;
}

/** Executions that came to no end, for whatever reason, before a cell is given up: machines are lost, but not so often. */
export const MOST_EXECUTIONS = 25;

/**
 * Notes that a worker takes a cell on, and gives what it works on.
 * @returns undefined where there is nothing to do: done, cancelled, of another epoch
 */
export async function beginCell(store: Store, ref: CellRef, worker: string): Promise<BegunCell | undefined> {
  return store.inTenant(ref.tenantId, async (tx) => {
    const { tenantId, runId, ordinal } = ref;
    // The run before its cells, as everywhere: two transactions that lock both never wait for each other.
    await markRunning(tx, ref);
    const begun = await tx
      .updateTable("cell")
      .set((set) => ({ executions: set("executions", "+", 1), worker, changed_at: sql<Date>`now()` }))
      .where("tenant_id", "=", tenantId)
      .where("run_id", "=", runId)
      .where("ordinal", "=", ordinal)
      .where("epoch", "=", ref.epoch)
      .where("state", "=", "waiting")
      .returning("executions")
      .executeTakeFirst();
    if (begun === undefined) return undefined;
    return { executions: begun.executions, ...(await cellWork(tx, ref)) };
  });
}

/** What a cell works on, at whatever epoch. */
export async function cellWork(tx: StoreTransaction, ref: CellRef): Promise<Omit<BegunCell, "executions">> {
  const { tenantId, runId, ordinal } = ref;
  const cell = await tx
    .selectFrom("cell")
    .select(["kind", "input"])
    .where("tenant_id", "=", tenantId)
    .where("run_id", "=", runId)
    .where("ordinal", "=", ordinal)
    .executeTakeFirstOrThrow();
  const run = await tx
    .selectFrom("run")
    .select(["kind", "request", "revision"])
    .where("tenant_id", "=", tenantId)
    .where("run_id", "=", runId)
    .executeTakeFirstOrThrow();
  const { part, documents } = cell.input as CellInput;
  const request = run.request as RunRequest;
  return {
    work: {
      kind: run.kind,
      step: cell.kind as CellKind,
      request,
      part: part ?? undefined,
      documents: await readDocuments(tx, tenantId, request, documents),
      results: cell.kind === "merge" ? await partResults(tx, ref) : [],
    },
    revision: run.revision,
  };
}

async function markRunning(tx: StoreTransaction, { tenantId, runId }: CellRef): Promise<void> {
  const marked = await tx
    .updateTable("run")
    .set((set) => ({ state: "running", started_at: sql<Date>`now()`, changes: set("changes", "+", 1) }))
    .where("tenant_id", "=", tenantId)
    .where("run_id", "=", runId)
    .where("state", "=", "waiting")
    .executeTakeFirst();
  if (marked.numUpdatedRows > 0n) await signalRun(tx, tenantId, runId);
}

/** Results of all parts, in their order. */
async function partResults(tx: StoreTransaction, ref: CellRef): Promise<Uint8Array[]> {
  const rows = await tx
    .selectFrom("cell_result")
    .select("bytes")
    .where("tenant_id", "=", ref.tenantId)
    .where("run_id", "=", ref.runId)
    .where("ordinal", "<", ref.ordinal)
    .orderBy("ordinal")
    .execute();
  return rows.map(({ bytes }) => bytes);
}
