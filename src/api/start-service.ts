import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DestinationStream } from "pino";
import { makeFirstKey } from "../app/access/first-key.ts";
import { openWorkspace, type StorePlace } from "../app/workspace/workspace.ts";
import { AppFailure } from "../contracts/failure.ts";
import { serviceLog } from "./access-log.ts";
import { createApi } from "./create-api.ts";
import type { Limits } from "./limits.ts";

export interface ServiceOptions {
  readonly place: StorePlace;
  readonly host: string;
  /** 0 = any that is free. */
  readonly port: number;
  readonly version: string;
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
    onConnectionError: (err) => log.warn({ err }, "a connection to the database broke"),
  });
  const scratchFolder = await mkdtemp(join(tmpdir(), "revcast-uploads-"));
  const closeStore = async (): Promise<void> => {
    await store.close();
    await rm(scratchFolder, { recursive: true, force: true });
  };
  try {
    const api = await createApi({
      store,
      version,
      log,
      scratchFolder,
      measuresProcess: true,
      ...(options.limits === undefined ? {} : { limits: options.limits }),
    });
    const url = await api.listen({ host, port }).catch((error: unknown) => {
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
        await api.close();
        await closeStore();
        log.info("stopped");
      },
    };
  } catch (error) {
    await closeStore();
    throw error;
  }
}

function reasonOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "EADDRINUSE") return "the port is taken; choose another with --port";
  if (code === "EACCES") return "this user may not; choose a port above 1023";
  return error instanceof Error ? error.message : String(error);
}
