import { sql } from "kysely";
import { AppFailure } from "../../contracts/failure.ts";
import type { RunEvent, RunFailure, RunSummary } from "../../contracts/run.ts";
import type { StoreTransaction } from "../../store/store.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { checkRunId } from "./submit-run.ts";

interface RunRow {
  readonly run_id: string;
  readonly kind: string;
  readonly state: RunSummary["state"];
  readonly request: Record<string, unknown>;
  readonly revision: number | null;
  readonly engine_version: string;
  readonly seed: number | null;
  readonly plan_digest: string | null;
  readonly result_digest: string | null;
  readonly cell_count: number;
  readonly changes: number;
  readonly failure: RunFailure | null;
  readonly schedule_id: string | null;
  readonly made_by: string;
  readonly made_at: Date;
  readonly started_at: Date | null;
  readonly finished_at: Date | null;
  readonly done_count: number;
  readonly dead_count: number;
}

/** Runs with what is counted from their cells. */
const RUNS = sql`
  select run.*,
    (select count(*)::integer from cell where (cell.tenant_id, cell.run_id) = (run.tenant_id, run.run_id) and cell.state = 'done') as done_count,
    (select count(*)::integer from cell where (cell.tenant_id, cell.run_id) = (run.tenant_id, run.run_id) and cell.state = 'dead') as dead_count
  from run`;

/** A run, how far it is and what came of it. @throws {AppFailure} not_found */
export async function readRun(workspace: Workspace, runId: string): Promise<RunSummary> {
  return summaryOf(await runRow(workspace, runId));
}

/** How a run stands now, as an event. @throws {AppFailure} not_found */
export async function currentEvent(workspace: Workspace, runId: string): Promise<RunEvent> {
  const row = await runRow(workspace, runId);
  return { id: row.changes, ...progressOf(row) };
}

/** A place in the list of runs: what comes after it is older. */
export interface RunCursor {
  readonly madeAt: string;
  readonly id: string;
}

export interface RunFilter {
  readonly limit: number;
  readonly after?: RunCursor | undefined;
  readonly kind?: string | undefined;
  readonly state?: RunSummary["state"] | undefined;
}

/** Runs of a workspace, the newest first. */
export async function listRuns(
  { store, tenantId }: Pick<Workspace, "store" | "tenantId">,
  { limit, after, kind, state }: RunFilter,
): Promise<RunSummary[]> {
  return store.inTenant(tenantId, async (tx) => {
    const beyond =
      after === undefined
        ? sql``
        : sql`and (date_trunc('milliseconds', made_at), run_id) < (${after.madeAt}::timestamptz, ${after.id}::uuid)`;
    const ofKind = kind === undefined ? sql`` : sql`and kind = ${kind}`;
    const inState = state === undefined ? sql`` : sql`and state = ${state}`;
    const { rows } = await sql<RunRow>`
      ${RUNS} where tenant_id = ${tenantId} ${beyond} ${ofKind} ${inState}
      order by date_trunc('milliseconds', made_at) desc, run_id desc limit ${limit}`.execute(tx);
    return rows.map(summaryOf);
  });
}

/** The answer of a run: the bytes of its JSON. */
export interface RunResult {
  readonly bytes: Buffer;
  readonly sha256: string;
}

/**
 * The answer of a run that is done.
 * @throws {AppFailure} not_found; conflict while it is not done; the run's own failure when it has failed
 */
export async function readRunResult(workspace: Workspace, runId: string): Promise<RunResult> {
  const { store, tenantId } = workspace;
  const id = checkRunId(runId);
  const result = await store.inTenant(tenantId, (tx) =>
    tx
      .selectFrom("run_result")
      .select(["bytes", "sha256"])
      .where("tenant_id", "=", tenantId)
      .where("run_id", "=", id)
      .executeTakeFirst(),
  );
  if (result !== undefined) return result;
  const { state, failure } = await readRun(workspace, id);
  if (failure !== null) throw new AppFailure(failure.code, failure.message);
  throw new AppFailure("conflict", `Cannot give the result of the run ${id}: it is ${state}, not done`);
}

async function runRow({ store, tenantId }: Workspace, runId: string): Promise<RunRow> {
  const id = checkRunId(runId);
  const row = await store.inTenant(tenantId, (tx) => findRow(tx, tenantId, id));
  if (row === undefined) throw new AppFailure("not_found", `Cannot find the run ${id}`);
  return row;
}

async function findRow(tx: StoreTransaction, tenantId: string, runId: string): Promise<RunRow | undefined> {
  const { rows } = await sql<RunRow>`${RUNS} where tenant_id = ${tenantId} and run_id = ${runId}`.execute(tx);
  return rows[0];
}

function progressOf(row: RunRow): Omit<RunEvent, "id"> {
  const cells = { all: row.cell_count, done: row.done_count, dead: row.dead_count };
  return { state: row.state, cells, failure: row.failure };
}

function summaryOf(row: RunRow): RunSummary {
  return {
    id: row.run_id,
    kind: row.kind,
    request: row.request,
    ...progressOf(row),
    revision: row.revision,
    engineVersion: row.engine_version,
    seed: row.seed,
    planDigest: row.plan_digest,
    resultDigest: row.result_digest,
    madeBy: row.made_by,
    madeAt: row.made_at.toISOString(),
    startedAt: row.started_at?.toISOString() ?? null,
    finishedAt: row.finished_at?.toISOString() ?? null,
    scheduleId: row.schedule_id,
  };
}
