import { createHash } from "node:crypto";
import type { CellRef, ComputedCell } from "../../../src/app/runs/cell-work.ts";
import type { CommitVerdict } from "../../../src/app/runs/commit-cell.ts";
import { signalRun } from "../../../src/app/runs/run-signals.ts";
import type { Store } from "../../../src/store/store.ts";

/**
 * The control of the chaos: a commit as one would write it who trusts the queue. No lock, no epoch, no look at what is there: the last
 * one wins. It must show results that are kept twice, or the chaos proves nothing.
 */
export async function commitUnfenced(
  store: Store,
  ref: CellRef,
  computed: ComputedCell,
  worker: string,
): Promise<CommitVerdict> {
  const { tenantId, runId, ordinal, epoch } = ref;
  const sha256 = createHash("sha256").update(computed.bytes).digest("hex");
  const bytes = Buffer.from(computed.bytes);
  return store.inTenant(tenantId, async (tx) => {
    await tx
      .insertInto("cell_result")
      .values({ tenant_id: tenantId, run_id: runId, ordinal, epoch, bytes, sha256, worker })
      .onConflict((conflict) =>
        conflict.columns(["tenant_id", "run_id", "ordinal"]).doUpdateSet({ bytes, sha256, worker }),
      )
      .execute();
    await tx
      .updateTable("cell")
      .set({ state: "done" })
      .where("run_id", "=", runId)
      .where("ordinal", "=", ordinal)
      .execute();
    const left = await tx
      .selectFrom("cell")
      .select("ordinal")
      .where("run_id", "=", runId)
      .where("state", "!=", "done")
      .limit(1)
      .executeTakeFirst();
    const isRunDone = left === undefined;
    if (isRunDone) await tx.updateTable("run").set({ state: "done" }).where("run_id", "=", runId).execute();
    await signalRun(tx, tenantId, runId);
    return { kind: "committed", isRunDone, merge: undefined };
  });
}
