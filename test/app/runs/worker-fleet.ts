import { spawn, type ChildProcess } from "node:child_process";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { WorkerLine } from "./trial-worker.ts";

/** A worker process of a test. */
export interface TrialWorker {
  readonly process: ChildProcess;
  readonly ready: Promise<void>;
  readonly gone: Promise<void>;
  /** Processes that it computes in, all that there ever were. */
  readonly computeIds: number[];
  readonly lines: WorkerLine[];
}

const LOADER = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;

/** Starts a worker process: only what is given is in its environment, besides where programs are. */
export function startWorker(environment: Readonly<Record<string, string>>): TrialWorker {
  const script = fileURLToPath(new URL("trial-worker.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import", LOADER, script], {
    env: { PATH: process.env.PATH ?? "", ...environment },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines: WorkerLine[] = [];
  const computeIds: number[] = [];
  let isReady: () => void = () => undefined;
  const ready = new Promise<void>((resolve) => (isReady = resolve));
  createInterface({ input: child.stdout }).on("line", (text) => {
    const line = JSON.parse(text) as WorkerLine;
    lines.push(line);
    if (line.kind === "ready") isReady();
    if (line.kind === "compute") computeIds.push(line.processId);
  });
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  return { process: child, ready, gone, computeIds, lines };
}

/** Whether a process is there. */
export function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch {
    return false;
  }
}
