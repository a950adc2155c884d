import { AppFailure } from "../../contracts/failure.ts";
import type { Store, StoreTransaction } from "../../store/store.ts";
import { appendAudit } from "../audit/append.ts";
import { withKeptNumbers } from "../overrides/kept-numbers.ts";
import { cellsOfRun } from "../runs/cells-of-run.ts";
import { pinDocuments } from "../runs/run-documents.ts";
import { writeRun } from "../runs/submit-run.ts";
import { findRevision } from "../../store/revisions.ts";
import { cronSlots, MOST_SLOTS } from "./cron-slots.ts";
import { ensureMayRun } from "./may-run.ts";
import type { ScheduleRow } from "./present-schedule.ts";
import { dayIn, fiscalCalendarIn } from "./slot-day.ts";
import { slotRequest } from "./slot-request.ts";

/** A slot that is decided later than this was missed: the service was not there. */
const MISSED_AFTER_MS = 5 * 60_000;

/** What was decided of one slot. */
export interface DecidedSlot {
  readonly tenantId: string;
  readonly scheduleId: string;
  readonly slotAt: Date;
  readonly state: "fired" | "skipped" | "refused";
  readonly runId: string | undefined;
}

/**
 * Decides all slots that are due, each once: a row in the ledger of slots and its run are written in one transaction, so that neither a
 * crash nor another process that decides at the same time can lose a slot or fire it twice.
 */
export async function decideSlots(store: Store, now: Date): Promise<DecidedSlot[]> {
  const due = await store.asSystem((tx) =>
    tx
      .selectFrom("schedule")
      .select(["tenant_id", "schedule_id"])
      .where("deleted_at", "is", null)
      .where("is_paused", "=", false)
      .where("decided_to", "<", now)
      .execute(),
  );
  const decided: DecidedSlot[] = [];
  for (const { tenant_id, schedule_id } of due) {
    decided.push(...(await store.inTenant(tenant_id, (tx) => decideSchedule(tx, store, schedule_id, now))));
  }
  return decided;
}

async function decideSchedule(
  tx: StoreTransaction,
  store: Store,
  scheduleId: string,
  now: Date,
): Promise<DecidedSlot[]> {
  // Another process that decides the same schedule is left to it.
  const row = await tx
    .selectFrom("schedule")
    .selectAll()
    .where("schedule_id", "=", scheduleId)
    .where("deleted_at", "is", null)
    .where("is_paused", "=", false)
    .where("decided_to", "<", now)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  if (row === undefined) return [];
  const slots = cronSlots(row, row.decided_to.getTime(), now.getTime());
  const decided: DecidedSlot[] = [];
  for (const [index, slot] of slots.entries()) {
    const isMissed = now.getTime() - slot > MISSED_AFTER_MS;
    const isLast = index === slots.length - 1;
    const skips = isMissed && (row.missed === "skip" || (row.missed === "run-latest" && !isLast));
    const slotAt = new Date(slot);
    decided.push(skips ? await skip(tx, row, slotAt) : await fire(tx, store, row, slotAt, now));
  }
  const all = slots.length < MOST_SLOTS ? now : new Date(slots.at(-1)!);
  await tx
    .updateTable("schedule")
    .set({ decided_to: all })
    .where("tenant_id", "=", row.tenant_id)
    .where("schedule_id", "=", scheduleId)
    .execute();
  return decided;
}

async function skip(tx: StoreTransaction, row: ScheduleRow, slotAt: Date): Promise<DecidedSlot> {
  const reason =
    row.missed === "skip"
      ? "The service was away at that time, and the schedule leaves missed slots out"
      : "The service was away at that time, and only the latest missed slot is run";
  return record(tx, row, slotAt, { state: "skipped", reason });
}

async function fire(
  tx: StoreTransaction,
  store: Store,
  row: ScheduleRow,
  slotAt: Date,
  now: Date,
): Promise<DecidedSlot> {
  const { tenant_id: tenantId, schedule_id: scheduleId } = row;
  try {
    const calendar = await fiscalCalendarIn(tx, tenantId);
    const asked = slotRequest(row.request, dayIn(row.zone, slotAt), calendar);
    const request = await withKeptNumbers(tx, tenantId, asked);
    await ensureMayRun(tx, tenantId, row.run_as, request.kind, now);
    const documents = await pinDocuments(tx, tenantId, request, asked);
    const newest = await findRevision(tx, tenantId);
    if (newest === undefined) throw new AppFailure("no_data", "Nothing was imported into the workspace yet");
    const actor = `schedule:${scheduleId}`;
    const runId = await writeRun(
      tx,
      { store, tenantId, actor },
      {
        request,
        revision: newest.revision,
        documents,
        planned: cellsOfRun(request, newest),
        slot: { scheduleId, at: slotAt },
      },
    );
    const detail = { kind: request.kind, schedule: scheduleId };
    await appendAudit(tx, { tenantId, actor, action: "run.submit", subject: runId, detail });
    return await record(tx, row, slotAt, { state: "fired", runId });
  } catch (error) {
    if (!(error instanceof AppFailure)) throw error;
    return record(tx, row, slotAt, { state: "refused", reason: error.message });
  }
}

async function record(
  tx: StoreTransaction,
  { tenant_id, schedule_id }: ScheduleRow,
  slotAt: Date,
  decision: {
    readonly state: DecidedSlot["state"];
    readonly reason?: string;
    readonly runId?: string;
  },
): Promise<DecidedSlot> {
  const { state, reason = null, runId } = decision;
  await tx
    .insertInto("slot")
    .values({ tenant_id, schedule_id, slot_at: slotAt, state, reason, run_id: runId ?? null })
    .execute();
  return { tenantId: tenant_id, scheduleId: schedule_id, slotAt, state, runId };
}
