import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** What dies: the process that uses the database alone, the database's first process before it, or all processes of the database. */
export type Victim = "user" | "postmaster" | "database";

/** Of five rounds one takes the first process of the database with it, and one all of it. */
export function victimOf(round: number): Victim {
  return round % 5 === 2 ? "postmaster" : round % 5 === 0 ? "database" : "user";
}

/** SIGKILL to the first process of PostgreSQL, or to its whole group with the shells that watch over it. */
export function killDatabase(folder: string, victim: Exclude<Victim, "user">): void {
  const processId = postmasterOf(folder);
  if (processId === undefined) return;
  try {
    if (victim === "postmaster") return void process.kill(processId, "SIGKILL");
    const stat = readFileSync(`/proc/${processId}/stat`, "utf8");
    const group = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[2]);
    process.kill(-group, "SIGKILL");
  } catch (error) {
    // It has gone by itself in between.
    if (!["ESRCH", "ENOENT"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  }
}

function postmasterOf(folder: string): number | undefined {
  const path = join(folder, "postgres", "postmaster.pid");
  if (!existsSync(path)) return undefined;
  const processId = Number(readFileSync(path, "utf8").split("\n")[0]);
  const name = join("/proc", String(processId), "cmdline");
  // A number that was left behind may be that of another process by now.
  return existsSync(name) && readFileSync(name, "utf8").includes(folder) ? processId : undefined;
}

/** Resolves when the embedded database of a workspace has ended. */
export async function untilStopped(folder: string): Promise<void> {
  for (let tries = 0; tries < 600 && postmasterOf(folder) !== undefined; tries++) await sleep(50);
}
