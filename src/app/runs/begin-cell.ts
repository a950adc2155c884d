import { sql } from "kysely";
import type { RunRequest } from "../../contracts/run.ts";
import { ENGINE_VERSION } from "../../core/simulation/plan.ts";
import type { Store, StoreTransaction } from "../../store/store.ts";
import type { CellKind, CellRef, CellWork } from "./cell-work.ts";
import { HOLD_SECONDS } from "./held-cells.ts";
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
 * @param mostHeld cells of the tenant that may be computed at once, on all machines; rows say how many are, and begin one by one
 * @returns `full` where the tenant has as many already; undefined where there is nothing to do: done, cancelled, of another epoch, or of
 *   a run that another version of the engine began, whose parts must all come from that one
 */
export async function beginCell(
  store: Store,
  ref: CellRef,
  worker: string,
  mostHeld = Number.POSITIVE_INFINITY,
): Promise<BegunCell | "full" | undefined> {
  const { tenantId } = ref;
  const executions = await store.inTenant(tenantId, async (tx) => {
    // The tenant before its runs, and a run before its cells, as everywhere: two transactions that lock both never wait for each other.
    await sql`select from tenant where tenant_id = ${tenantId} for no key update`.execute(tx);
    if (!(await isOfThisEngine(tx, ref))) return undefined;
    if (Number.isFinite(mostHeld) && (await othersHeld(tx, ref)) >= mostHeld) return "full";
    await markRunning(tx, ref);
    return holdCell(tx, ref, worker);
  });
  if (executions === undefined || executions === "full") return executions;
  return { executions, ...(await store.inTenant(tenantId, (tx) => cellWork(tx, ref))) };
}

async function isOfThisEngine(tx: StoreTransaction, { tenantId, runId }: CellRef): Promise<boolean> {
  const run = await tx
    .selectFrom("run")
    .select("engine_version")
    .where("tenant_id", "=", tenantId)
    .where("run_id", "=", runId)
    .executeTakeFirst();
  return run?.engine_version === ENGINE_VERSION;
}

/** Other cells of the tenant that are being computed, as far as is known. */
async function othersHeld(tx: StoreTransaction, { tenantId, runId, ordinal }: CellRef): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from cell
    where tenant_id = ${tenantId} and state = 'waiting' and turn is not null and held_until > now()
      and (run_id, ordinal) <> (${runId}, ${ordinal})`.execute(tx);
  return rows[0]!.count;
}

/** @returns how often the cell was begun, this time included; undefined where there is nothing to do */
async function holdCell(
  tx: StoreTransaction,
  { tenantId, runId, ordinal, epoch }: CellRef,
  worker: string,
): Promise<number | undefined> {
  const begun = await tx
    .updateTable("cell")
    .set((set) => ({
      executions: set("executions", "+", 1),
      worker,
      // A cell that somebody was given without a turn stands in line from now on, so that it is counted.
      turn: set.fn.coalesce("turn", set.lit(1)),
      held_until: sql<Date>`now() + ${sql.lit(`${HOLD_SECONDS} s`)}::interval`,
      changed_at: sql<Date>`now()`,
    }))
    .where("tenant_id", "=", tenantId)
    .where("run_id", "=", runId)
    .where("ordinal", "=", ordinal)
    .where("epoch", "=", epoch)
    .where("state", "=", "waiting")
    .returning("executions")
    .executeTakeFirst();
  return begun?.executions;
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
