import { sql } from "kysely";
import type { Store } from "../../store/store.ts";
import type { CellRef } from "./cell-work.ts";
import { jobIdOf } from "./job-engine.ts";
import type { RunSignals } from "./run-signals.ts";

/** Cells that are at work here, each with what stops it. */
export interface EpochWatch {
  /** @returns what ends the watch over the cell */
  readonly add: (ref: CellRef, stop: () => void) => () => void;
  readonly close: () => void;
}

/** A cancel is heard at once; where nothing is heard, it is seen after this time. */
const LOOK_EVERY_MS = 800;

/** Stops cells whose work is no longer wanted: cancelled, begun anew, or done by somebody else in the meantime. */
export function watchEpochs(
  store: Store,
  signals: RunSignals,
  onError: (error: unknown) => void,
): EpochWatch {
  const watched = new Map<string, { readonly ref: CellRef; readonly stop: () => void }>();
  let isLooking = false;
  const look = async (): Promise<void> => {
    if (isLooking || watched.size === 0) return;
    isLooking = true;
    try {
      const asked = [...watched.values()];
      const wanted = await stillWanted(
        store,
        asked.map(({ ref }) => ref),
      );
      for (const { ref, stop } of asked) if (!wanted.has(jobIdOf(ref))) stop();
    } catch (error) {
      onError(error);
    } finally {
      isLooking = false;
    }
  };
  const timer = setInterval(() => void look(), LOOK_EVERY_MS);
  const stopListening = signals.listen((tenantId, runId) => {
    const isOurs = [...watched.values()].some(({ ref }) => ref.tenantId === tenantId && ref.runId === runId);
    if (isOurs) void look();
  });
  return {
    add: (ref, stop) => {
      const id = jobIdOf(ref);
      const entry = { ref, stop };
      watched.set(id, entry);
      return () => {
        if (watched.get(id) === entry) watched.delete(id);
      };
    },
    close: () => {
      clearInterval(timer);
      stopListening();
    },
  };
}

async function stillWanted(store: Store, refs: readonly CellRef[]): Promise<ReadonlySet<string>> {
  const rows = await store.asSystem(async (tx) => {
    const { rows: found } = await sql<CellRef>`
      select tenant_id as "tenantId", run_id as "runId", ordinal, cell.epoch
      from cell join unnest(
        ${refs.map(({ tenantId }) => tenantId)}::text[], ${refs.map(({ runId }) => runId)}::uuid[],
        ${refs.map(({ ordinal }) => ordinal)}::integer[], ${refs.map(({ epoch }) => epoch)}::integer[]
      ) as asked (tenant_id, run_id, ordinal, epoch) using (tenant_id, run_id, ordinal, epoch)
      where cell.state = 'waiting'`.execute(tx);
    return found;
  });
  return new Set(rows.map(jobIdOf));
}
