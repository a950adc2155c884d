import { setTimeout as sleep } from "node:timers/promises";
import { Kysely, PostgresDialect, sql, type Transaction } from "kysely";
import { Pool, TypeOverrides, type CustomTypesConfig, type PoolClient, type PoolConfig } from "pg";
import { AppFailure } from "../contracts/failure.ts";
import { holdEmbeddedPostgres } from "./embedded/embedded-postgres.ts";
import { LateBeginDialect } from "./late-begin-dialect.ts";
import { migrate, SCHEMA_NAME } from "./migrate.ts";
import { watchPulse } from "./pulse.ts";
import type { Schema } from "./schema.ts";
import { withoutOptions } from "./server-connection.ts";
import { CONNECTS_WITHIN_MS, endNow, watchedPool } from "./watched-pool.ts";

export type StoreTransaction = Transaction<Schema>;

/** Where the store is: a folder with the embedded database, or a PostgreSQL server. */
export interface StorePlace {
  readonly databaseUrl?: string | undefined;
  /** State folder of the embedded database; used when there is no `databaseUrl`. */
  readonly folder: string;
}

export interface StoreOptions {
  /** Connections at most; default 10. */
  readonly connectionCount?: number;
  /** Told of connections that broke while nobody used them. */
  readonly onConnectionError?: (error: Error) => void;
  /** For who has to answer others in time: work is given up within 4 s when the database hangs. Otherwise it is waited for. */
  readonly isWatched?: boolean;
}

/** An open store. All access to rows goes through one of the two kinds of transaction. */
export interface Store {
  readonly kind: "embedded" | "server";
  /** For what needs connections of its own: the queue, LISTEN. */
  readonly connection: PoolConfig;
  /** Work on the rows of one tenant; no other tenant's can be seen or written. */
  readonly inTenant: <T>(tenantId: string, work: (tx: StoreTransaction) => Promise<T>) => Promise<T>;
  /** The service's own work across tenants: finding a key, looking for work that is due. */
  readonly asSystem: <T>(work: (tx: StoreTransaction) => Promise<T>) => Promise<T>;
  readonly close: () => Promise<void>;
}

/** No statement of ours takes a tenth of it: large work goes in pieces. */
const LONGEST_QUERY_MS = 120_000;

/** Connections end at once, unless the database hangs. */
const GOODBYE_MS = 1_000;

const TYPES = {
  int8: 20,
  date: 1082,
} as const;

/** Parsers of values: whole numbers stay numbers, days stay ISO texts in every time zone. */
function typeParsers(): CustomTypesConfig {
  const parsers = new TypeOverrides();
  parsers.setTypeParser(TYPES.int8, (text) => {
    const value = Number(text);
    if (!Number.isSafeInteger(value)) throw new RangeError(`Cannot read ${text} exactly`);
    return value;
  });
  parsers.setTypeParser(TYPES.date, (text) => text);
  return parsers;
}

/**
 * Opens the store and brings its schema up to date.
 * @throws {AppFailure} as `holdEmbeddedPostgres`; unavailable when the server cannot be reached
 */
export async function openStore(place: StorePlace, options: StoreOptions = {}): Promise<Store> {
  const held = place.databaseUrl === undefined ? await holdEmbeddedPostgres(place.folder) : undefined;
  const server = place.databaseUrl === undefined ? undefined : withoutOptions(place.databaseUrl);
  const connection: PoolConfig = {
    ...(server === undefined ? held?.connection : { connectionString: server.connectionString }),
    options: `${server?.ownOptions ?? ""} -c search_path=${SCHEMA_NAME} -c TimeZone=UTC`.trim(),
    connectionTimeoutMillis: options.isWatched === true ? CONNECTS_WITHIN_MS : 10_000,
    types: typeParsers(),
  };
  // A server that hangs would otherwise be waited for without end.
  const pool = new Pool({
    ...connection,
    max: options.connectionCount ?? 10,
    query_timeout: LONGEST_QUERY_MS,
  });
  let isClosing = false;
  pool.on("error", (error) => {
    if (!isClosing) options.onConnectionError?.(error);
  });
  // A client that is in use when its connection breaks tells nobody but its own listeners.
  const clients = new Set<PoolClient>();
  const endings = new Set<Promise<void>>();
  pool.on("connect", (client) => {
    client.on("error", () => undefined);
    clients.add(client);
    const ending = new Promise<void>((resolve) => client.once("end", resolve));
    endings.add(ending);
    void ending.then(() => endings.delete(ending));
  });
  pool.on("remove", (client) => void clients.delete(client));
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  try {
    await prepare(db, place);
  } catch (error) {
    await db.destroy();
    held?.release();
    throw error;
  }
  const needsRole = await isAboveSecurity(db);
  const role = needsRole ? "set local role revcast_app;" : "";
  const pulse =
    options.isWatched === true
      ? watchPulse(connection, () => {
          for (const client of clients) endNow(client);
        })
      : undefined;
  const late = new Kysely<Schema>({
    dialect: new LateBeginDialect({ pool: pulse === undefined ? pool : watchedPool(pool) }),
  });
  // Begin, role and tenant in one message, since each one that is waited for costs as much as a small query. Where one of them fails,
  // PostgreSQL does not go on to the next.
  const transaction = <T>(tenantId: string, work: (tx: StoreTransaction) => Promise<T>): Promise<T> =>
    late.transaction().execute(async (tx) => {
      const tenant = sql.lit(tenantId);
      await sql`begin; ${sql.raw(role)} select set_config('revcast.tenant', ${tenant}, true)`.execute(tx);
      return work(tx);
    });
  const within: typeof transaction = (tenantId, work) =>
    pulse === undefined ? transaction(tenantId, work) : pulse.during(() => transaction(tenantId, work));
  return {
    kind: held === undefined ? "server" : "embedded",
    connection,
    inTenant: (tenantId, work) => {
      if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(tenantId)) throw new RangeError(`Not a tenant: ${tenantId}`);
      return within(tenantId, work);
    },
    asSystem: (work) => within("*", work),
    close: async () => {
      await pulse?.stop();
      isClosing = true;
      await db.destroy();
      // The pool has said goodbye, which takes a moment to arrive: a database that stops before would end connections as if they broke.
      const patience = new AbortController();
      const waited = sleep(GOODBYE_MS, undefined, { signal: patience.signal }).catch(() => undefined);
      await Promise.race([Promise.all(endings), waited]);
      patience.abort();
      held?.release();
    },
  };
}

async function prepare(db: Kysely<Schema>, { databaseUrl }: StorePlace): Promise<void> {
  try {
    await sql`select 1`.execute(db);
  } catch (error) {
    if (databaseUrl === undefined) throw error;
    const said = error instanceof Error ? error.message : String(error);
    throw new AppFailure("unavailable", `Cannot reach the database that DATABASE_URL names: ${said}`, {
      cause: error,
    });
  }
  await sql`create schema if not exists ${sql.ref(SCHEMA_NAME)}`.execute(db).catch((error: unknown) => {
    // Made by another process at the same moment.
    if ((error as { code?: string }).code !== "23505") throw error;
  });
  await migrate(db);
}

/** Whether the login is one that row-level security does not hold for. */
async function isAboveSecurity(db: Kysely<Schema>): Promise<boolean> {
  const { rows } = await sql<{ is_above: boolean }>`
    select rolsuper or rolbypassrls as is_above from pg_roles where rolname = current_user`.execute(db);
  return rows[0]?.is_above === true;
}
