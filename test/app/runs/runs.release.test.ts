import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { forecastFiles } from "../../../src/app/forecast-files.ts";
import { bullmqEngine } from "../../../src/app/runs/bullmq-engine.ts";
import { commitCell } from "../../../src/app/runs/commit-cell.ts";
import { memoryEngine } from "../../../src/app/runs/memory-engine.ts";
import { listRuns, readRun, readRunResult } from "../../../src/app/runs/read-run.ts";
import { runEvents } from "../../../src/app/runs/run-events.ts";
import { cancelRun, redriveRun } from "../../../src/app/runs/settle-run.ts";
import { startRuns, type RunLog, type Runs } from "../../../src/app/runs/start-runs.ts";
import { submitRun, writeRun } from "../../../src/app/runs/submit-run.ts";
import { ensureTenant, openWorkspace, type Workspace } from "../../../src/app/workspace/workspace.ts";
import type { RunEvent } from "../../../src/contracts/run.ts";
import { ENGINES, freshPlace, type FreshPlace } from "../../store/fresh-places.ts";
import { importCompany, settled, writeCompany } from "./run-company.ts";
import { submitTrial, trialMerge, trialResult, type TrialRequest } from "./trial-request.ts";
import { isAlive } from "./worker-fleet.ts";

const COMBINATIONS = ENGINES.flatMap((database) =>
  (["memory", "bullmq"] as const).map((queue) => ({ database, queue })),
);

describe.each(COMBINATIONS)("runs on the $database database, carried by $queue", ({ database, queue }) => {
  const company = writeCompany();
  const logs: RunLog[] = [];
  const computeIds: number[] = [];
  let fresh: FreshPlace;
  let workspace: Workspace;
  let runs: Runs;
  beforeAll(async () => {
    fresh = await freshPlace(database);
    workspace = await openWorkspace(fresh.place);
    await importCompany(workspace, company.history);
    const { store } = workspace;
    const engine = queue === "memory" ? memoryEngine() : await bullmqEngine(store);
    runs = await startRuns({
      store,
      engine,
      concurrency: 2,
      reconcileMs: 1_000,
      memoryMb: 400,
      computeEntry: new URL("trial-compute.ts", import.meta.url),
      onLog: (entry) => void logs.push(entry),
      onComputeStart: (processId) => void computeIds.push(processId),
    });
  });
  afterAll(async () => {
    await runs.stop();
    await workspace.store.close();
    await fresh.remove();
    company.remove();
  });
  const submit = (kind: string, changes: Partial<TrialRequest> & { partCount?: number } = {}) => {
    const { partCount = 0, ...request } = changes;
    return submitTrial(workspace, { ...request, kind }, { partCount, engine: runs.engine });
  };
  const cellsOf = (runId: string) =>
    workspace.store.inTenant("default", (tx) =>
      tx.selectFrom("cell").selectAll().where("run_id", "=", runId).orderBy("ordinal").execute(),
    );

  it("answer a forecast with the bytes that the files give", async () => {
    const asked = { asOf: "2024-06-02", period: "2024-Q3", draws: 2_000, seed: 5 };
    const { runId } = await submitRun(workspace, { kind: "forecast", ...asked }, { engine: runs.engine });
    const run = await settled(workspace, runId);
    expect(run.failure).toBeNull();
    const { reply } = await forecastFiles({ ...asked, paths: [company.history], reading: {} });
    const { bytes } = await readRunResult(workspace, runId);
    expect(bytes.toString()).toBe(JSON.stringify(reply));
    expect(run).toMatchObject({
      state: "done",
      resultDigest: reply.resultDigest,
      planDigest: reply.planDigest,
    });
  });

  it("bring parts together when all are there, and tell every step with growing ids", async () => {
    const events: RunEvent[] = [];
    const runId = await submit("trial-sleep", { partCount: 12, toMs: 120 });
    for await (const event of runEvents(workspace, runId, -1, { signals: runs.signals })) events.push(event);
    const parts = Array.from({ length: 12 }, (_, index) => trialResult(1, index));
    expect((await readRun(workspace, runId)).resultDigest).toBe(trialMerge(parts).resultDigest);
    expect(events.at(-1)).toMatchObject({ state: "done", cells: { all: 13, done: 13, dead: 0 } });
    expect(events.length).toBeGreaterThan(5);
    const ids = events.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b));
    // Whoever comes back with an id goes on after it, here and in any other process.
    const again: RunEvent[] = [];
    for await (const event of runEvents(workspace, runId, ids.at(-2))) again.push(event);
    expect(again).toEqual([events.at(-1)]);
  });

  it("find cells that no engine was told of", async () => {
    const runId = await submitTrial(workspace, { kind: "trial-sleep", toMs: 60 }, { partCount: 3 });
    expect(await settled(workspace, runId)).toMatchObject({ state: "done" });
  });

  it("leave the cells of another version of the engine to its workers, whoever hands them out", async () => {
    const { store, tenantId } = workspace;
    const request = { kind: "trial-sleep", seed: 1, fromMs: 1, toMs: 5 };
    const parts = [0, 1, 2].map((index) => ({ kind: "part" as const, part: { index, count: 3 } }));
    const planned = { cells: parts, hasMerge: false };
    const runId = await store.inTenant(tenantId, async (tx) => {
      const id = await writeRun(tx, workspace, { request, revision: null, documents: [], planned });
      await tx.updateTable("run").set({ engine_version: "0" }).where("run_id", "=", id).execute();
      return id;
    });
    const cells = [0, 1, 2].map((ordinal) => ({ tenantId, runId, ordinal, epoch: 1, priority: 1 }));
    await runs.engine.offer(cells);
    // What is offered afterwards is done, and by then the others were handed out.
    await settled(workspace, await submit("trial-sleep", { toMs: 5 }));
    while ((await runs.engine.held()) > 0) await sleep(20);
    expect((await cellsOf(runId)).map(({ executions, state }) => [executions, state])).toEqual(
      Array.from({ length: 3 }, () => [0, "waiting"]),
    );
    await store.inTenant(tenantId, (tx) =>
      tx.updateTable("run").set({ state: "failed" }).where("run_id", "=", runId).execute(),
    );
    await expect(redriveRun(workspace, runId)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("engine 0 has begun it") as string,
    });
  });

  it("let a small run of another tenant pass the cells of a large one", async () => {
    const others: Workspace = { ...workspace, tenantId: "others" };
    await ensureTenant(workspace.store, "others", "Others");
    const large = await submit("trial-sleep", { partCount: 60, toMs: 70 });
    while ((await readRun(workspace, large)).cells.done < 4) await sleep(20);
    const small = await submitTrial(
      others,
      { kind: "trial-sleep", toMs: 70 },
      { partCount: 3, engine: runs.engine },
    );
    await settled(others, small);
    expect((await readRun(workspace, large)).cells.done).toBeLessThan(40);
    expect(await settled(workspace, large)).toMatchObject({ state: "done" });
  });

  // A list in memory is lost with its process alone.
  it.each(queue === "bullmq" ? [queue] : [])("go on when %s has lost everything", async () => {
    const runId = await submit("trial-sleep", { partCount: 30, toMs: 100 });
    while ((await readRun(workspace, runId)).cells.done < 3) await sleep(20);
    const client = new Client(workspace.store.connection);
    await client.connect();
    await client.query("delete from bullmq.job");
    await client.end();
    expect(await settled(workspace, runId)).toMatchObject({ state: "done", cells: { done: 31 } });
  });

  it("stop a computation that looks at nothing within a second, and show nothing of it afterwards", async () => {
    const runId = await submit("trial-spin", { toMs: 60_000 });
    while ((await readRun(workspace, runId)).state !== "running") await sleep(20);
    await sleep(1_500); // it spins by now
    const before = computeIds.filter((processId) => isAlive(processId));
    const asked = performance.now();
    expect(await cancelRun(workspace, runId)).toBe(true);
    while (before.every((processId) => isAlive(processId))) await sleep(5);
    expect(performance.now() - asked).toBeLessThan(1_000);
    expect(await cancelRun(workspace, runId)).toBe(false);
    await expect(readRunResult(workspace, runId)).rejects.toMatchObject({ code: "conflict" });
    const next = await submit("trial-sleep", { toMs: 60 });
    expect(await settled(workspace, next)).toMatchObject({ state: "done" });
  });

  it("give poison up after three executions with its reason, and begin it again when told to", async () => {
    const runId = await submit("trial-kill");
    const reason = "Gave up cell 0 after 3 executions that died: The computing process was ended by SIGKILL";
    expect(await settled(workspace, runId)).toMatchObject({
      state: "failed",
      cells: { all: 1, done: 0, dead: 1 },
      failure: { code: "internal", cell: 0, message: reason },
    });
    expect(await cellsOf(runId)).toMatchObject([{ executions: 3, crashes: 3, epoch: 1, state: "dead" }]);
    await redriveRun(workspace, runId);
    expect(await settled(workspace, runId)).toMatchObject({ state: "failed" });
    expect(await cellsOf(runId)).toMatchObject([{ executions: 3, crashes: 3, epoch: 2, state: "dead" }]);
    await expect(readRunResult(workspace, runId)).rejects.toThrow(reason);
  });

  // It takes six processes that fill their memory, and depends on nothing else.
  const hoarders = database === "server" && queue === "bullmq" ? ["trial-heap", "trial-arrays"] : [];
  it.each(hoarders)("say that memory was too little: %s", async (kind) => {
    const { failure } = await settled(workspace, await submit(kind));
    expect(failure?.message).toMatch(/memory/);
  });

  it("try what the data forbid once, and end the other cells with it", async () => {
    const runId = await submit("trial-refuse", { partCount: 5 });
    const run = await settled(workspace, runId);
    expect(run.failure).toMatchObject({ code: "no_data", message: "Cannot try this: it was made to refuse" });
    const cells = await cellsOf(runId);
    expect(cells.every(({ executions }) => executions <= 1)).toBe(true);
    expect(cells.map(({ state }) => state).sort()).toContain("cancelled");
    await expect(readRunResult(workspace, runId)).rejects.toMatchObject({ code: "no_data" });
  });

  it("call a mistake of ours what it is", async () => {
    const { failure } = await settled(workspace, await submit("trial-bug"));
    expect(failure).toMatchObject({ code: "internal" });
    expect(failure!.message).toContain("a mistake of ours");
  });

  it("compute where no database is known", async () => {
    const run = await settled(workspace, await submit("trial-environment"));
    const names = JSON.parse(run.resultDigest!) as string[];
    expect(names.filter((name) => /DATABASE|PG|URL/.test(name))).toEqual([]);
  });

  it("keep a result once, refuse late ones, and raise an alarm for one that differs", async () => {
    const runId = await submit("trial-sleep", { toMs: 60, seed: 9 });
    await settled(workspace, runId);
    const ref = { tenantId: "default", runId, ordinal: 0, epoch: 1 };
    const first = { bytes: trialResult(9, 0) };
    const { store } = workspace;
    const alarms = () =>
      store.inTenant("default", (tx) => tx.selectFrom("alarm").select(["kind", "detail"]).execute());
    expect(await commitCell(store, ref, first, "late")).toEqual({ kind: "known" });
    expect(await commitCell(store, { ...ref, epoch: 2 }, first, "old")).toEqual({ kind: "stale" });
    expect(await alarms()).toEqual([]);
    expect(await commitCell(store, ref, { bytes: Buffer.from("other") }, "odd")).toEqual({ kind: "differs" });
    const sha256 = createHash("sha256").update(first.bytes).digest("hex");
    expect(await alarms()).toMatchObject([{ kind: "results_differ", detail: { runId, first: sha256 } }]);
    expect((await readRunResult(workspace, runId)).sha256).toBe(sha256);
  });

  it("are listed, the newest first, page by page", async () => {
    const all = await listRuns(workspace, { limit: 100 });
    const [first, ...rest] = await listRuns(workspace, { limit: 3 });
    expect([first, ...rest]).toEqual(all.slice(0, 3));
    const after = { madeAt: rest.at(-1)!.madeAt, id: rest.at(-1)!.id };
    expect(await listRuns(workspace, { limit: 100, after })).toEqual(all.slice(3));
    const failed = await listRuns(workspace, { limit: 100, state: "failed" });
    expect(failed).toEqual(all.filter(({ state }) => state === "failed"));
    await expect(readRun(workspace, "no-such-run")).rejects.toMatchObject({ code: "not_found" });
  });

  it("give back what does not end in time when they drain, and others do it", async () => {
    const runId = await submit("trial-sleep", { fromMs: 60_000, toMs: 60_000 });
    while ((await readRun(workspace, runId)).state !== "running") await sleep(20);
    await sleep(500);
    const asked = performance.now();
    await runs.drain(300);
    expect(performance.now() - asked).toBeLessThan(3_000);
    expect(await cellsOf(runId)).toMatchObject([{ state: "waiting", epoch: 1 }]);
    await cancelRun(workspace, runId);
  });

  it("say nothing of errors on the way, and leave no process behind", () => {
    expect(logs.filter(({ level }) => level === "error")).toEqual([]);
    expect(computeIds.length).toBeGreaterThan(5);
    expect(computeIds.filter((processId) => isAlive(processId))).toEqual([]);
  });
});
