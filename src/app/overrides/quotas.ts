import type { Selectable } from "kysely";
import { AppFailure } from "../../contracts/failure.ts";
import type { NewQuota, Quota } from "../../contracts/override.ts";
import { isoFromDay } from "../../core/base/day.ts";
import type { Schema } from "../../store/schema.ts";
import { appendAudit } from "../audit/append.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { ensureScope, plainAmount } from "./overrides.ts";
import { labelOf, periodIn, unitsIn, type WorkspaceUnits } from "./period-in.ts";

type QuotaRow = Selectable<Schema["quota"]>;

/**
 * Keeps what is to be booked in a period. One for the same scope and period ends the one before.
 * @throws {AppFailure} usage for a period that cannot be read, or a scope without its value
 */
export async function addQuota({ store, tenantId, actor }: Workspace, asked: NewQuota): Promise<Quota> {
  ensureScope(asked);
  return store.inTenant(tenantId, async (tx) => {
    const units = await unitsIn(tx, tenantId);
    const { from, to } = periodIn(asked.period, units.calendar);
    const days = { period_from: isoFromDay(from), period_to: isoFromDay(to) };
    await tx
      .updateTable("quota")
      .set({ ended_by: actor, ended_at: new Date() })
      .where("tenant_id", "=", tenantId)
      .where("scope", "=", asked.scope)
      .where("scope_value", asked.scopeValue === null ? "is" : "=", asked.scopeValue)
      .where("period_from", "=", days.period_from)
      .where("period_to", "=", days.period_to)
      .where("ended_at", "is", null)
      .execute();
    const row = await tx
      .insertInto("quota")
      .values({
        tenant_id: tenantId,
        scope: asked.scope,
        scope_value: asked.scopeValue,
        ...days,
        amount: asked.amount,
        currency: units.currency,
        made_by: actor,
        ended_by: null,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    await appendAudit(tx, { tenantId, actor, action: "quota.add", subject: row.quota_id });
    return present(row, units);
  });
}

/** Ends a quota; it stays in the history. @throws {AppFailure} not_found when there is none that holds */
export async function endQuota({ store, tenantId, actor }: Workspace, id: string): Promise<void> {
  await store.inTenant(tenantId, async (tx) => {
    const ended = await tx
      .updateTable("quota")
      .set({ ended_by: actor, ended_at: new Date() })
      .where("tenant_id", "=", tenantId)
      .where((where) => where.eb(where.cast("quota_id", "text"), "=", id.toLowerCase()))
      .where("ended_at", "is", null)
      .executeTakeFirst();
    if (ended.numUpdatedRows === 0n) {
      throw new AppFailure("not_found", `Cannot end the target ${id.slice(0, 60)}: there is none that holds`);
    }
    await appendAudit(tx, { tenantId, actor, action: "quota.end", subject: id.toLowerCase() });
  });
}

/** Targets that hold, by period and scope. @param withEnded those that hold no more too */
export async function listQuotas({ store, tenantId }: Workspace, withEnded = false): Promise<Quota[]> {
  return store.inTenant(tenantId, async (tx) => {
    const units = await unitsIn(tx, tenantId);
    const rows = await tx
      .selectFrom("quota")
      .selectAll()
      .where("tenant_id", "=", tenantId)
      .orderBy("period_from")
      .orderBy("scope")
      .orderBy("scope_value")
      .orderBy("made_at")
      .execute();
    return rows.filter((row) => withEnded || row.ended_at === null).map((row) => present(row, units));
  });
}

function present(row: QuotaRow, { calendar }: WorkspaceUnits): Quota {
  const { period_from: from, period_to: to } = row;
  return {
    id: row.quota_id,
    scope: row.scope,
    scopeValue: row.scope_value,
    period: { from, to, label: labelOf(from, to, calendar) },
    amount: plainAmount(row.amount),
    currency: row.currency,
    madeBy: row.made_by,
    madeAt: row.made_at.toISOString(),
    endedBy: row.ended_by,
    endedAt: row.ended_at?.toISOString() ?? null,
  };
}
