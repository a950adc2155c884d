import { sql } from "kysely";
import type { Store } from "../../store/store.ts";
import type { CellRef } from "./cell-work.ts";

/** A cell counts as computed for so long after its worker was heard of last. */
export const HOLD_SECONDS = 20;
const RENEW_EVERY_MS = 5_000;

/** The cells that this process computes, as the rows know it. */
export interface HeldCells {
  readonly add: (ref: CellRef) => void;
  /** Ends it; a cell that was given back is told of too. */
  readonly remove: (ref: CellRef, isGivenBack: boolean) => Promise<void>;
  readonly close: () => void;
}

/** Keeps what is computed here held: whoever is lost is forgotten soon, and its cells no longer count for their tenants. */
export function heldCells(store: Store, worker: string, onError: (error: unknown) => void): HeldCells {
  const held = new Set<CellRef>();
  const timer = setInterval(() => {
    if (held.size > 0) renew(store, worker, [...held]).catch(onError);
  }, RENEW_EVERY_MS);
  return {
    add: (ref) => void held.add(ref),
    remove: async (ref, isGivenBack) => {
      held.delete(ref);
      if (isGivenBack) await letGo(store, worker, ref).catch(onError);
    },
    close: () => clearInterval(timer),
  };
}

async function renew(store: Store, worker: string, refs: readonly CellRef[]): Promise<void> {
  await store.asSystem(async (tx) => {
    // Rows that somebody else holds are about to change: they are left for the next time, so that nobody waits for another.
    await sql`
      update cell set held_until = now() + ${sql.lit(`${HOLD_SECONDS} s`)}::interval from (
        select cell.tenant_id, cell.run_id, cell.ordinal from cell join unnest(
          ${refs.map(({ tenantId }) => tenantId)}::text[], ${refs.map(({ runId }) => runId)}::uuid[],
          ${refs.map(({ ordinal }) => ordinal)}::integer[], ${refs.map(({ epoch }) => epoch)}::integer[]
        ) as asked (tenant_id, run_id, ordinal, epoch) using (tenant_id, run_id, ordinal, epoch)
        where cell.state = 'waiting' and cell.worker = ${worker}
        for update of cell skip locked
      ) mine
      where cell.tenant_id = mine.tenant_id and cell.run_id = mine.run_id and cell.ordinal = mine.ordinal`.execute(
      tx,
    );
  });
}

async function letGo(store: Store, worker: string, { tenantId, runId, ordinal }: CellRef): Promise<void> {
  await store.inTenant(tenantId, (tx) =>
    tx
      .updateTable("cell")
      .set({ held_until: null })
      .where("tenant_id", "=", tenantId)
      .where("run_id", "=", runId)
      .where("ordinal", "=", ordinal)
      .where("state", "=", "waiting")
      .where("worker", "=", worker)
      .execute(),
  );
}
