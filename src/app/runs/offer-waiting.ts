import { sql } from "kysely";
import { ENGINE_VERSION } from "../../core/simulation/plan.ts";
import type { Store } from "../../store/store.ts";
import type { JobEngine, OfferedCell } from "./job-engine.ts";

/** Cells that are offered at once; the rest is found by the next look. */
const MOST_OFFERED = 5_000;
const AT_A_TIME = 500;

/**
 * Offers what the engine has forgotten. Where it holds as many cells as wait, nothing is missing: then this is one count on each side.
 * @returns how many cells were offered
 */
export async function offerForgotten(store: Store, engine: JobEngine): Promise<number> {
  const { rows } = await store.asSystem((tx) =>
    sql<{ count: number }>`
      select count(*) as count from cell join run using (tenant_id, run_id)
      where cell.state = 'waiting' and run.state in ('waiting', 'running') and run.engine_version = ${ENGINE_VERSION}`.execute(
      tx,
    ),
  );
  const waiting = rows[0]!.count;
  if (waiting === 0 || (await engine.held()) >= waiting) return 0;
  return offerWaiting(store, engine);
}

/**
 * Offers cells that wait: of one run, or of all. The i-th waiting cell of a tenant gets priority i, so that a small run does not stand
 * behind all cells of another tenant's large one.
 */
export async function offerWaiting(
  store: Store,
  engine: JobEngine,
  run?: { readonly tenantId: string; readonly runId: string },
): Promise<number> {
  const cells = await store.asSystem(async (tx) => {
    const ofRun = run === undefined ? sql`` : sql`and tenant_id = ${run.tenantId} and run_id = ${run.runId}`;
    const { rows } = await sql<OfferedCell>`
      select tenant_id as "tenantId", run_id as "runId", ordinal, epoch, priority from (
        select cell.tenant_id, cell.run_id, cell.ordinal, cell.epoch,
          row_number() over (partition by cell.tenant_id order by run.made_at, run.run_id, cell.ordinal)::integer as priority
        from cell join run using (tenant_id, run_id)
        where cell.state = 'waiting' and run.state in ('waiting', 'running') and run.engine_version = ${ENGINE_VERSION}
      ) ranked
      where true ${ofRun}
      order by priority limit ${MOST_OFFERED}`.execute(tx);
    return rows;
  });
  for (let first = 0; first < cells.length; first += AT_A_TIME) {
    await engine.offer(cells.slice(first, first + AT_A_TIME));
  }
  return cells.length;
}
