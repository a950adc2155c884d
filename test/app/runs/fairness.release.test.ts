import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bullmqEngine } from "../../../src/app/runs/bullmq-engine.ts";
import { executeCell } from "../../../src/app/runs/execute-cell.ts";
import { heldCells } from "../../../src/app/runs/held-cells.ts";
import { memoryEngine } from "../../../src/app/runs/memory-engine.ts";
import { readRun } from "../../../src/app/runs/read-run.ts";
import { cancelRun } from "../../../src/app/runs/settle-run.ts";
import { startRuns } from "../../../src/app/runs/start-runs.ts";
import { ensureTenant, openWorkspace, type Workspace } from "../../../src/app/workspace/workspace.ts";
import { ENGINES, freshPlace, type FreshPlace } from "../../store/fresh-places.ts";
import { settled } from "./run-company.ts";
import { submitTrial, trialResult } from "./trial-request.ts";

const SLOTS = 2;
const SMALL = 5;

describe.each(ENGINES)("tenants that share workers on the %s database", (database) => {
  let fresh: FreshPlace;
  let many: Workspace;
  let few: Workspace;
  beforeAll(async () => {
    fresh = await freshPlace(database);
    many = await openWorkspace(fresh.place);
    few = { ...many, tenantId: "few" };
    await ensureTenant(many.store, "few", "Few");
  });
  afterAll(async () => {
    await many.store.close();
    await fresh.remove();
  });

  const quick = { kind: "trial-sleep", fromMs: 1, toMs: 20 };
  const doneOf = async ({ store, tenantId }: Workspace, runId: string): Promise<Date[]> => {
    const rows = await store.inTenant(tenantId, (tx) =>
      tx.selectFrom("cell_result").select("made_at").where("run_id", "=", runId).orderBy("made_at").execute(),
    );
    return rows.map(({ made_at }) => made_at);
  };

  it.each(["memory", "bullmq"])(
    "are done with five cells behind 10,000 foreign ones in twice the slots that they need alone (%s)",
    async (queue) => {
      const engine = queue === "memory" ? memoryEngine() : await bullmqEngine(many.store, { name: "fair" });
      const runs = await startRuns({
        store: many.store,
        engine,
        concurrency: SLOTS,
        computeEntry: new URL("trial-compute.ts", import.meta.url),
      });
      try {
        const large = await submitTrial(many, quick, { partCount: 10_000, engine });
        while ((await readRun(many, large)).cells.done < 20) await sleep(10);
        // Of all that waits the engine has a few, whatever there is.
        expect(await engine.held()).toBeLessThanOrEqual(10);
        const before = (await doneOf(many, large)).length;
        const small = await submitTrial(few, quick, { partCount: SMALL, engine });
        while ((await doneOf(few, small)).length < SMALL) await sleep(5);
        const last = (await doneOf(few, small))[SMALL - 1]!;
        const between = (await doneOf(many, large)).filter((at) => at <= last).length - before;
        // One foreign cell for each of ours, and those that were being computed when we came.
        expect(between).toBeLessThanOrEqual(SMALL + SLOTS);
        await cancelRun(many, large);
      } finally {
        await runs.stop();
      }
    },
  );

  it("let a run of one cell pass the large run of the same tenant", async () => {
    const engine = memoryEngine();
    const runs = await startRuns({
      store: many.store,
      engine,
      concurrency: SLOTS,
      computeEntry: new URL("trial-compute.ts", import.meta.url),
    });
    try {
      const large = await submitTrial(many, quick, { partCount: 300, engine });
      while ((await readRun(many, large)).cells.done < 10) await sleep(10);
      const before = (await doneOf(many, large)).length;
      const single = await submitTrial(many, quick, { engine });
      await settled(many, single);
      const at = (await doneOf(many, single))[0]!;
      const between = (await doneOf(many, large)).filter((done) => done <= at).length - before;
      expect(between).toBeLessThanOrEqual(10);
      await cancelRun(many, large);
    } finally {
      await runs.stop();
    }
  });

  it("do not stand behind cells that another version of the engine has left", async () => {
    const { store, tenantId } = many;
    const engine = memoryEngine();
    const left = await submitTrial(many, quick, { partCount: 10, engine });
    expect(await engine.held()).toBe(4);
    await store.inTenant(tenantId, (tx) =>
      tx.updateTable("run").set({ engine_version: "0" }).where("run_id", "=", left).execute(),
    );
    await submitTrial(many, quick, { partCount: 10, engine });
    expect(await engine.held()).toBe(8);
    await engine.close();
    await store.inTenant(tenantId, (tx) => tx.deleteFrom("run").where("state", "=", "waiting").execute());
  });

  it("never have more cells computed at once than one may, however many are handed out", async () => {
    const MOST = 3;
    const { store } = many;
    const runId = await submitTrial(many, quick, { partCount: 40 });
    const foreign = await submitTrial(few, quick, { partCount: 6 });
    const atWork = new Map([many, few].map(({ tenantId }) => [tenantId, { now: 0, most: 0 }]));
    let refused = 0;
    const doAll = async ({ tenantId }: Workspace, id: string, ordinal: number): Promise<void> => {
      const count = atWork.get(tenantId)!;
      const execution = {
        store,
        worker: `worker ${ordinal % 5}`,
        mostHeld: MOST,
        compute: async () => {
          count.most = Math.max(count.most, ++count.now);
          await sleep(10);
          count.now--;
          return { kind: "done" as const, cell: { bytes: trialResult(1, ordinal) } };
        },
      };
      const ref = { tenantId, runId: id, ordinal, epoch: 1 };
      while ((await executeCell(execution, ref, new AbortController().signal)) === "again") {
        refused++;
        await sleep(10);
      }
    };
    const cells = (workspace: Workspace, id: string, length: number): Promise<void>[] =>
      Array.from({ length }, (_, ordinal) => doAll(workspace, id, ordinal));
    await Promise.all([...cells(many, runId, 40), ...cells(few, foreign, 6)]);
    expect(atWork.get(many.tenantId)!.most).toBe(MOST);
    expect(atWork.get(few.tenantId)!.most).toBeLessThanOrEqual(MOST);
    expect(refused).toBeGreaterThan(0);
    expect(await doneOf(many, runId)).toHaveLength(40);
  });

  it("get the place of a cell back when its worker is lost or gives it back", async () => {
    const { store } = many;
    const runId = await submitTrial(many, quick, { partCount: 3 });
    const refOf = (ordinal: number) => ({ tenantId: many.tenantId, runId, ordinal, epoch: 1 });
    const signal = new AbortController().signal;
    const holds = heldCells(store, "one", () => undefined);
    const given = (kind: "cancelled" | "done") => () =>
      Promise.resolve(kind === "done" ? { kind, cell: { bytes: Buffer.from("done") } } : { kind });
    const one = { store, worker: "one", mostHeld: 1, holds };
    expect(await executeCell({ ...one, compute: given("cancelled") }, refOf(0), signal)).toBe("again");
    expect(await executeCell({ ...one, compute: given("done") }, refOf(1), signal)).toBe("settled");
    const lost = { store, worker: "lost", mostHeld: 1, compute: given("cancelled") };
    expect(await executeCell(lost, refOf(0), signal)).toBe("again");
    expect(await executeCell({ ...one, compute: given("done") }, refOf(2), signal)).toBe("again");
    await store.inTenant(many.tenantId, (tx) =>
      tx
        .updateTable("cell")
        .set({ held_until: new Date(0) })
        .where("run_id", "=", runId)
        .execute(),
    );
    expect(await executeCell({ ...one, compute: given("done") }, refOf(2), signal)).toBe("settled");
    holds.close();
  });
});
