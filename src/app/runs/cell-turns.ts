import { sql } from "kysely";
import { ENGINE_VERSION } from "../../core/simulation/plan.ts";
import type { StoreTransaction } from "../../store/store.ts";
import type { CellRef } from "./cell-work.ts";
import type { OfferedCell } from "./job-engine.ts";

/** Cells of a tenant that stand in line beyond those that are being computed: enough that no worker waits for the next one. */
const SPARE_CELLS = 4;
/** One at a time gives turns; the number means nothing. */
const TURNS_LOCK = 7_361_402;
/** The latest turn that a queue can tell from later ones; it comes after two million cells without a pause. */
const LAST_PRIORITY = 2 ** 21 - 1;

/** What an engine is told of a turn. */
export function priorityOf(turn: number | null): number {
  return Math.min(turn ?? 1, LAST_PRIORITY);
}

/**
 * Lets cells that wait stand in line, of one tenant or of all. A tenant has but a few cells in it at a time, at most so many as it may
 * have computed at once; those of its runs take turns. The line is fair between tenants: each cell stands behind the tenant's own, and not
 * before the cell that was begun last (start-time fair queueing), so that whoever comes new is next, and who has much waits for himself.
 * @param mostHeld cells of one tenant that may be computed at once
 * @returns the cells that were not in line before
 * @see Goyal, Vin & Cheng (1996), Start-time fair queuing
 */
export async function giveTurns(
  tx: StoreTransaction,
  mostHeld: number,
  tenantId?: string,
): Promise<OfferedCell[]> {
  const ofTenant = tenantId === undefined ? sql`` : sql`and tenant_id = ${tenantId}`;
  const { rows: tenants } = await sql<{ tenantId: string }>`
    select distinct tenant_id as "tenantId" from cell
    where state = 'waiting' and turn is null ${ofTenant}`.execute(tx);
  if (tenants.length === 0) return [];
  await sql`select pg_advisory_xact_lock(${sql.lit(TURNS_LOCK)})`.execute(tx);
  const now = await turnNow(tx);
  const given: OfferedCell[] = [];
  for (const tenant of tenants) given.push(...(await turnsOf(tx, { ...tenant, mostHeld, now })));
  return given;
}

/** The turn that has come: the latest one that is being computed, else the next one. */
async function turnNow(tx: StoreTransaction): Promise<number> {
  const { rows } = await sql<{ turn: number | null }>`
    select coalesce(max(turn) filter (where held_until > now()), min(turn)) as turn
    from cell join run using (tenant_id, run_id)
    where cell.state = 'waiting' and cell.turn is not null and run.engine_version = ${ENGINE_VERSION}`.execute(
    tx,
  );
  return rows[0]?.turn ?? 1;
}

/** A cell that stands in line, as it is offered. */
export function offeredCell({ turn, ...cell }: CellRef & { readonly turn: number }): OfferedCell {
  return { ...cell, priority: priorityOf(turn) };
}

interface TenantLine {
  readonly tenantId: string;
  readonly mostHeld: number;
  readonly now: number;
}

async function turnsOf(
  tx: StoreTransaction,
  { tenantId, mostHeld, now }: TenantLine,
): Promise<OfferedCell[]> {
  // Cells that another version of the engine has left are nobody's here: nothing stands behind them.
  const { rows: lines } = await sql<{ inLine: number; held: number; last: number | null }>`
    select count(*)::integer as "inLine", (count(*) filter (where cell.held_until > now()))::integer as held, max(cell.turn) as last
    from cell join run using (tenant_id, run_id)
    where cell.tenant_id = ${tenantId} and cell.state = 'waiting' and cell.turn is not null
      and run.engine_version = ${ENGINE_VERSION}`.execute(tx);
  const { inLine, held, last } = lines[0]!;
  const room = Math.min(mostHeld, held + SPARE_CELLS) - inLine;
  if (room <= 0) return [];
  const first = Math.max(now, (last ?? 0) + 1);
  // The runs take turns: the n-th cell of each that is in line or waits for it comes before the n+1-th of any.
  const { rows } = await sql<CellRef & { readonly turn: number }>`
    with line as (
      select next.run_id, next.ordinal,
        row_number() over (order by run.in_line + next.place, run.made_at, run.run_id) as place
      from (
        select run_id, made_at, (
          select count(*) from cell
          where cell.tenant_id = ${tenantId} and cell.run_id = run.run_id and cell.state = 'waiting' and cell.turn is not null
        ) as in_line
        from run where tenant_id = ${tenantId} and state in ('waiting', 'running') and engine_version = ${ENGINE_VERSION}
      ) run
      cross join lateral (
        select cell.run_id, ordinal, row_number() over (order by ordinal) as place from cell
        where cell.tenant_id = ${tenantId} and cell.run_id = run.run_id and cell.state = 'waiting' and cell.turn is null
        order by ordinal limit ${room}
      ) next
      order by place limit ${room}
    ), free as (
      -- Who ends or cancels a run holds its cells: they are not waited for, and need no turn.
      select cell.run_id, cell.ordinal, line.place from cell join line using (run_id, ordinal)
      where cell.tenant_id = ${tenantId} and cell.state = 'waiting' and cell.turn is null
      for update of cell skip locked
    )
    update cell set turn = ${first} - 1 + free.place from free
    where cell.tenant_id = ${tenantId} and cell.run_id = free.run_id and cell.ordinal = free.ordinal
    returning cell.tenant_id as "tenantId", cell.run_id as "runId", cell.ordinal, cell.epoch, cell.turn`.execute(
    tx,
  );
  return rows.map(offeredCell);
}
