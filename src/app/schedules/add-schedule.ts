import { AppFailure } from "../../contracts/failure.ts";
import type { RunRequest } from "../../contracts/run.ts";
import type { NewSchedule, Schedule } from "../../contracts/schedule.ts";
import type { StoreTransaction } from "../../store/store.ts";
import { appendAudit } from "../audit/append.ts";
import { ensureOnePeriod } from "../one-period.ts";
import { periodIn } from "../overrides/period-in.ts";
import { pinDocuments } from "../runs/run-documents.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { checkFigure } from "./check-figure.ts";
import { checkWebhook, type WebhookRules } from "./check-webhook.ts";
import { nextCronSlot } from "./cron-slots.ts";
import { ensureMayRun } from "./may-run.ts";
import { presentSchedule } from "./present-schedule.ts";
import { dayIn, fiscalCalendarIn } from "./slot-day.ts";
import { slotRequest } from "./slot-request.ts";

/**
 * Keeps a schedule. Its request is held against what a run takes as if it fired now.
 * @param runAs key whose rights hold for its runs, each time anew
 * @throws {AppFailure} usage for a request, a time, a zone or a webhook that cannot be used, conflict for a name that is taken,
 *   denied when the key may not run it, not_found for a document that is not kept
 */
export async function addSchedule(
  workspace: Workspace,
  schedule: NewSchedule,
  {
    runAs,
    now = new Date(),
    rules,
  }: { readonly runAs: string; readonly now?: Date; readonly rules: WebhookRules },
): Promise<Schedule> {
  const { store, tenantId, actor } = workspace;
  const { name, cron, zone, webhook } = schedule;
  if (nextCronSlot({ cron, zone }, now.getTime()) === undefined) {
    throw new AppFailure("usage", `Cannot keep the schedule "${name}": "${cron}" never comes`);
  }
  if (webhook !== null) checkWebhook(webhook, rules);
  return store.inTenant(tenantId, async (tx) => {
    const calendar = await fiscalCalendarIn(tx, tenantId);
    const request = slotRequest(schedule.request, dayIn(zone, now), calendar);
    if (request.kind === "kpi" && request.team !== undefined) {
      throw new AppFailure(
        "usage",
        `Cannot keep the schedule "${name}": who is in a team is laid down when somebody asks; leave team out, and roll up by owner instead (rollUp)`,
      );
    }
    if (request.kind === "forecast") ensureOnePeriod(request);
    for (const text of periodsOf(request)) periodIn(text, calendar);
    if (webhook !== null) checkFigure(webhook, request);
    await pinDocuments(tx, tenantId, request);
    await ensureMayRun(tx, tenantId, runAs, request.kind, now);
    await ensureFreeName(tx, tenantId, name);
    const row = await tx
      .insertInto("schedule")
      .values({
        tenant_id: tenantId,
        name,
        kind: request.kind,
        request: JSON.stringify(schedule.request),
        cron,
        zone,
        missed: schedule.missed,
        webhook: webhook === null ? null : JSON.stringify(webhook),
        run_as: runAs,
        decided_to: now,
        made_by: actor,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    const detail = { kind: request.kind, cron, zone };
    await appendAudit(tx, { tenantId, actor, action: "schedule.add", subject: row.schedule_id, detail });
    return presentSchedule(row);
  });
}

/** Texts that must be periods when the schedule fires. */
function periodsOf(request: RunRequest): string[] {
  const texts = [
    "period" in request ? request.period : undefined,
    "compare" in request ? request.compare : undefined,
  ];
  return texts.filter((text) => text !== undefined);
}

async function ensureFreeName(tx: StoreTransaction, tenantId: string, name: string): Promise<void> {
  const taken = await tx
    .selectFrom("schedule")
    .select("schedule_id")
    .where("tenant_id", "=", tenantId)
    .where("name", "=", name)
    .where("deleted_at", "is", null)
    .forUpdate()
    .executeTakeFirst();
  if (taken !== undefined) {
    throw new AppFailure(
      "conflict",
      `Cannot add the schedule "${name}": there is one of that name; remove it first`,
    );
  }
}
