import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const PATIENCE_MS = 15_000;

/** What a service has left behind. */
export interface Leftovers {
  /** Command lines of processes; undefined where the system does not tell them (no /proc). */
  readonly processes: readonly string[] | undefined;
  /** Sockets of databases and the locks beside them. */
  readonly sockets: readonly string[];
  /** Until nothing was left, or patience was. */
  readonly seconds: number;
}

/** Waits until no process works in a folder, nor names it, and no socket is left in it. */
export async function whatIsLeft(folder: string): Promise<Leftovers> {
  const startedAt = performance.now();
  while (true) {
    const processes = processesOf(folder);
    const sockets = socketsIn(folder);
    const milliseconds = performance.now() - startedAt;
    const isClean = (processes?.length ?? 0) === 0 && sockets.length === 0;
    if (isClean || milliseconds > PATIENCE_MS) return { processes, sockets, seconds: milliseconds / 1_000 };
    await sleep(50);
  }
}

function processesOf(folder: string): string[] | undefined {
  if (!existsSync("/proc/self/cmdline")) return undefined;
  const found: string[] = [];
  for (const id of readdirSync("/proc")) {
    if (!/^\d+$/.test(id) || Number(id) === process.pid) continue;
    const command = told(() => readFileSync(`/proc/${id}/cmdline`, "utf8"))
      .replaceAll("\0", " ")
      .trim();
    const place = told(() => readlinkSync(`/proc/${id}/cwd`));
    const variables = told(() => readFileSync(`/proc/${id}/environ`, "utf8"));
    // A process that has ended and was not asked for has no command line any more.
    if (command === "") continue;
    if ([command, place, variables].some((text) => text.includes(folder))) found.push(`${id} ${command}`);
  }
  return found;
}

/** A process may end while it is looked at. */
function told(read: () => string): string {
  try {
    return read();
  } catch {
    return "";
  }
}

function socketsIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => /(^|\/)\.s\.PGSQL\.\d+(\.lock)?$/.test(path))
    .map((path) => join(folder, path));
}
