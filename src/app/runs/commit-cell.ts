import { createHash } from "node:crypto";
import { sql } from "kysely";
import type { Store, StoreTransaction } from "../../store/store.ts";
import type { CellRef, ComputedCell } from "./cell-work.ts";
import { priorityOf } from "./cell-turns.ts";
import type { OfferedCell } from "./job-engine.ts";
import { signalRun } from "./run-signals.ts";

/** What came of a commit. */
export type CommitVerdict =
  /** The result is there now. */
  | { readonly kind: "committed"; readonly isRunDone: boolean; readonly merge: OfferedCell | undefined }
  /** Another execution was first, with the same result. */
  | { readonly kind: "known" }
  /** Another execution was first, with another result: an alarm was raised. */
  | { readonly kind: "differs" }
  /** The cell was cancelled or begun anew since. */
  | { readonly kind: "stale" };

/**
 * Keeps the result of a cell: once, whoever computed it and however often. The epoch is the fence; the last part of a run makes the
 * merge a cell of its own, in the same transaction.
 */
export async function commitCell(
  store: Store,
  ref: CellRef,
  computed: ComputedCell,
  worker: string,
): Promise<CommitVerdict> {
  const sha256 = createHash("sha256").update(computed.bytes).digest("hex");
  return store.inTenant(ref.tenantId, async (tx) => {
    const { tenantId, runId, ordinal } = ref;
    const run = await tx
      .selectFrom("run")
      .select(["state", "cell_count"])
      .where("tenant_id", "=", tenantId)
      .where("run_id", "=", runId)
      .forUpdate()
      .executeTakeFirst();
    const cell = await tx
      .selectFrom("cell")
      .select(["epoch", "state"])
      .where("tenant_id", "=", tenantId)
      .where("run_id", "=", runId)
      .where("ordinal", "=", ordinal)
      .forUpdate()
      .executeTakeFirst();
    if (run === undefined || cell === undefined || cell.epoch !== ref.epoch) return { kind: "stale" };
    const kept = await tx
      .insertInto("cell_result")
      .values({
        tenant_id: tenantId,
        run_id: runId,
        ordinal,
        epoch: ref.epoch,
        bytes: Buffer.from(computed.bytes),
        sha256,
        worker,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning("ordinal")
      .executeTakeFirst();
    if (kept === undefined) return compared(tx, ref, sha256, worker);
    await tx
      .updateTable("cell")
      .set({ state: "done", failure: null, changed_at: sql<Date>`now()` })
      .where("tenant_id", "=", tenantId)
      .where("run_id", "=", runId)
      .where("ordinal", "=", ordinal)
      .execute();
    const isLast = ordinal === run.cell_count - 1;
    if (isLast) await finishRun(tx, ref, computed);
    else await raiseChanges(tx, ref);
    const merge = isLast ? undefined : await mergeWhenComplete(tx, ref, run.cell_count);
    await signalRun(tx, tenantId, runId);
    return { kind: "committed", isRunDone: isLast, merge };
  });
}

/** The same work gave a result before; it should be the same one. */
async function compared(
  tx: StoreTransaction,
  ref: CellRef,
  sha256: string,
  worker: string,
): Promise<CommitVerdict> {
  const { tenantId, runId, ordinal } = ref;
  const first = await tx
    .selectFrom("cell_result")
    .select(["sha256", "worker"])
    .where("tenant_id", "=", tenantId)
    .where("run_id", "=", runId)
    .where("ordinal", "=", ordinal)
    .executeTakeFirstOrThrow();
  if (first.sha256 === sha256) return { kind: "known" };
  const detail = {
    runId,
    ordinal,
    first: first.sha256,
    firstBy: first.worker,
    second: sha256,
    secondBy: worker,
  };
  await tx
    .insertInto("alarm")
    .values({ tenant_id: tenantId, kind: "results_differ", detail: JSON.stringify(detail) })
    .execute();
  return { kind: "differs" };
}

/** The merge is made when all other cells are done, by the transaction that did the last of them. */
async function mergeWhenComplete(
  tx: StoreTransaction,
  { tenantId, runId }: CellRef,
  cellCount: number,
): Promise<OfferedCell | undefined> {
  const { count, digests, input, turn } = await tx
    .selectFrom("cell")
    .leftJoin("cell_result", (join) =>
      join
        .onRef("cell_result.tenant_id", "=", "cell.tenant_id")
        .onRef("cell_result.run_id", "=", "cell.run_id")
        .onRef("cell_result.ordinal", "=", "cell.ordinal"),
    )
    .select((select) => [
      select.fn.count<number>("cell_result.ordinal").as("count"),
      sql<string>`md5(string_agg(cell_result.sha256, ',' order by cell.ordinal))`.as("digests"),
      sql`(array_agg(cell.input order by cell.ordinal))[1]`.as("input"),
      select.fn.max("cell.turn").as("turn"),
    ])
    .where("cell.tenant_id", "=", tenantId)
    .where("cell.run_id", "=", runId)
    .executeTakeFirstOrThrow();
  if (count < cellCount - 1) return undefined;
  const ordinal = cellCount - 1;
  const { documents } = input as { readonly documents: unknown };
  await tx
    .insertInto("cell")
    .values({
      tenant_id: tenantId,
      run_id: runId,
      ordinal,
      kind: "merge",
      state: "waiting",
      input: JSON.stringify({ part: null, documents }),
      input_sha256: digests,
      // It stands where the parts stood.
      turn,
    })
    .execute();
  return { tenantId, runId, ordinal, epoch: 1, priority: priorityOf(turn) };
}

async function finishRun(
  tx: StoreTransaction,
  { tenantId, runId, ordinal }: CellRef,
  { resultDigest, planDigest }: ComputedCell,
): Promise<void> {
  await sql`
    insert into run_result (tenant_id, run_id, bytes, sha256)
    select tenant_id, run_id, bytes, sha256 from cell_result
    where tenant_id = ${tenantId} and run_id = ${runId} and ordinal = ${ordinal}`.execute(tx);
  // Results of parts may be large. Now that they are brought together, their digests are enough: a verification computes them anew.
  await tx
    .updateTable("cell_result")
    .set({ bytes: Buffer.alloc(0) })
    .where("tenant_id", "=", tenantId)
    .where("run_id", "=", runId)
    .where("ordinal", "<", ordinal)
    .execute();
  await tx
    .updateTable("run")
    .set((set) => ({
      state: "done",
      result_digest: resultDigest ?? null,
      plan_digest: planDigest ?? null,
      failure: null,
      finished_at: sql<Date>`now()`,
      changes: set("changes", "+", 1),
    }))
    .where("tenant_id", "=", tenantId)
    .where("run_id", "=", runId)
    .execute();
}

async function raiseChanges(tx: StoreTransaction, { tenantId, runId }: CellRef): Promise<void> {
  await tx
    .updateTable("run")
    .set((set) => ({ changes: set("changes", "+", 1) }))
    .where("tenant_id", "=", tenantId)
    .where("run_id", "=", runId)
    .execute();
}
