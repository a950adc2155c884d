import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DestinationStream } from "pino";
import { makeFirstKey } from "../app/access/first-key.ts";
import { startRuns } from "../app/runs/start-runs.ts";
import { startSchedules, webhookRulesOf } from "../app/schedules/start-schedules.ts";
import { openWorkspace, type StorePlace } from "../app/workspace/workspace.ts";
import { AppFailure } from "../contracts/failure.ts";
import { serviceLog } from "./access-log.ts";
import { createApi } from "./create-api.ts";
import { DEFAULT_LIMITS, type Limits } from "./limits.ts";

export interface ServiceOptions {
  readonly place: StorePlace;
  readonly host: string;
  /** 0 = any that is free. */
  readonly port: number;
  readonly version: string;
  /** Cells of runs that this process has done at a time; 0 leaves them to workers. */
  readonly concurrency?: number | undefined;
  readonly logLevel?: string | undefined;
  readonly logTo?: DestinationStream | undefined;
  readonly limits?: Partial<Limits> | undefined;
}

/** A service that answers. */
export interface RunningService {
  readonly url: string;
  /** Text of the first owner key when this start has made it: it can be shown now or never. */
  readonly firstKey: string | undefined;
  /** Takes no more connections, answers what is under way, lets go of the database. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts the service: opens the store, makes the first key where there is none, and listens.
 * @throws {AppFailure} as `openStore`; unavailable when the port cannot be had
 */
export async function startService(options: ServiceOptions): Promise<RunningService> {
  const log = serviceLog(options.logLevel ?? "info", options.logTo);
  const { place, host, port, version } = options;
  const { store } = await openWorkspace(place, {
    connectionCount: 20,
    isWatched: true,
    onConnectionError: (err) => log.warn({ err }, "a connection to the database broke"),
  });
  const scratchFolder = await mkdtemp(join(tmpdir(), "revcast-uploads-"));
  const opened: (() => Promise<void>)[] = [
    () => rm(scratchFolder, { recursive: true, force: true }),
    () => store.close(),
  ];
  const stop = async (): Promise<void> => {
    for (const close of opened.splice(0).reverse()) await close();
  };
  try {
    const runs = await startRuns({
      store,
      concurrency: options.concurrency,
      onLog: ({ level, message, cell, error }) => log[level]({ cell, err: error }, message),
    });
    opened.push(() => runs.drain());
    const webhookRules = webhookRulesOf(process.env);
    const schedules = startSchedules({
      store,
      engine: runs.engine,
      rules: webhookRules,
      onError: (step, err) => log.warn({ err, step }, "a turn of the schedules failed"),
    });
    opened.push(() => schedules.stop());
    const api = await createApi({
      store,
      runs,
      webhookRules,
      version,
      log,
      scratchFolder,
      measuresProcess: true,
      ...(options.limits === undefined ? {} : { limits: options.limits }),
    });
    opened.push(() => api.close());
    // As many may wait to be taken as are allowed: who has to knock again waits for seconds.
    const backlog = options.limits?.connections ?? DEFAULT_LIMITS.connections;
    const url = await api.listen({ host, port, backlog }).catch((error: unknown) => {
      throw new AppFailure("unavailable", `Cannot listen on ${host}:${port}: ${reasonOf(error)}`, {
        cause: error,
      });
    });
    // Last, so that no key is made which nobody gets to see.
    const firstKey = await makeFirstKey(store);
    log.info({ version, database: store.kind }, "ready");
    return {
      url,
      firstKey: firstKey?.secret,
      stop: async () => {
        await stop();
        log.info("stopped");
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function reasonOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "EADDRINUSE") return "the port is taken; choose another with --port";
  if (code === "EACCES") return "this user may not; choose a port above 1023";
  return error instanceof Error ? error.message : String(error);
}
