import { sql } from "kysely";
import { ENGINE_VERSION } from "../../core/simulation/plan.ts";
import type { Store } from "../../store/store.ts";
import type { CellRef } from "./cell-work.ts";
import { giveTurns, offeredCell } from "./cell-turns.ts";
import type { JobEngine, OfferedCell } from "./job-engine.ts";
import { mostCellsOfTenant } from "./most-cells.ts";

const AT_A_TIME = 500;

/**
 * Offers the next cells of a tenant, as many as may stand in line, such as those of a new run.
 * @returns how many were offered
 */
export async function offerWaiting(
  store: Store,
  engine: JobEngine,
  tenantId: string,
  mostHeld = mostCellsOfTenant(),
): Promise<number> {
  return offer(engine, await store.asSystem((tx) => giveTurns(tx, mostHeld, tenantId)));
}

/**
 * Lets cells of all tenants stand in line, and offers what the engine has forgotten. Where it holds as many cells as are in line, nothing
 * is missing.
 * @returns how many cells were offered
 */
export async function offerForgotten(
  store: Store,
  engine: JobEngine,
  mostHeld = mostCellsOfTenant(),
): Promise<number> {
  const cells = await store.asSystem(async (tx) => {
    await giveTurns(tx, mostHeld);
    const { rows } = await sql<CellRef & { readonly turn: number }>`
      select cell.tenant_id as "tenantId", cell.run_id as "runId", cell.ordinal, cell.epoch, cell.turn
      from cell join run using (tenant_id, run_id)
      where cell.state = 'waiting' and cell.turn is not null and run.state in ('waiting', 'running')
        and run.engine_version = ${ENGINE_VERSION}
      order by cell.turn, run.made_at, cell.ordinal`.execute(tx);
    return rows.map(offeredCell);
  });
  if (cells.length === 0 || (await engine.held()) >= cells.length) return 0;
  return offer(engine, cells);
}

async function offer(engine: JobEngine, cells: readonly OfferedCell[]): Promise<number> {
  const inOrder = cells.toSorted((a, b) => a.priority - b.priority);
  for (let first = 0; first < inOrder.length; first += AT_A_TIME) {
    await engine.offer(inOrder.slice(first, first + AT_A_TIME));
  }
  return inOrder.length;
}
