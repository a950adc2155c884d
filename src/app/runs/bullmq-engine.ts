import { createPostgresBackend, Queue, Worker, type PostgresPoolConfig } from "bullmq";
import { ENGINE_VERSION } from "../../core/simulation/plan.ts";
import type { Store } from "../../store/store.ts";
import { jobIdOf, type CellHandler, type JobEngine } from "./job-engine.ts";
import type { CellRef } from "./cell-work.ts";

export interface BullmqOptions {
  /** Told of what goes wrong, at most once in five seconds: an outage of the database makes thousands of errors a second. */
  readonly onError?: ((error: unknown) => void) | undefined;
  /** Name of the queue; tests have their own. */
  readonly name?: string | undefined;
}

/** Versions that work beside each other, as while machines are brought up to date one by one, take their own cells alone. */
const QUEUE = `revcast-cells-${ENGINE_VERSION}`;
/** Schema of its tables. Only ids are in them: they know no tenants. */
const SCHEMA = "bullmq";
/** A machine that is lost lets go of its cells after this time; the next one has them within as much again. */
const LOCK_MS = 5_000;
const STALLED_CHECK_MS = 2_500;
const CONNECTIONS = 3;
const AGAIN_AFTER_MS = 500;
const ERROR_EVERY_MS = 5_000;
/** Rows count executions; the queue goes on as long as they let it. */
const UNLIMITED = 1_000_000;

/** Tells BullMQ to hand a cell out again. */
class Again extends Error {}

/** Carries cells over BullMQ in the database of the store, to any number of processes on any machine. */
export async function bullmqEngine(store: Store, options: BullmqOptions = {}): Promise<JobEngine> {
  const name = options.name ?? QUEUE;
  const onError = rarely(options.onError);
  const connection = connectionOf(store);
  const queue = openQueue(name, { ...connection, migrate: true });
  queue.on("error", onError);
  await queue.waitUntilReady();
  let worker: ReturnType<typeof openWorker> | undefined;
  const stop = new AbortController();

  const start = async (handler: CellHandler, concurrency: number): Promise<void> => {
    worker = openWorker(name, connection, concurrency, async (cell) => {
      if ((await handler(cell, stop.signal)) === "again") throw new Again("again");
    });
    worker.on("error", onError);
    await worker.waitUntilReady();
  };

  return {
    offer: async (cells) => {
      await queue.addBulk(
        cells.map(({ priority, ...cell }) => ({
          name: "cell",
          data: { tenantId: cell.tenantId, runId: cell.runId, ordinal: cell.ordinal, epoch: cell.epoch },
          opts: {
            jobId: jobIdOf(cell),
            priority,
            attempts: UNLIMITED,
            backoff: { type: "fixed", delay: AGAIN_AFTER_MS },
            removeOnComplete: true,
            removeOnFail: true,
          },
        })),
      );
    },
    held: () => queue.getJobCountByTypes("waiting", "prioritized", "delayed", "active"),
    work: start,
    drain: async () => {
      await worker?.close();
    },
    close: async () => {
      stop.abort();
      await worker?.close();
      await queue.close();
    },
  };
}

function rarely(tell: ((error: unknown) => void) | undefined): (error: unknown) => void {
  let last = Number.NEGATIVE_INFINITY;
  return (error) => {
    if (error instanceof Again || performance.now() - last < ERROR_EVERY_MS) return;
    last = performance.now();
    tell?.(error);
  };
}

function connectionOf(store: Store): PostgresPoolConfig {
  // As they are given, without what is not: the parsers and the search path of the store are not for its tables.
  const places = ["connectionString", "host", "user", "database", "connectionTimeoutMillis"] as const;
  const given = places.filter((name) => store.connection[name] !== undefined);
  return {
    ...Object.fromEntries(given.map((name) => [name, store.connection[name]])),
    options: "-c TimeZone=UTC",
    schema: SCHEMA,
    keepAlive: true,
    max: CONNECTIONS,
  };
}

function openQueue(name: string, connection: PostgresPoolConfig) {
  return new Queue(name, { connection }, createPostgresBackend);
}

function openWorker(
  name: string,
  connection: PostgresPoolConfig,
  concurrency: number,
  work: (cell: CellRef) => Promise<void>,
) {
  return new Worker(
    name,
    ({ data }: { readonly data: CellRef }) => work(data),
    {
      connection,
      concurrency,
      lockDuration: LOCK_MS,
      stalledInterval: STALLED_CHECK_MS,
      maxStalledCount: UNLIMITED,
      // What is over is forgotten at once, so that the same cell can be offered again.
      removeOnComplete: { count: 0 },
      removeOnFail: { count: 0 },
    },
    createPostgresBackend,
  );
}
