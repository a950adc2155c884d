import type { Selectable } from "kysely";
import { Webhook, type Schedule } from "../../contracts/schedule.ts";
import type { Schema } from "../../store/schema.ts";
import { nextCronSlot } from "./cron-slots.ts";

export type ScheduleRow = Selectable<Schema["schedule"]>;

/** A schedule as it is shown. */
export function presentSchedule(row: ScheduleRow): Schedule {
  const next = row.is_paused ? undefined : nextCronSlot(row, row.decided_to.getTime());
  return {
    id: row.schedule_id,
    name: row.name,
    request: row.request as Schedule["request"],
    cron: row.cron,
    zone: row.zone,
    missed: row.missed,
    webhook: row.webhook === null ? null : Webhook.parse(row.webhook),
    runAs: row.run_as,
    isPaused: row.is_paused,
    nextAt: next === undefined ? null : new Date(next).toISOString(),
    madeBy: row.made_by,
    madeAt: row.made_at.toISOString(),
  };
}
