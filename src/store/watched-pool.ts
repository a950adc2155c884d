import type { PostgresPool, PostgresPoolClient } from "kysely";
import { Client, type Pool, type PoolClient } from "pg";
import { AppFailure } from "../contracts/failure.ts";
import { dataUnavailable } from "./data-unavailable.ts";
import { withinTime } from "./within-time.ts";

/** The first statement of a transaction is the smallest that there is. */
const BEGINS_WITHIN_MS = 1_800;
/** How long a connection is waited for, and how long nobody else waits for one after that was in vain: a request needs several. */
export const CONNECTS_WITHIN_MS = 1_800;
const CLOSED_FOR_MS = 2_000;
/** Who comes while so many wait, one of them for so long, is refused at once: more is asked than can be done. */
const MANY_WAITING = 50;
const QUEUES_FOR_MS = 1_000;

/**
 * A pool whose connections are ended when the process at their other end says nothing: the database may answer others while one of its
 * processes hangs. Told by the first statement of each use, which is `begin`. Who waits in vain while others are served is one too
 * many; where nobody is served, nobody else waits for a while.
 */
export function watchedPool(pool: Pool): PostgresPool {
  const waitingSince = new Set<{ readonly at: number }>();
  let closedUntil = 0;
  let servedAt = 0;
  const take = async (): Promise<PoolClient> => {
    const now = Date.now();
    if (pool.idleCount === 0 && now < closedUntil)
      throw dataUnavailable("no connection to the database is free");
    const [first] = waitingSince.size < MANY_WAITING ? [] : waitingSince;
    if (first !== undefined && now - first.at > QUEUES_FOR_MS) throw atItsLimit();
    const own = { at: now };
    waitingSince.add(own);
    try {
      return await pool.connect();
    } catch (error) {
      if (servedAt >= now) throw atItsLimit();
      if (Date.now() - now >= CONNECTS_WITHIN_MS) closedUntil = Date.now() + CLOSED_FOR_MS;
      throw error;
    } finally {
      waitingSince.delete(own);
    }
  };
  return {
    connect: async () => {
      const client = await take();
      let isFirst = true;
      let hangs = false;
      const query = async (text: string, parameters: unknown[]): Promise<unknown> => {
        const answer = client.query(text, parameters);
        if (!isFirst) return answer;
        isFirst = false;
        return withinTime(answer, BEGINS_WITHIN_MS, () => endNow(client)).catch((error: unknown) => {
          if (!(error instanceof RangeError)) throw error;
          hangs = true;
          throw dataUnavailable(
            `a connection to the database has answered nothing for ${BEGINS_WITHIN_MS} ms`,
          );
        });
      };
      const release = (): void => {
        if (!hangs) servedAt = Date.now();
        client.release();
      };
      return { query, release } as PostgresPoolClient;
    },
    end: () => pool.end(),
  };
}

function atItsLimit(): AppFailure {
  return new AppFailure("unavailable", "Cannot take this request now: the service is at its limit");
}

/** Ends a connection that waits for an answer, without a word to the other end. */
export function endNow(client: unknown): void {
  if (client instanceof Client) void client.end().catch(() => undefined);
}
