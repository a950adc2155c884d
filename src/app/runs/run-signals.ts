import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { Client } from "pg";
import type { Store, StoreTransaction } from "../../store/store.ts";

const CHANNEL = "revcast_run";
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

/**
 * Tells all processes, when the transaction is committed, that something about a run has changed.
 * @param hasNewCells whether there are cells now that no engine was told of
 */
export async function signalRun(
  tx: StoreTransaction,
  tenantId: string,
  runId: string,
  hasNewCells = false,
): Promise<void> {
  const payload = `${tenantId}/${runId}/${hasNewCells ? "new" : ""}`;
  await sql`select pg_notify(${CHANNEL}, ${payload})`.execute(tx);
}

type Heard = (tenantId: string, runId: string, hasNewCells: boolean) => void;

/** Hears which runs have changed, in any process. A hint: while its connection is broken it hears nothing. */
export interface RunSignals {
  /** @returns what ends it */
  readonly listen: (heard: Heard) => () => void;
  readonly close: () => Promise<void>;
}

/** Opens one connection for all who listen in this process, and opens it again when it breaks. */
export function openRunSignals(store: Store): RunSignals {
  const listeners = new Set<Heard>();
  const stop = new AbortController();
  let client: Client | undefined;

  const connected = async (): Promise<void> => {
    const { promise: ended, resolve } = withResolver();
    const current = new Client({ ...store.connection, keepAlive: true });
    client = current;
    current.on("error", () => resolve());
    current.on("end", () => resolve());
    current.on("notification", ({ payload = "" }) => {
      const [tenantId = "", runId = "", what] = payload.split("/");
      for (const heard of listeners) heard(tenantId, runId, what === "new");
    });
    try {
      await current.connect();
      await current.query(`listen ${CHANNEL}`);
      await ended;
    } finally {
      await current.end().catch(() => undefined);
    }
  };

  const keep = async (): Promise<void> => {
    let pause = FIRST_PAUSE_MS;
    while (!stop.signal.aborted) {
      const began = performance.now();
      await connected().catch(() => undefined);
      pause = performance.now() - began > LONGEST_PAUSE_MS ? FIRST_PAUSE_MS : pause * 2;
      await sleep(Math.min(pause, LONGEST_PAUSE_MS), undefined, { signal: stop.signal }).catch(
        () => undefined,
      );
    }
  };
  const kept = keep();

  return {
    listen: (heard) => {
      listeners.add(heard);
      return () => void listeners.delete(heard);
    },
    close: async () => {
      stop.abort();
      await client?.end().catch(() => undefined);
      await kept;
    },
  };
}

function withResolver(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}
