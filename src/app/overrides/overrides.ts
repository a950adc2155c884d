import type { Selectable } from "kysely";
import { Temporal } from "temporal-polyfill";
import { AppFailure } from "../../contracts/failure.ts";
import type { NewOverride, Override, StatedTotal } from "../../contracts/override.ts";
import { isoFromDay } from "../../core/base/day.ts";
import type { Schema } from "../../store/schema.ts";
import type { StoreTransaction } from "../../store/store.ts";
import { appendAudit } from "../audit/append.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { labelOf, periodIn, unitsIn, type WorkspaceUnits } from "./period-in.ts";

type OverrideRow = Selectable<Schema["override"]>;

/**
 * Keeps a person's number. One for the same scope and period takes the place of the one before, which stays in the history.
 * @throws {AppFailure} usage for a period that cannot be read, or a scope without its value
 */
export async function addOverride(workspace: Workspace, asked: NewOverride): Promise<Override> {
  const { store, tenantId, actor } = workspace;
  ensureScope(asked);
  return store.inTenant(tenantId, async (tx) => {
    const units = await unitsIn(tx, tenantId);
    const { from, to } = periodIn(asked.period, units.calendar);
    const days = { period_from: isoFromDay(from), period_to: isoFromDay(to) };
    const before = (await rowsOf(tx, tenantId)).filter(
      (row) =>
        row.reverted_at === null &&
        row.scope === asked.scope &&
        row.scope_value === asked.scopeValue &&
        row.period_from === days.period_from &&
        row.period_to === days.period_to,
    );
    for (const { override_id } of before) await revert(tx, workspace, override_id);
    const row = await tx
      .insertInto("override")
      .values({
        tenant_id: tenantId,
        scope: asked.scope,
        scope_value: asked.scopeValue,
        ...days,
        amount: asked.amount,
        currency: units.currency,
        note: asked.note,
        made_by: actor,
        reverted_by: null,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    const detail = { scope: asked.scope, from: days.period_from, to: days.period_to };
    await appendAudit(tx, { tenantId, actor, action: "override.add", subject: row.override_id, detail });
    return present(row, units);
  });
}

/** A scope that is not the company has a value. @throws {AppFailure} usage */
export function ensureScope({ scope, scopeValue }: Pick<NewOverride, "scope" | "scopeValue">): void {
  if ((scope === "company") === (scopeValue === null)) return;
  const message =
    scope === "company" ? "the company has no value beside its scope" : `name the ${scope} that it is for`;
  throw new AppFailure("usage", `Cannot keep the number: ${message}`);
}

/** Takes an override back; it stays in the history. @throws {AppFailure} not_found when there is none that holds */
export async function revertOverride(workspace: Workspace, id: string): Promise<void> {
  const { store, tenantId } = workspace;
  await store.inTenant(tenantId, async (tx) => {
    const row = (await rowsOf(tx, tenantId)).find(({ override_id }) => override_id === id.toLowerCase());
    if (row === undefined || row.reverted_at !== null) {
      throw new AppFailure(
        "not_found",
        `Cannot revert the override ${id.slice(0, 60)}: there is none that holds`,
      );
    }
    await revert(tx, workspace, row.override_id);
  });
}

async function revert(tx: StoreTransaction, { tenantId, actor }: Workspace, id: string): Promise<void> {
  await tx
    .updateTable("override")
    .set({ reverted_by: actor, reverted_at: new Date() })
    .where("tenant_id", "=", tenantId)
    .where("override_id", "=", id)
    .execute();
  await appendAudit(tx, { tenantId, actor, action: "override.revert", subject: id });
}

/** All overrides, the newest first. @param withReverted those that hold no more too */
export async function listOverrides(
  { store, tenantId }: Workspace,
  withReverted = false,
): Promise<Override[]> {
  return store.inTenant(tenantId, async (tx) => {
    const units = await unitsIn(tx, tenantId);
    const rows = await rowsOf(tx, tenantId);
    return rows.filter((row) => withReverted || row.reverted_at === null).map((row) => present(row, units));
  });
}

/** What backtests score as the method `human`: every total of the company that was ever stated, with the days from which it was known. */
export async function statedTotals(tx: StoreTransaction, tenantId: string): Promise<StatedTotal[]> {
  const { timeZone } = await unitsIn(tx, tenantId);
  const dayOf = (moment: Date): string =>
    Temporal.Instant.fromEpochMilliseconds(moment.getTime())
      .toZonedDateTimeISO(timeZone)
      .toPlainDate()
      .toString();
  const rows = (await rowsOf(tx, tenantId)).filter(({ scope }) => scope === "company");
  return rows
    .sort((a, b) => a.made_at.getTime() - b.made_at.getTime() || (a.override_id < b.override_id ? -1 : 1))
    .map((row) => ({
      madeOn: dayOf(row.made_at),
      endedOn: row.reverted_at === null ? null : dayOf(row.reverted_at),
      from: row.period_from,
      to: row.period_to,
      amount: plainAmount(row.amount),
    }));
}

async function rowsOf(tx: StoreTransaction, tenantId: string): Promise<OverrideRow[]> {
  return tx
    .selectFrom("override")
    .selectAll()
    .where("tenant_id", "=", tenantId)
    .orderBy("made_at", "desc")
    .orderBy("override_id")
    .execute();
}

/** `1200.5000` as `1200.5`. */
export function plainAmount(amount: string): string {
  return amount.includes(".") ? amount.replace(/\.?0+$/, "") : amount;
}

function present(row: OverrideRow, { calendar }: WorkspaceUnits): Override {
  const { period_from: from, period_to: to } = row;
  return {
    id: row.override_id,
    scope: row.scope,
    scopeValue: row.scope_value,
    period: { from, to, label: labelOf(from, to, calendar) },
    amount: plainAmount(row.amount),
    currency: row.currency,
    note: row.note,
    madeBy: row.made_by,
    madeAt: row.made_at.toISOString(),
    revertedBy: row.reverted_by,
    revertedAt: row.reverted_at?.toISOString() ?? null,
  };
}
