import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { bullmqEngine } from "../../../src/app/runs/bullmq-engine.ts";
import { startRuns } from "../../../src/app/runs/start-runs.ts";
import { ensureTenant, type Workspace } from "../../../src/app/workspace/workspace.ts";
import { smallFastRandom } from "../../../src/core/maths/small-fast-random.ts";
import { openStore } from "../../../src/store/store.ts";
import { startMortalDatabase } from "./mortal-database.ts";
import { submitTrial, trialMerge, trialResult } from "./trial-request.ts";
import { isAlive, startWorker, type TrialWorker } from "./worker-fleet.ts";

/** What is to happen while cells are computed. */
export interface ChaosPlan {
  readonly seed: number;
  readonly cellCount: number;
  /** Shortest and longest cell, milliseconds. */
  readonly cellMs: readonly [number, number];
  readonly workerCount: number;
  readonly workerKills: number;
  /** SIGSTOPs of a worker, each for longer than its lease. */
  readonly workerStops: number;
  readonly databaseKills: number;
  /** False: workers commit as if nothing could go wrong; the control. */
  readonly isFenced: boolean;
  /**
   * When nothing moves on for so many milliseconds, the next event comes anyway: long enough for workers to start on a busy machine, or all
   * would be killed before they work.
   */
  readonly longestPauseMs: number;
}

/** What came of it. */
export interface ChaosReport {
  readonly seconds: number;
  readonly state: string;
  readonly missing: number;
  /** Results that were written more than once. */
  readonly doubled: number;
  readonly differing: number;
  readonly alarms: number;
  readonly isMergeRight: boolean;
  readonly executions: number;
  /** Results that came too late and were refused, as far as their worker lived to say so. */
  readonly refused: number;
  readonly events: Readonly<Record<EventKind, number>>;
  /** Processes that were there after the last worker had gone. */
  readonly leftRunning: number;
}

type EventKind = "kill" | "stop" | "database";

/** The lock of a cell lasts 5 s, and it is handed out again at the second of two looks 2.5 s apart: by the end of a pause others have it. */
const STOP_MS = 12_000;
const MOST_STOPPED = 2;
const PATIENCE_MS = 1_500_000;
const TENANT = "chaos";

/** Lets workers do a run of cells while they and their database are killed and paused, and counts what is there in the end. */
export async function chaos(plan: ChaosPlan): Promise<ChaosReport> {
  const began = performance.now();
  const database = await startMortalDatabase();
  const fleet = newFleet(plan, database.url);
  const store = await openStore({ databaseUrl: database.url, folder: "" });
  const runs = await startRuns({ store, engine: await bullmqEngine(store), concurrency: 0 });
  try {
    await ensureTenant(store, TENANT, "Chaos");
    await countEffects(database.url);
    const workspace: Workspace = { store, tenantId: TENANT, actor: "chaos" };
    await fleet.grow();
    const runId = await submitTrial(
      workspace,
      { kind: "trial-sleep", seed: plan.seed, fromMs: plan.cellMs[0], toMs: plan.cellMs[1] },
      { partCount: plan.cellCount, hasMerge: plan.isFenced, engine: runs.engine },
    );
    const events = await disturb(plan, fleet, database, () => progressOf(workspace, runId));
    const state = await ended(workspace, runId, plan);
    await fleet.end();
    const seen = await lookAt(database.url, plan, runId);
    await sleep(500);
    return {
      seconds: (performance.now() - began) / 1_000,
      state,
      ...seen,
      refused: fleet.refused(),
      events,
      leftRunning: fleet.leftRunning(),
    };
  } finally {
    await fleet.end();
    await runs.stop();
    await store.close();
    await database.remove();
  }
}

/** Kills and pauses workers and the database, in an order that the seed gives, paced by what has been done. */
async function disturb(
  plan: ChaosPlan,
  fleet: Fleet,
  database: { readonly killAndRestart: () => Promise<void> },
  progress: () => Promise<Progress>,
): Promise<Record<EventKind, number>> {
  const random = smallFastRandom(plan.seed, 0);
  const kinds: EventKind[] = [
    ...Array.from({ length: plan.workerKills }, () => "kill" as const),
    ...Array.from({ length: plan.workerStops }, () => "stop" as const),
    ...Array.from({ length: plan.databaseKills }, () => "database" as const),
  ];
  for (let last = kinds.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [kinds[last], kinds[other]] = [kinds[other]!, kinds[last]!];
  }
  const events: Record<EventKind, number> = { kill: 0, stop: 0, database: 0 };
  const pauses: Promise<void>[] = [];
  while ((await progress()).doneCount === 0) await sleep(100);
  for (const [index, kind] of kinds.entries()) {
    const due = Math.floor((index * plan.cellCount * 0.9) / kinds.length);
    const latest = performance.now() + plan.longestPauseMs;
    while (performance.now() < latest && (await progress()).doneCount < due) await sleep(50);
    const uniform = random();
    if (kind === "database") await database.killAndRestart();
    else if (kind === "kill") await fleet.kill(uniform, (await progress()).busyIds);
    else pauses.push((await fleet.pause(uniform, async () => (await progress()).busyIds)).goesOn);
    events[kind]++;
  }
  await Promise.all(pauses);
  return events;
}

interface Fleet {
  readonly grow: () => Promise<void>;
  /** Kills one of those that are at work, else any, and starts another. */
  readonly kill: (uniform: number, busyIds: ReadonlySet<number>) => Promise<void>;
  /** Pauses one that is at work. */
  readonly pause: (
    uniform: number,
    busyIds: () => Promise<ReadonlySet<number>>,
  ) => Promise<{ readonly goesOn: Promise<void> }>;
  readonly end: () => Promise<void>;
  readonly refused: () => number;
  readonly leftRunning: () => number;
}

function newFleet(plan: ChaosPlan, url: string): Fleet {
  const everyone: TrialWorker[] = [];
  const working = new Set<TrialWorker>();
  const paused = new Set<TrialWorker>();
  const start = (): TrialWorker => {
    const worker = startWorker({
      DATABASE_URL: url,
      TRIALS: "1",
      CONCURRENCY: "2",
      ...(plan.isFenced ? {} : { UNFENCED: "1" }),
    });
    everyone.push(worker);
    working.add(worker);
    return worker;
  };
  const chosen = (uniform: number, busyIds: ReadonlySet<number>): TrialWorker => {
    const awake = [...working].filter((worker) => !paused.has(worker));
    const busy = awake.filter((worker) => busyIds.has(worker.process.pid!));
    const among = busy.length > 0 ? busy : awake;
    return among[Math.floor(uniform * among.length)]!;
  };
  return {
    grow: async () => {
      await Promise.all(Array.from({ length: plan.workerCount }, () => start().ready));
    },
    kill: async (uniform, busyIds) => {
      const worker = chosen(uniform, busyIds);
      worker.process.kill("SIGKILL");
      working.delete(worker);
      await worker.gone;
      start();
    },
    pause: async (uniform, busyIds) => {
      const latest = performance.now() + plan.longestPauseMs;
      while (paused.size >= MOST_STOPPED) await sleep(50);
      while ((await busyIds()).size === 0 && performance.now() < latest) await sleep(50);
      const worker = chosen(uniform, await busyIds());
      worker.process.kill("SIGSTOP");
      paused.add(worker);
      const goOn = (): void => {
        worker.process.kill("SIGCONT");
        paused.delete(worker);
      };
      return { goesOn: sleep(STOP_MS).then(goOn) };
    },
    end: async () => {
      for (const worker of working) worker.process.kill("SIGTERM");
      await Promise.all([...working].map((worker) => Promise.race([worker.gone, sleep(20_000)])));
      for (const worker of working) worker.process.kill("SIGKILL");
      working.clear();
    },
    refused: () =>
      everyone
        .flatMap(({ lines }) => lines)
        .filter((line) => line.kind === "log" && line.message.startsWith("refused")).length,
    leftRunning: () =>
      everyone
        .flatMap((worker) => worker.computeIds.concat(worker.process.pid!))
        .filter((processId) => isAlive(processId)).length,
  };
}

/** Every write of a result leaves a row, whoever makes it. */
async function countEffects(url: string): Promise<void> {
  await inDatabase(url, async (client) => {
    await client.query(`
      create table public.effect (run_id uuid, ordinal integer, worker text, at timestamptz default clock_timestamp());
      create function public.note_effect() returns trigger security definer language plpgsql as $$
        begin
          insert into public.effect (run_id, ordinal, worker) values (new.run_id, new.ordinal, new.worker);
          return new;
        end $$;
      create trigger effects after insert or update of sha256 on revcast.cell_result
        for each row execute function public.note_effect();`);
  });
}

interface Progress {
  readonly doneCount: number;
  /** Workers that have begun cells which are not done. */
  readonly busyIds: ReadonlySet<number>;
}

async function progressOf({ store }: Workspace, runId: string): Promise<Progress> {
  try {
    const cells = await store.inTenant(TENANT, (tx) =>
      tx.selectFrom("cell").select(["state", "worker"]).where("run_id", "=", runId).execute(),
    );
    const busy = cells.filter(({ state, worker }) => state === "waiting" && worker !== null);
    return {
      doneCount: cells.filter(({ state }) => state === "done").length,
      busyIds: new Set(busy.map(({ worker }) => Number(worker!.split("/")[1]))),
    };
  } catch {
    return { doneCount: 0, busyIds: new Set() }; // the database is away
  }
}

/** The state of the run when it has ended. Without the fence its last cells may miss each other: then all cells count. */
async function ended(workspace: Workspace, runId: string, plan: ChaosPlan): Promise<string> {
  const { store } = workspace;
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const row = await store
      .inTenant(TENANT, (tx) =>
        tx.selectFrom("run").select("state").where("run_id", "=", runId).executeTakeFirst(),
      )
      .catch(() => undefined);
    if (row?.state === "done" || row?.state === "failed") return row.state;
    if (!plan.isFenced && (await progressOf(workspace, runId)).doneCount === plan.cellCount) return "done";
    if (performance.now() > deadline) return `${row?.state}, not done in time with seed ${plan.seed}`;
    await sleep(100);
  }
}

async function lookAt(
  url: string,
  plan: ChaosPlan,
  runId: string,
): Promise<
  Pick<ChaosReport, "missing" | "doubled" | "differing" | "alarms" | "isMergeRight" | "executions">
> {
  return inDatabase(url, async (client) => {
    const rowsOf = async <Row>(text: string): Promise<Row[]> =>
      (await client.query(text, [runId])).rows as Row[];
    const results = await rowsOf<{ ordinal: number; sha256: string }>(
      "select ordinal, sha256 from revcast.cell_result where run_id = $1",
    );
    const known = new Map(results.map(({ ordinal, sha256 }) => [ordinal, sha256]));
    const parts = Array.from({ length: plan.cellCount }, (_, index) => trialResult(plan.seed, index));
    const right = parts.map((bytes) => createHash("sha256").update(bytes).digest("hex"));
    const [effects] = await rowsOf<{ doubled: string }>(
      "select count(*) as doubled from (select from public.effect where run_id = $1 group by ordinal having count(*) > 1) twice",
    );
    const [executions] = await rowsOf<{ sum: string }>(
      "select sum(executions) as sum from revcast.cell where run_id = $1",
    );
    const [run] = await rowsOf<{ result_digest: string | null }>(
      "select result_digest from revcast.run where run_id = $1",
    );
    const alarms = await client.query("select from revcast.alarm");
    return {
      missing: right.filter((_, index) => !known.has(index)).length,
      doubled: Number(effects!.doubled),
      differing: right.filter((sha256, index) => known.has(index) && known.get(index) !== sha256).length,
      alarms: alarms.rowCount ?? 0,
      isMergeRight: run!.result_digest === trialMerge(parts).resultDigest,
      executions: Number(executions!.sum),
    };
  });
}

async function inDatabase<Result>(url: string, work: (client: Client) => Promise<Result>): Promise<Result> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
