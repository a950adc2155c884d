import { sql } from "kysely";
import type { Store } from "../../store/store.ts";
import type { WebhookRules } from "./check-webhook.ts";
import { sendWebhook } from "./send-webhook.ts";

/** Tries at a report; the last is about a day after the first. */
const MOST_TRIES = 12;
const FIRST_WAIT_SECONDS = 20;

interface WaitingDelivery {
  readonly tenant_id: string;
  readonly delivery_id: string;
  readonly url: string;
  readonly body: unknown;
  readonly attempts: number;
}

/**
 * Sends the reports that are due. A receiver may get one twice after a crash between the sending and its note, so each holds the id of its
 * run; none is lost.
 * @returns how many were delivered
 */
export async function deliverReports(store: Store, rules: WebhookRules): Promise<number> {
  let delivered = 0;
  for (let next = await takeNext(store); next !== undefined; next = await takeNext(store)) {
    const failure = await sendWebhook(next.url, next.body, rules).then(
      (status) => (status >= 200 && status < 300 ? null : `it answered ${status}`),
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    if (failure === null) delivered++;
    await note(store, next, failure);
  }
  return delivered;
}

/** Takes a report that is due: until the wait is over nobody else does. */
async function takeNext(store: Store): Promise<WaitingDelivery | undefined> {
  return store.asSystem(async (tx) => {
    const { rows } = await sql<WaitingDelivery>`
      update delivery set attempts = attempts + 1,
        next_at = now() + make_interval(secs => ${FIRST_WAIT_SECONDS} * power(2, attempts))
      where (tenant_id, delivery_id) in (
        select tenant_id, delivery_id from delivery
        where state = 'waiting' and next_at <= now() order by next_at limit 1 for update skip locked)
      returning tenant_id, delivery_id, url, body, attempts`.execute(tx);
    return rows[0];
  });
}

async function note(
  store: Store,
  { tenant_id, delivery_id, attempts }: WaitingDelivery,
  failure: string | null,
) {
  const state = failure === null ? "delivered" : attempts >= MOST_TRIES ? "dead" : "waiting";
  await store.inTenant(tenant_id, (tx) =>
    tx
      .updateTable("delivery")
      .set({ state, failure })
      .where("tenant_id", "=", tenant_id)
      .where("delivery_id", "=", delivery_id)
      .execute(),
  );
}
