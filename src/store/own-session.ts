import { Kysely, PostgresDialect, sql } from "kysely";
import { Pool } from "pg";
import type { Schema } from "./schema.ts";
import type { Store, StoreTransaction } from "./store.ts";

export interface SessionPlan {
  /** The tenant whose rows are seen, or `*` for those of all. */
  readonly sees: string;
  readonly access: "read only" | "read write";
}

/**
 * One transaction on a connection of its own, in which every value has one exact text. One that only reads sees the database as it
 * stood at its first query, however long it takes; one that writes sees what others have committed before each query, so that what
 * it has locked is what it sees.
 */
export async function inOwnSession<T>(
  store: Store,
  { sees, access }: SessionPlan,
  work: (tx: StoreTransaction) => Promise<T>,
): Promise<T> {
  // Sorting the keys of a large table may take longer than any other query.
  const pool = new Pool({ ...store.connection, max: 1, query_timeout: 0 });
  pool.on("error", () => undefined);
  // The query that a broken connection interrupts tells of it.
  pool.on("connect", (client) => client.on("error", () => undefined));
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  try {
    return await db
      .transaction()
      .setIsolationLevel(access === "read only" ? "repeatable read" : "read committed")
      .setAccessMode(access)
      .execute(async (tx) => {
        await sql`
          select set_config('revcast.tenant', ${sees}, true), set_config('TimeZone', 'UTC', true),
            set_config('DateStyle', 'ISO, YMD', true), set_config('IntervalStyle', 'postgres', true),
            set_config('bytea_output', 'hex', true), set_config('extra_float_digits', '1', true),
            set_config('statement_timeout', '0', true), set_config('lock_timeout', '10s', true),
            set_config('idle_in_transaction_session_timeout', '0', true)`.execute(tx);
        await bindToSecurity(tx);
        return work(tx);
      });
  } finally {
    await db.destroy();
  }
}

/** A login that row-level security does not hold for works as the role that it holds for. */
async function bindToSecurity(tx: StoreTransaction): Promise<void> {
  await sql`
    select set_config('role', 'revcast_app', true) from pg_roles
    where rolname = session_user and (rolsuper or rolbypassrls)`.execute(tx);
}

/** Work that only the owner of the tables may do, inside the transaction of a session. */
export async function asOwner<T>(tx: StoreTransaction, work: () => Promise<T>): Promise<T> {
  await sql`set local role none`.execute(tx);
  const done = await work();
  await bindToSecurity(tx);
  return done;
}
