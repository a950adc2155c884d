import { Worker } from "node:worker_threads";
import { AppFailure } from "../../contracts/failure.ts";
import type { ComputeContext, ComputeKinds } from "./cell-work.ts";
import type { FromCompute, ToCompute } from "./compute-messages.ts";

/** Environment variable with the most resident memory that the process may use, in MB. */
export const MEMORY_LIMIT = "REVCAST_COMPUTE_MB";

/**
 * Looks after the process from a thread of its own, however busy the others are: it ends with its parent, and when it uses more memory
 * than it may. What it says on standard error is the reason that its parent reads.
 */
const GUARD = `
const { workerData } = require("node:worker_threads");
const { writeSync } = require("node:fs");
const MB = 1048576;
setInterval(() => {
  if (process.ppid !== workerData.parent) process.kill(process.pid, "SIGKILL");
  const used = process.memoryUsage.rss() / MB;
  if (used <= workerData.limitMb) return;
  writeSync(2, "revcast: the computation needs more memory than it may use: " + Math.round(used) + " of " + workerData.limitMb + " MB\\n");
  process.kill(process.pid, "SIGKILL");
}, 200);
`;

/** Turns this process into one that computes cells for its parent, one at a time. It has no access to the database. */
export function serveCompute(kinds: ComputeKinds): void {
  const limitMb = Number(process.env[MEMORY_LIMIT] ?? "4096");
  new Worker(GUARD, { eval: true, execArgv: [], workerData: { parent: process.ppid, limitMb } }).unref();
  // Ctrl-C reaches all processes of a terminal; what happens is the parent's decision.
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, () => undefined);
  process.on("disconnect", () => process.exit(0));
  const say = (message: FromCompute): void => void process.send?.(message);
  const current = new Map<number, AbortController>();
  let known: { key: string; pipeline: ComputeContext["pipeline"] } | undefined;
  process.on("message", (message: ToCompute) => {
    if (message.kind === "cancel") {
      current.get(message.id)?.abort();
      return;
    }
    const { id, work, threads, partThreads } = message;
    if (message.pipeline?.pipeline !== undefined) known = message.pipeline;
    const abort = new AbortController();
    current.set(id, abort);
    const context: ComputeContext = {
      pipeline: message.pipeline === undefined ? undefined : known?.pipeline,
      threads,
      partThreads,
      signal: abort.signal,
      onProgress: throttled((step, share) => say({ kind: "progress", id, step, share })),
    };
    const compute = kinds[work.kind];
    const done = compute === undefined ? unknownKind(work.kind) : compute(work, context);
    done
      .then(
        (cell) => say(abort.signal.aborted ? { kind: "cancelled", id } : { kind: "done", id, cell }),
        (error: unknown) => say(failureMessage(id, error)),
      )
      .finally(() => current.delete(id));
  });
  say({ kind: "ready" });
}

function unknownKind(kind: string): Promise<never> {
  return Promise.reject(
    new AppFailure("not_supported", `Cannot run a ${kind}: this version does not know it`),
  );
}

function failureMessage(id: number, error: unknown): FromCompute {
  if (error instanceof AppFailure && error.code === "cancelled") return { kind: "cancelled", id };
  if (error instanceof AppFailure && error.code !== "internal") {
    return { kind: "failed", id, failure: { code: error.code, message: error.message } };
  }
  return {
    kind: "broken",
    id,
    reason: error instanceof Error ? (error.stack ?? error.message) : String(error),
  };
}

const PROGRESS_EVERY_MS = 250;

/** Lets a new step through at once, and the same one a few times a second. */
function throttled(say: ComputeContext["onProgress"]): ComputeContext["onProgress"] {
  let last = { step: "", at: 0 };
  return (step, share) => {
    const at = performance.now();
    if (step === last.step && at - last.at < PROGRESS_EVERY_MS) return;
    last = { step, at };
    say(step, share);
  };
}
