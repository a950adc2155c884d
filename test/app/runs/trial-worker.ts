import { setTimeout as sleep } from "node:timers/promises";
import { startRuns, type RunLog } from "../../../src/app/runs/start-runs.ts";
import { openStore, type Store } from "../../../src/store/store.ts";
import { commitUnfenced } from "./commit-unfenced.ts";

/** What a worker process of a test says, one JSON text a line. */
export type WorkerLine =
  | { readonly kind: "ready" }
  | { readonly kind: "compute"; readonly processId: number }
  | { readonly kind: "log"; readonly level: RunLog["level"]; readonly message: string };

const say = (line: WorkerLine): void => void process.stdout.write(`${JSON.stringify(line)}\n`);
const { DATABASE_URL, WORKSPACE = "", CONCURRENCY = "2", TRIALS, UNFENCED } = process.env;

async function opened(): Promise<Store> {
  for (;;) {
    try {
      return await openStore({ databaseUrl: DATABASE_URL, folder: WORKSPACE });
    } catch {
      await sleep(200); // the database may be about to start again
    }
  }
}

// A test that is stopped leaves no worker behind.
process.stdin.on("end", () => process.exit(1)).resume();
const store = await opened();
const runs = await startRuns({
  store,
  concurrency: Number(CONCURRENCY),
  computeEntry: TRIALS === undefined ? undefined : new URL("trial-compute.ts", import.meta.url),
  commit: UNFENCED === undefined ? undefined : commitUnfenced,
  onComputeStart: (processId) => say({ kind: "compute", processId }),
  onLog: ({ level, message, error }) =>
    say({ kind: "log", level, message: error instanceof Error ? `${message}: ${error.message}` : message }),
});
process.once("SIGTERM", () => {
  void runs
    .drain()
    .then(() => store.close())
    .then(() => process.exit(0));
});
say({ kind: "ready" });
