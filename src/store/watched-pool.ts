import type { PostgresPool, PostgresPoolClient } from "kysely";
import { Client, type Pool, type PoolClient } from "pg";
import { dataUnavailable } from "./data-unavailable.ts";
import { withinTime } from "./within-time.ts";

/** The first statement of a transaction is the smallest that there is. */
const BEGINS_WITHIN_MS = 1_800;
/** How long a connection is waited for, and how long nobody else waits for one after that was in vain: a request needs several. */
export const CONNECTS_WITHIN_MS = 1_800;
const CLOSED_FOR_MS = 2_000;

/**
 * A pool whose connections are ended when the process at their other end says nothing: the database may answer others while one of its
 * processes hangs. Told by the first statement of each use, which is `begin`.
 */
export function watchedPool(pool: Pool): PostgresPool {
  let closedUntil = 0;
  const take = async (): Promise<PoolClient> => {
    if (pool.idleCount === 0 && Date.now() < closedUntil) {
      throw dataUnavailable("no connection to the database is free");
    }
    const began = Date.now();
    return pool.connect().catch((error: unknown) => {
      if (Date.now() - began >= CONNECTS_WITHIN_MS) closedUntil = Date.now() + CLOSED_FOR_MS;
      throw error;
    });
  };
  return {
    connect: async () => {
      const client = await take();
      let isFirst = true;
      const query = async (text: string, parameters: unknown[]): Promise<unknown> => {
        const answer = client.query(text, parameters);
        if (!isFirst) return answer;
        isFirst = false;
        return withinTime(answer, BEGINS_WITHIN_MS, () => endNow(client)).catch((error: unknown) => {
          if (!(error instanceof RangeError)) throw error;
          throw dataUnavailable(
            `a connection to the database has answered nothing for ${BEGINS_WITHIN_MS} ms`,
          );
        });
      };
      return { query, release: () => client.release() } as PostgresPoolClient;
    },
    end: () => pool.end(),
  };
}

/** Ends a connection that waits for an answer, without a word to the other end. */
export function endNow(client: unknown): void {
  if (client instanceof Client) void client.end().catch(() => undefined);
}
