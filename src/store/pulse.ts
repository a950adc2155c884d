import { Client, type PoolConfig } from "pg";
import { setTimeout as sleep } from "node:timers/promises";
import type { AppFailure } from "../contracts/failure.ts";
import { dataUnavailable } from "./data-unavailable.ts";
import { withinTime } from "./within-time.ts";

/** Whether the database answers, looked at all the time on a connection of its own. */
export interface Pulse {
  /** Work on the database that is given up when it answers nothing any more. @throws {AppFailure} unavailable, at once or then */
  readonly during: <T>(work: () => Promise<T>) => Promise<T>;
  readonly stop: () => Promise<void>;
}

/** Between two looks, and how long an answer to the smallest of questions may take: together well under 5 s. */
const EVERY_MS = 500;
const ANSWERS_WITHIN_MS = 3_000;

/**
 * Watches a database that may hang: one that is there and says nothing. One that refuses or breaks connections answers in its way, and
 * whoever asks hears of it without a pulse.
 * @param onHang called once for each time that it hangs: to let go of connections that wait
 */
export function watchPulse(connection: PoolConfig, onHang: () => void): Pulse {
  const { connectionString, host, port, user, database, password, ssl } = connection;
  const place = { connectionString, host, port, user, database, password, ssl };
  const stopping = new AbortController();
  let hanging: AppFailure | undefined;
  const waiting = new Set<(reason: AppFailure) => void>();
  const hang = (): void => {
    if (hanging !== undefined) return;
    hanging = dataUnavailable(`the database is there but has answered nothing for ${ANSWERS_WITHIN_MS} ms`);
    for (const refuse of waiting) refuse(hanging);
    onHang();
  };
  const look = async (): Promise<void> => {
    const client = new Client({ ...place, connectionTimeoutMillis: 0, keepAlive: true });
    client.on("error", () => undefined);
    try {
      await withinTime(client.connect(), ANSWERS_WITHIN_MS, hang);
      while (!stopping.signal.aborted) {
        await withinTime(client.query("select 1"), ANSWERS_WITHIN_MS, hang);
        hanging = undefined;
        await sleep(EVERY_MS, undefined, { signal: stopping.signal, ref: false });
      }
    } finally {
      // Does not wait for a server that says nothing.
      void client.end().catch(() => undefined);
    }
  };
  const watching = (async () => {
    while (!stopping.signal.aborted) {
      try {
        await look();
      } catch (error) {
        // What says no does not hang.
        if (!(error instanceof RangeError)) hanging = undefined;
        await sleep(EVERY_MS, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined);
      }
    }
  })();
  return {
    during: (work) => {
      if (hanging !== undefined) return Promise.reject(hanging);
      return new Promise((resolve, reject) => {
        waiting.add(reject);
        work()
          .then(resolve, reject)
          .finally(() => waiting.delete(reject));
      });
    },
    stop: async () => {
      stopping.abort();
      await watching;
    },
  };
}
