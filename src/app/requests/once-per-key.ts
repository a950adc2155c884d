import { sql } from "kysely";
import { setTimeout as sleep } from "node:timers/promises";
import { AppFailure } from "../../contracts/failure.ts";
import type { Workspace } from "../workspace/workspace.ts";

/** An answer to a request with an idempotency key: kept and given again to the byte. */
export interface KeptReply {
  readonly status: number;
  readonly body: Buffer;
}

export interface RequestKey {
  /** Who asks: one key of one caller is no key of another. */
  readonly caller: string;
  readonly key: string;
  /** Digest of all that is asked; hexadecimal. */
  readonly requestSha256: string;
}

/** Work that has not said for so long that it goes on was that of a process that died. */
const LEASE_MS = 30_000;
const HEARTBEAT_MS = 5_000;
const POLL_MS = 25;
const KEPT_DAYS = 7;

/**
 * Does the work of a request once: who asks again with the same key gets the same reply, who asks meanwhile waits for it. What fails
 * for a while only (an answer of 5xx, 408 or 429, or a failure that is thrown) is not kept.
 * @throws {AppFailure} key_reused when the key was used for another request, unavailable when the first is not done in time; what
 * the work throws
 */
export async function oncePerKey(
  workspace: Workspace,
  request: RequestKey,
  waitMs: number,
  work: () => Promise<KeptReply>,
): Promise<KeptReply> {
  const key = `${request.caller} ${request.key}`;
  const { requestSha256 } = request;
  const deadline = Date.now() + waitMs;
  while (true) {
    const earlier = await claim(workspace, key, requestSha256);
    if (earlier === undefined) break;
    if (earlier.requestSha256 !== requestSha256) {
      throw new AppFailure(
        "key_reused",
        "Cannot use this Idempotency-Key: it was used for another request; take a new one for each request",
      );
    }
    if (earlier.reply !== undefined) return earlier.reply;
    if (Date.now() > deadline) {
      throw new AppFailure("unavailable", "The first request with this Idempotency-Key is still under way");
    }
    await sleep(POLL_MS);
  }
  const beat = setInterval(() => void renew(workspace, key).catch(() => undefined), HEARTBEAT_MS);
  try {
    const reply = await work();
    if (isLasting(reply.status)) await keep(workspace, key, reply);
    else await forget(workspace, key);
    return reply;
  } catch (error) {
    await forget(workspace, key);
    throw error;
  } finally {
    clearInterval(beat);
  }
}

function isLasting(status: number): boolean {
  return status < 500 && status !== 408 && status !== 429;
}

interface Earlier {
  readonly requestSha256: string;
  readonly reply: KeptReply | undefined;
}

/** Takes the key; else says what is there. */
function claim({ store, tenantId }: Workspace, key: string, sha256: string): Promise<Earlier | undefined> {
  return store.inTenant(tenantId, async (tx) => {
    await sql`
      delete from idempotency where tenant_id = ${tenantId} and key = ${key}
      and made_at < now() - make_interval(secs => case when status is null then ${LEASE_MS / 1_000}::float8
        else ${KEPT_DAYS * 86_400}::float8 end)`.execute(tx);
    const taken = await tx
      .insertInto("idempotency")
      .values({ tenant_id: tenantId, key, request_sha256: sha256, status: null, response: null })
      .onConflict((conflict) => conflict.doNothing())
      .returning("key")
      .executeTakeFirst();
    if (taken !== undefined) return undefined;
    const row = await tx
      .selectFrom("idempotency")
      .selectAll()
      .where("tenant_id", "=", tenantId)
      .where("key", "=", key)
      .executeTakeFirst();
    // Given up between the two statements: the next look finds it free.
    if (row === undefined) return { requestSha256: sha256, reply: undefined };
    const { status, response } = row;
    const reply = status === null || response === null ? undefined : { status, body: response };
    return { requestSha256: row.request_sha256, reply };
  });
}

async function renew({ store, tenantId }: Workspace, key: string): Promise<void> {
  await store.inTenant(tenantId, (tx) =>
    sql`update idempotency set made_at = now()
      where tenant_id = ${tenantId} and key = ${key} and status is null`.execute(tx),
  );
}

async function keep({ store, tenantId }: Workspace, key: string, reply: KeptReply): Promise<void> {
  await store.inTenant(tenantId, (tx) =>
    tx
      .updateTable("idempotency")
      .set({ status: reply.status, response: reply.body })
      .where("tenant_id", "=", tenantId)
      .where("key", "=", key)
      .execute(),
  );
}

async function forget({ store, tenantId }: Workspace, key: string): Promise<void> {
  await store.inTenant(tenantId, (tx) =>
    tx
      .deleteFrom("idempotency")
      .where("tenant_id", "=", tenantId)
      .where("key", "=", key)
      .where("status", "is", null)
      .execute(),
  );
}
