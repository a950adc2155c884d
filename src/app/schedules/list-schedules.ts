import { sql } from "kysely";
import { AppFailure } from "../../contracts/failure.ts";
import type { Schedule, Slot } from "../../contracts/schedule.ts";
import { appendAudit } from "../audit/append.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { presentSchedule, type ScheduleRow } from "./present-schedule.ts";

/** All schedules, by name. */
export async function listSchedules({ store, tenantId }: Workspace): Promise<Schedule[]> {
  const rows = await store.inTenant(tenantId, (tx) =>
    tx
      .selectFrom("schedule")
      .selectAll()
      .where("tenant_id", "=", tenantId)
      .where("deleted_at", "is", null)
      .orderBy("name")
      .execute(),
  );
  return rows.map(presentSchedule);
}

/** A schedule by its id or its name. @throws {AppFailure} not_found */
export async function findSchedule(workspace: Workspace, idOrName: string): Promise<Schedule> {
  return presentSchedule(await rowOf(workspace, idOrName));
}

async function rowOf({ store, tenantId }: Workspace, idOrName: string): Promise<ScheduleRow> {
  const isId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(idOrName);
  const row = await store.inTenant(tenantId, (tx) =>
    tx
      .selectFrom("schedule")
      .selectAll()
      .where("tenant_id", "=", tenantId)
      .where("deleted_at", "is", null)
      .where(isId ? "schedule_id" : "name", "=", idOrName)
      .executeTakeFirst(),
  );
  if (row === undefined)
    throw new AppFailure("not_found", `Cannot find the schedule "${idOrName.slice(0, 100)}"`);
  return row;
}

/** The newest slots of a schedule, the latest first. @throws {AppFailure} not_found */
export async function listSlots(workspace: Workspace, idOrName: string, limit = 50): Promise<Slot[]> {
  const { store, tenantId } = workspace;
  const { schedule_id } = await rowOf(workspace, idOrName);
  const { rows } = await store.inTenant(tenantId, (tx) =>
    sql<SlotRow>`
      select slot.slot_at, slot.state, slot.reason, slot.run_id,
        o.state as outcome_state, o.previous_run_id, o.figures, o.is_reported
      from slot left join slot_outcome o
        on (o.tenant_id, o.schedule_id, o.slot_at) = (slot.tenant_id, slot.schedule_id, slot.slot_at)
      where slot.tenant_id = ${tenantId} and slot.schedule_id = ${schedule_id}
      order by slot.slot_at desc limit ${limit}`.execute(tx),
  );
  return rows.map((row) => ({
    slotAt: row.slot_at.toISOString(),
    state: row.state,
    reason: row.reason,
    runId: row.run_id,
    outcome:
      row.outcome_state === null
        ? null
        : {
            state: row.outcome_state,
            previousRunId: row.previous_run_id,
            figures: row.figures ?? [],
            isReported: row.is_reported ?? false,
          },
  }));
}

interface SlotRow {
  readonly slot_at: Date;
  readonly state: Slot["state"];
  readonly reason: string | null;
  readonly run_id: string | null;
  readonly outcome_state: string | null;
  readonly previous_run_id: string | null;
  readonly figures: NonNullable<Slot["outcome"]>["figures"] | null;
  readonly is_reported: boolean | null;
}

export type ScheduleChange = "pause" | "resume" | "remove";

/**
 * Pauses, resumes or removes a schedule. What would have fired during a pause is left out.
 * @throws {AppFailure} not_found
 */
export async function changeSchedule(
  workspace: Workspace,
  idOrName: string,
  change: ScheduleChange,
  now = new Date(),
): Promise<void> {
  const { store, tenantId, actor } = workspace;
  const { schedule_id } = await rowOf(workspace, idOrName);
  const set = {
    pause: { is_paused: true },
    resume: { is_paused: false, decided_to: now },
    remove: { deleted_at: now },
  }[change];
  await store.inTenant(tenantId, async (tx) => {
    await tx
      .updateTable("schedule")
      .set(set)
      .where("tenant_id", "=", tenantId)
      .where("schedule_id", "=", schedule_id)
      .execute();
    await appendAudit(tx, { tenantId, actor, action: `schedule.${change}`, subject: schedule_id });
  });
}
