import { sql } from "kysely";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { AppFailure } from "../../contracts/failure.ts";
import type { StoreTransaction } from "../../store/store.ts";
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

/**
 * Writes the reply within the transaction that does the work, so that both are there or neither: should the process die before it has
 * answered, whoever asks again gets it. @throws {AppFailure} unavailable when the work was thought dead and another does it
 */
export type CommitReply = (tx: StoreTransaction, reply: KeptReply) => Promise<void>;

/** Work that has not said for so long that it goes on was that of a process that died. */
const LEASE_MS = 15_000;
const HEARTBEAT_MS = 3_000;
const POLL_MS = 25;
const KEPT_DAYS = 7;
const FORGOTTEN_AT_ONCE = 10;

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
  work: (commit: CommitReply) => Promise<KeptReply>,
): Promise<KeptReply> {
  const place = { ...workspace, key: `${request.caller} ${request.key}`, claim: randomUUID() };
  const { requestSha256 } = request;
  const deadline = Date.now() + waitMs;
  while (true) {
    const earlier = await claim(place, requestSha256);
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
  const beat = setInterval(() => void renew(place).catch(() => undefined), HEARTBEAT_MS);
  try {
    const reply = await work((tx, committed) => commit(tx, place, committed));
    if (isLasting(reply.status)) return await keep(place, reply);
    await release(place);
    return reply;
  } catch (error) {
    // What cannot be let go of now is let go of by its age.
    await release(place).catch(() => undefined);
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

/** The row of a key, and whose turn it is to do the work. */
interface KeyPlace extends Pick<Workspace, "store" | "tenantId"> {
  readonly key: string;
  readonly claim: string;
}

/** Takes the key; else says what is there. */
function claim(place: KeyPlace, sha256: string): Promise<Earlier | undefined> {
  const { store, tenantId, key } = place;
  return store.inTenant(tenantId, async (tx) => {
    await sql`
      delete from idempotency where tenant_id = ${tenantId} and key = ${key}
      and made_at < now() - make_interval(secs => case when coalesce(status, committed_status) is null
        then ${LEASE_MS / 1_000}::float8 else ${KEPT_DAYS * 86_400}::float8 end)`.execute(tx);
    await forgetOld(tx, tenantId);
    // Done, and nobody lived to answer otherwise.
    await sql`
      update idempotency set status = committed_status where tenant_id = ${tenantId} and key = ${key}
      and status is null and committed_status is not null
      and made_at < now() - make_interval(secs => ${LEASE_MS / 1_000}::float8)`.execute(tx);
    const taken = await tx
      .insertInto("idempotency")
      .values({
        tenant_id: tenantId,
        key,
        request_sha256: sha256,
        status: null,
        response: null,
        claim: place.claim,
        committed_status: null,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning("key")
      .executeTakeFirst();
    if (taken !== undefined) return undefined;
    const row = await rowOf(tx, place);
    // Given up between the two statements: the next look finds it free.
    if (row === undefined) return { requestSha256: sha256, reply: undefined };
    return { requestSha256: row.request_sha256, reply: replyOf(row) };
  });
}

/** Throws away a few replies that nobody may ask for any more: each new key, on its way, more than it brings. */
async function forgetOld(tx: StoreTransaction, tenantId: string): Promise<void> {
  await sql`
    delete from idempotency where tenant_id = ${tenantId} and key in (
      select key from idempotency
      where tenant_id = ${tenantId} and made_at < now() - make_interval(days => ${KEPT_DAYS})
      order by made_at limit ${FORGOTTEN_AT_ONCE} for update skip locked)`.execute(tx);
}

function rowOf(tx: StoreTransaction, { tenantId, key }: KeyPlace) {
  return tx
    .selectFrom("idempotency")
    .selectAll()
    .where("tenant_id", "=", tenantId)
    .where("key", "=", key)
    .executeTakeFirst();
}

function replyOf(row: { status: number | null; response: Buffer | null } | undefined): KeptReply | undefined {
  const { status = null, response = null } = row ?? {};
  return status === null || response === null ? undefined : { status, body: response };
}

async function renew({ store, tenantId, key, claim: own }: KeyPlace): Promise<void> {
  await store.inTenant(tenantId, (tx) =>
    sql`update idempotency set made_at = now()
      where tenant_id = ${tenantId} and key = ${key} and claim = ${own} and status is null`.execute(tx),
  );
}

async function commit(tx: StoreTransaction, place: KeyPlace, reply: KeptReply): Promise<void> {
  const { tenantId, key, claim: own } = place;
  const { numUpdatedRows } = await tx
    .updateTable("idempotency")
    .set({ committed_status: reply.status, response: reply.body, made_at: new Date() })
    .where("tenant_id", "=", tenantId)
    .where("key", "=", key)
    .where("claim", "=", own)
    .where("status", "is", null)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows > 0n) return;
  throw new AppFailure(
    "unavailable",
    "Cannot go on with this request: it has stood still for so long that it was begun again; ask again",
  );
}

/** Keeps the reply, unless another is what was answered meanwhile. @returns what everyone gets */
async function keep(place: KeyPlace, reply: KeptReply): Promise<KeptReply> {
  const { store, tenantId, key, claim: own } = place;
  return store.inTenant(tenantId, async (tx) => {
    const { numUpdatedRows } = await tx
      .updateTable("idempotency")
      .set({ status: reply.status, response: reply.body })
      .where("tenant_id", "=", tenantId)
      .where("key", "=", key)
      .where("claim", "=", own)
      .where("status", "is", null)
      .executeTakeFirstOrThrow();
    return numUpdatedRows > 0n ? reply : (replyOf(await rowOf(tx, place)) ?? reply);
  });
}

/** Lets go of a key whose work has failed; what is done already is the answer from now on. */
async function release({ store, tenantId, key, claim: own }: KeyPlace): Promise<void> {
  await store.inTenant(tenantId, async (tx) => {
    await sql`
      delete from idempotency where tenant_id = ${tenantId} and key = ${key} and claim = ${own}
      and status is null and committed_status is null`.execute(tx);
    await sql`
      update idempotency set status = committed_status where tenant_id = ${tenantId} and key = ${key}
      and claim = ${own} and status is null`.execute(tx);
  });
}
