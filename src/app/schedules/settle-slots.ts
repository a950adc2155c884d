import { sql } from "kysely";
import { Webhook, type FigureChange } from "../../contracts/schedule.ts";
import type { Store, StoreTransaction } from "../../store/store.ts";
import { compareFigures, headlineFigures, type Figures, type RunAnswer } from "./headline-figures.ts";

interface EndedSlot {
  readonly tenant_id: string;
  readonly schedule_id: string;
  readonly slot_at: Date;
  readonly run_id: string;
  readonly state: string;
  readonly failure: { readonly message?: string } | null;
  readonly result_digest: string | null;
  readonly name: string;
  readonly kind: string;
  readonly webhook: unknown;
}

/**
 * Compares every result of a schedule that has come in with the one before it, and queues its report: once, in one transaction.
 * @returns how many slots were settled
 */
export async function settleSlots(store: Store): Promise<number> {
  const { rows: ended } = await store.asSystem((tx) =>
    sql<EndedSlot>`
      select slot.tenant_id, slot.schedule_id, slot.slot_at, slot.run_id, run.state, run.failure, run.result_digest,
        schedule.name, schedule.kind, schedule.webhook
      from slot
      join run on (run.tenant_id, run.run_id) = (slot.tenant_id, slot.run_id)
      join schedule on (schedule.tenant_id, schedule.schedule_id) = (slot.tenant_id, slot.schedule_id)
      where slot.state = 'fired' and run.state in ('done', 'failed', 'cancelled') and not exists (
        select 1 from slot_outcome o
        where (o.tenant_id, o.schedule_id, o.slot_at) = (slot.tenant_id, slot.schedule_id, slot.slot_at))
      order by slot.slot_at limit 100`.execute(tx),
  );
  let count = 0;
  for (const slot of ended) {
    const isSettled = await store.inTenant(slot.tenant_id, (tx) => settle(tx, slot));
    if (isSettled) count++;
  }
  return count;
}

async function settle(tx: StoreTransaction, slot: EndedSlot): Promise<boolean> {
  const previousRunId = await runBefore(tx, slot);
  const now = slot.state === "done" ? await figuresOf(tx, slot.tenant_id, slot.run_id) : {};
  const before = previousRunId === null ? undefined : await figuresOf(tx, slot.tenant_id, previousRunId);
  const figures = compareFigures(now, before);
  const webhook = slot.webhook === null ? null : Webhook.parse(slot.webhook);
  const isReported = webhook !== null && isWorthReporting(webhook, slot.state, figures);
  const inserted = await tx
    .insertInto("slot_outcome")
    .values({
      tenant_id: slot.tenant_id,
      schedule_id: slot.schedule_id,
      slot_at: slot.slot_at,
      run_id: slot.run_id,
      state: slot.state,
      previous_run_id: previousRunId,
      figures: JSON.stringify(figures),
      is_reported: isReported,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning("run_id")
    .executeTakeFirst();
  if (inserted === undefined) return false;
  if (isReported) await queueReport(tx, slot, webhook.url, previousRunId, figures);
  return true;
}

/** A failed run is always reported; a result when the figure that is watched has changed enough, or is there for the first time. */
function isWorthReporting(
  { figure, changeAtLeast = 0 }: Webhook,
  state: string,
  figures: readonly FigureChange[],
): boolean {
  if (state === "failed") return true;
  if (state !== "done") return false;
  if (figure === undefined) return true;
  const watched = figures.find((entry) => entry.figure === figure);
  if (watched === undefined) return true; // a name that the result does not have: silence would be no answer
  return watched.change === null
    ? watched.value !== watched.previous
    : Math.abs(watched.change) >= changeAtLeast;
}

async function runBefore(tx: StoreTransaction, slot: EndedSlot): Promise<string | null> {
  const before = await tx
    .selectFrom("slot_outcome")
    .select("run_id")
    .where("tenant_id", "=", slot.tenant_id)
    .where("schedule_id", "=", slot.schedule_id)
    .where("slot_at", "<", slot.slot_at)
    .where("state", "=", "done")
    .orderBy("slot_at", "desc")
    .limit(1)
    .executeTakeFirst();
  return before?.run_id ?? null;
}

async function figuresOf(tx: StoreTransaction, tenantId: string, runId: string): Promise<Figures> {
  const result = await tx
    .selectFrom("run_result")
    .select("bytes")
    .where("tenant_id", "=", tenantId)
    .where("run_id", "=", runId)
    .executeTakeFirst();
  return result === undefined ? {} : headlineFigures(JSON.parse(result.bytes.toString("utf8")) as RunAnswer);
}

/** The report: what ran, how it ended and how its figures compare. No rows of the pipeline, no costs of people. */
async function queueReport(
  tx: StoreTransaction,
  slot: EndedSlot,
  url: string,
  previousRunId: string | null,
  figures: readonly FigureChange[],
): Promise<void> {
  const body = {
    schema: "revcast.report.1",
    schedule: slot.name,
    kind: slot.kind,
    slotAt: slot.slot_at.toISOString(),
    runId: slot.run_id,
    state: slot.state,
    failure: slot.failure?.message ?? null,
    resultDigest: slot.result_digest,
    previousRunId,
    figures,
  };
  await tx
    .insertInto("delivery")
    .values({
      tenant_id: slot.tenant_id,
      schedule_id: slot.schedule_id,
      run_id: slot.run_id,
      url,
      body: JSON.stringify(body),
      state: "waiting",
      failure: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
