import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { verifyAuditChain } from "../../../src/app/audit/verify-chain.ts";
import { loadPipeline } from "../../../src/app/workspace/load-pipeline.ts";
import { logDigest } from "../../../src/app/workspace/log-digest.ts";
import type { Workspace } from "../../../src/app/workspace/workspace.ts";
import { smallFastRandom } from "../../../src/core/maths/small-fast-random.ts";
import { importPipeline } from "../../../src/files/import-pipeline.ts";
import { findRevision, sourcesOf } from "../../../src/store/revisions.ts";
import { openStore } from "../../../src/store/store.ts";
import { ROOT } from "../../cli/run-source.ts";
import { freshPlace } from "../../store/fresh-places.ts";
import type { Acknowledgement, ImportingTask } from "./importing-process.ts";

export interface KillPlan {
  readonly seed: number;
  readonly kills: number;
  /** Control: the importer acknowledges before it has imported. */
  readonly isHasty: boolean;
}

/** What the kills left. */
export interface KillReport {
  readonly seconds: number;
  /** How often what was killed: the importer alone, the database's first process with it, or all processes of the database. */
  readonly kills: Readonly<Record<Victim, number>>;
  readonly acknowledged: number;
  /** Acknowledged and not there, or there with other bytes. */
  readonly lost: number;
  /** Not acknowledged and there, whole: the kill came between. */
  readonly unheard: number;
  readonly revisions: number;
  /** Revisions whose rows are not those of their digest, without an entry in the audit log, or out of order. */
  readonly half: number;
  /** Tenants whose log is not that of the same files, imported at once elsewhere. */
  readonly differing: number;
  /** Longest time until the next importer had the database open again, seconds. */
  readonly longestRecovery: number;
}

type Victim = "importer" | "postmaster" | "database";

const IMPORTER = fileURLToPath(new URL("importing-process.ts", import.meta.url));
/** Imports read all files of their tenant again: after so many kills a new tenant begins. */
const KILLS_PER_TENANT = 20;
const LONGEST_WORK_MS = 1_500;

/** Kills imports into an embedded workspace again and again and counts what is there in the end. */
export async function killImports(plan: KillPlan): Promise<KillReport> {
  const began = performance.now();
  const { place, remove } = await freshPlace("embedded");
  const scratch = mkdtempSync(join(tmpdir(), "revcast-imports-"));
  const acknowledgements = join(scratch, "acknowledgements");
  const draw = smallFastRandom(plan.seed, 0);
  const kills = { importer: 0, postmaster: 0, database: 0 };
  const tenants = new Set<string>();
  let longestRecovery = 0;
  try {
    for (let round = 1; round <= plan.kills; round++) {
      const tenantId = `tenant-${Math.ceil(round / KILLS_PER_TENANT)}`;
      tenants.add(tenantId);
      const task = {
        folder: place.folder,
        tenantId,
        scratch,
        acknowledgements,
        seed: plan.seed,
        round,
        isHasty: plan.isHasty,
      };
      const victim = victimOf(round);
      // One in eight dies while it opens the database.
      const patience =
        draw() < 1 / 8 ? { openingMs: draw() * 1_200 } : { workingMs: draw() * LONGEST_WORK_MS };
      const openedAfter = await killOne(task, victim, patience, draw() * 20);
      longestRecovery = Math.max(longestRecovery, openedAfter);
      kills[victim]++;
    }
    const left = await lookAt(place.folder, scratch, [...tenants]);
    return { seconds: (performance.now() - began) / 1_000, kills, longestRecovery, ...left };
  } finally {
    await untilStopped(place.folder);
    await remove();
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Of five rounds one takes the first process of the database with it, and one all of it. */
function victimOf(round: number): Victim {
  return round % 5 === 2 ? "postmaster" : round % 5 === 0 ? "database" : "importer";
}

type Patience = { readonly openingMs: number } | { readonly workingMs: number };

/** @returns seconds until the importer had the database open; 0 when it was killed before */
async function killOne(
  task: ImportingTask,
  victim: Victim,
  patience: Patience,
  gapMs: number,
): Promise<number> {
  const spawned = performance.now();
  const child = spawn(process.execPath, ["--import", "tsx", IMPORTER, JSON.stringify(task)], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
  const gone = new Promise<void>((resolve) => child.once("close", () => resolve()));
  let opened = 0;
  if ("openingMs" in patience) await Promise.race([sleep(patience.openingMs), gone]);
  else {
    const isReady = new Promise<void>((resolve) => child.stdout.once("data", () => resolve()));
    await Promise.race([isReady, gone]);
    opened = (performance.now() - spawned) / 1_000;
    await Promise.race([sleep(patience.workingMs), gone]);
  }
  if (child.exitCode !== null) throw new Error(`round ${task.round}: the importer ended by itself: ${said}`);
  if (victim !== "importer") {
    killDatabase(task.folder, victim);
    await sleep(gapMs);
  }
  child.kill("SIGKILL");
  await gone;
  return opened;
}

/** SIGKILL to the first process of PostgreSQL, or to its whole group with the shells that watch over it. */
function killDatabase(folder: string, victim: Exclude<Victim, "importer">): void {
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

async function untilStopped(folder: string): Promise<void> {
  for (let tries = 0; tries < 600 && postmasterOf(folder) !== undefined; tries++) await sleep(50);
}

type Left = Pick<KillReport, "acknowledged" | "lost" | "unheard" | "revisions" | "half" | "differing">;

async function lookAt(folder: string, scratch: string, tenants: readonly string[]): Promise<Left> {
  const heard = existsSync(join(scratch, "acknowledgements"))
    ? readFileSync(join(scratch, "acknowledgements"), "utf8")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as Acknowledgement)
    : [];
  const sum = { acknowledged: heard.length, lost: 0, unheard: 0, revisions: 0, half: 0, differing: 0 };
  const store = await openStore({ folder });
  try {
    for (const tenantId of tenants) {
      const mine = heard.filter((entry) => entry.tenantId === tenantId);
      const left = await lookAtTenant({ store, tenantId, actor: "test" }, scratch, mine);
      for (const [name, count] of Object.entries(left) as [keyof typeof left, number][]) sum[name] += count;
    }
  } finally {
    await store.close();
  }
  return sum;
}

async function lookAtTenant(
  workspace: Workspace,
  scratch: string,
  heard: readonly Acknowledgement[],
): Promise<Omit<Left, "acknowledged">> {
  const { store, tenantId } = workspace;
  const newest = await store.inTenant(tenantId, (tx) => findRevision(tx, tenantId));
  const revisions = newest?.revision ?? 0;
  const sources = await store.inTenant(tenantId, (tx) => sourcesOf(tx, tenantId, revisions));
  const kept = new Map(sources.map(({ name, sha256 }) => [name, sha256]));
  const lost = heard.filter(({ name, sha256 }) => kept.get(name) !== sha256).length;
  let half = 0;
  for (let revision = 1; revision <= revisions; revision++) {
    // Refuses rows that are not those of the digest.
    const isWhole = await loadPipeline(workspace, revision).then(
      ({ imported }) => imported.sources.length === revision,
      () => false,
    );
    if (!isWhole) half++;
  }
  const audit = await verifyAuditChain(store, tenantId);
  if (!audit.isIntact || audit.entryCount !== revisions) half++;
  const differing = revisions === 0 || (await isSameElsewhere(workspace, scratch, kept)) ? 0 : 1;
  return { lost, unheard: kept.size - (heard.length - lost), revisions, half, differing };
}

/** Whether the log is that of an import of the same files at once, from the bytes that the importer wrote. */
async function isSameElsewhere(
  workspace: Workspace,
  scratch: string,
  kept: ReadonlyMap<string, string>,
): Promise<boolean> {
  const folder = join(scratch, `fresh-${workspace.tenantId}`);
  mkdirSync(folder);
  for (const [name, sha256] of kept) {
    const bytes = readFileSync(join(scratch, name));
    if (createHash("sha256").update(bytes).digest("hex") !== sha256) return false;
    copyFileSync(join(scratch, name), join(folder, name));
  }
  const fresh = await importPipeline([folder]);
  const { imported } = await loadPipeline(workspace);
  return logDigest(imported.log) === logDigest(fresh.log);
}
