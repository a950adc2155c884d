import { sql, type Selectable } from "kysely";
import { AppFailure } from "../../contracts/failure.ts";
import { isSettled, type RunFailure } from "../../contracts/run.ts";
import { ENGINE_VERSION } from "../../core/simulation/plan.ts";
import type { Schema } from "../../store/schema.ts";
import type { Store, StoreTransaction } from "../../store/store.ts";
import type { Workspace } from "../workspace/workspace.ts";
import type { CellRef } from "./cell-work.ts";
import { signalRun } from "./run-signals.ts";
import { checkRunId } from "./submit-run.ts";

/** Executions under which the computing process may die before a cell is given up. */
const MOST_CRASHES = 3;

/** A cell said no, or is given up: its run has failed, and nothing of it starts any more. */
export async function failRun(store: Store, ref: CellRef, failure: RunFailure): Promise<void> {
  await store.inTenant(ref.tenantId, (tx) => failWithin(tx, ref, { ...failure, cell: ref.ordinal }));
}

/**
 * Notes that the computing process died under a cell.
 * @returns whether the cell was given up for it
 */
export async function noteCrash(store: Store, ref: CellRef, reason: string): Promise<boolean> {
  return store.inTenant(ref.tenantId, async (tx) => {
    const run = await lockRun(tx, ref.tenantId, ref.runId);
    if (run === undefined || isSettled(run.state)) return true;
    const cell = await tx
      .updateTable("cell")
      .set((set) => ({ crashes: set("crashes", "+", 1), failure: JSON.stringify({ reason }) }))
      .where("tenant_id", "=", ref.tenantId)
      .where("run_id", "=", ref.runId)
      .where("ordinal", "=", ref.ordinal)
      .where("epoch", "=", ref.epoch)
      .where("state", "=", "waiting")
      .returning("crashes")
      .executeTakeFirst();
    if (cell === undefined) return true;
    if (cell.crashes < MOST_CRASHES) return false;
    const message = `Gave up cell ${ref.ordinal} after ${cell.crashes} executions that died: ${reason}`;
    await failWithin(tx, ref, { code: "internal", message, cell: ref.ordinal });
    return true;
  });
}

async function failWithin(tx: StoreTransaction, ref: CellRef, failure: RunFailure): Promise<void> {
  const { tenantId, runId, ordinal } = ref;
  const run = await lockRun(tx, tenantId, runId);
  if (run === undefined || isSettled(run.state)) return;
  const dead = await tx
    .updateTable("cell")
    .set({ state: "dead", failure: JSON.stringify(failure), changed_at: sql<Date>`now()` })
    .where("tenant_id", "=", tenantId)
    .where("run_id", "=", runId)
    .where("ordinal", "=", ordinal)
    .where("epoch", "=", ref.epoch)
    .where("state", "=", "waiting")
    .executeTakeFirst();
  if (dead.numUpdatedRows === 0n) return;
  await endCells(tx, tenantId, runId);
  await setState(tx, tenantId, runId, "failed", failure);
}

/**
 * Stops a run: nothing of it starts any more, and what is being computed is stopped within a second, on whatever machine.
 * @returns false when it had ended already
 * @throws {AppFailure} not_found
 */
export async function cancelRun(workspace: Workspace, runId: string): Promise<boolean> {
  const { store, tenantId } = workspace;
  const id = checkRunId(runId);
  return store.inTenant(tenantId, async (tx) => {
    const run = await lockRun(tx, tenantId, id);
    if (run === undefined) throw new AppFailure("not_found", `Cannot find the run ${id}`);
    if (isSettled(run.state)) return false;
    await endCells(tx, tenantId, id);
    await setState(tx, tenantId, id, "cancelled", null);
    return true;
  });
}

/**
 * Begins the cells of a failed run again that are not done; what is done stays.
 * @throws {AppFailure} not_found; conflict for a run that has not failed, or that another version of the engine has begun
 */
export async function redriveRun(workspace: Workspace, runId: string): Promise<void> {
  const { store, tenantId } = workspace;
  const id = checkRunId(runId);
  await store.inTenant(tenantId, async (tx) => {
    const run = await lockRun(tx, tenantId, id);
    if (run === undefined) throw new AppFailure("not_found", `Cannot find the run ${id}`);
    if (run.state !== "failed") {
      throw new AppFailure("conflict", `Cannot begin the run ${id} again: it is ${run.state}, not failed`);
    }
    if (run.engine_version !== ENGINE_VERSION) {
      throw new AppFailure(
        "conflict",
        `Cannot begin the run ${id} again: engine ${run.engine_version} has begun it, this is ${ENGINE_VERSION}; ask its question anew`,
      );
    }
    await tx
      .updateTable("cell")
      .set((set) => ({
        state: "waiting",
        epoch: set("epoch", "+", 1),
        executions: 0,
        crashes: 0,
        failure: null,
        turn: null,
        held_until: null,
        changed_at: sql<Date>`now()`,
      }))
      .where("tenant_id", "=", tenantId)
      .where("run_id", "=", id)
      .where("state", "!=", "done")
      .execute();
    await setState(tx, tenantId, id, "running", null);
  });
}

/** Raises the epoch of all cells that wait, so that what is being computed of them is dropped when it reports. */
async function endCells(tx: StoreTransaction, tenantId: string, runId: string): Promise<void> {
  await tx
    .updateTable("cell")
    .set((set) => ({ state: "cancelled", epoch: set("epoch", "+", 1), changed_at: sql<Date>`now()` }))
    .where("tenant_id", "=", tenantId)
    .where("run_id", "=", runId)
    .where("state", "=", "waiting")
    .execute();
}

async function setState(
  tx: StoreTransaction,
  tenantId: string,
  runId: string,
  state: "running" | "failed" | "cancelled",
  failure: RunFailure | null,
): Promise<void> {
  await tx
    .updateTable("run")
    .set((set) => ({
      state,
      failure: failure === null ? null : JSON.stringify(failure),
      finished_at: state === "running" ? null : sql<Date>`now()`,
      changes: set("changes", "+", 1),
    }))
    .where("tenant_id", "=", tenantId)
    .where("run_id", "=", runId)
    .execute();
  await signalRun(tx, tenantId, runId, state === "running");
}

async function lockRun(
  tx: StoreTransaction,
  tenantId: string,
  runId: string,
): Promise<Pick<Selectable<Schema["run"]>, "state" | "engine_version"> | undefined> {
  return tx
    .selectFrom("run")
    .select(["state", "engine_version"])
    .where("tenant_id", "=", tenantId)
    .where("run_id", "=", runId)
    .forUpdate()
    .executeTakeFirst();
}
