import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { bullmqEngine } from "../../../src/app/runs/bullmq-engine.ts";
import type { CellRef } from "../../../src/app/runs/cell-work.ts";
import { jobIdOf, type CellVerdict, type JobEngine } from "../../../src/app/runs/job-engine.ts";
import { memoryEngine } from "../../../src/app/runs/memory-engine.ts";
import { openStore, type Store } from "../../../src/store/store.ts";
import { freshPlace, type Engine, type FreshPlace } from "../../store/fresh-places.ts";

const KINDS: readonly { readonly kind: string; readonly database: Engine | undefined }[] = [
  { kind: "a list in memory", database: undefined },
  { kind: "BullMQ on the embedded database", database: "embedded" },
  { kind: "BullMQ on a server", database: "server" },
];

/** What every engine has to keep, whatever carries the cells. */
describe.each(KINDS)("a job engine that is $kind", ({ database }) => {
  let fresh: FreshPlace | undefined;
  let store: Store | undefined;
  const open: JobEngine[] = [];
  beforeAll(async () => {
    if (database === undefined) return;
    fresh = await freshPlace(database);
    store = await openStore(fresh.place);
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((engine) => engine.close()));
  });
  afterAll(async () => {
    await store?.close();
    await fresh?.remove();
  });
  const engineOf = async (name: string): Promise<JobEngine> => {
    const engine = store === undefined ? memoryEngine() : await bullmqEngine(store, { name });
    open.push(engine);
    return engine;
  };
  const cells = (count: number): (CellRef & { priority: number })[] => {
    const runId = randomUUID();
    return Array.from({ length: count }, (_, ordinal) => ({
      tenantId: "default",
      runId,
      ordinal,
      epoch: 1,
      priority: ordinal + 1,
    }));
  };
  const until = async (isSo: () => boolean | Promise<boolean>): Promise<void> => {
    const deadline = Date.now() + 15_000;
    while (!(await isSo())) {
      if (Date.now() > deadline) throw new Error("It did not come to that in time");
      await sleep(20);
    }
  };

  it("hands out each cell once, a few at a time, and holds nothing afterwards", async () => {
    const engine = await engineOf("once");
    const seen: string[] = [];
    let atWork = 0;
    let most = 0;
    await engine.work(async (cell) => {
      most = Math.max(most, ++atWork);
      await sleep(15);
      atWork--;
      seen.push(jobIdOf(cell));
      return "settled";
    }, 3);
    const offered = cells(20);
    await engine.offer(offered);
    await until(() => seen.length >= 20);
    await sleep(200);
    expect(seen.sort()).toEqual(offered.map(jobIdOf).sort());
    expect(most).toBe(3);
    await until(async () => (await engine.held()) === 0);
  });

  it("leaves a cell that it has already as it is, and takes it again when it is over", async () => {
    const engine = await engineOf("twice");
    const offered = cells(4);
    await engine.offer(offered);
    await engine.offer(offered);
    expect(await engine.held()).toBe(4);
    const seen: string[] = [];
    await engine.work((cell) => {
      seen.push(jobIdOf(cell));
      return Promise.resolve("settled");
    }, 1);
    await until(() => seen.length >= 4);
    await sleep(150);
    expect(seen).toHaveLength(4);
    await engine.offer(offered.slice(0, 1));
    await until(() => seen.length >= 5);
    expect(seen[4]).toBe(jobIdOf(offered[0]!));
  });

  it("begins with the cells whose turn is sooner", async () => {
    const engine = await engineOf("priority");
    const offered = cells(6).map((cell) => Object.assign(cell, { priority: 10 - cell.ordinal }));
    await engine.offer(offered);
    const seen: number[] = [];
    await engine.work((cell) => {
      seen.push(cell.ordinal);
      return Promise.resolve("settled");
    }, 1);
    await until(() => seen.length >= 6);
    expect(seen).toEqual([5, 4, 3, 2, 1, 0]);
  });

  it("hands a cell out again, as often as its work asks for it or fails", async () => {
    const engine = await engineOf("again");
    const verdicts: (() => Promise<CellVerdict>)[] = [
      () => Promise.resolve("again"),
      () => Promise.reject(new Error("the database was away")),
      () => Promise.resolve("settled"),
    ];
    let count = 0;
    await engine.work(() => verdicts[count++]!(), 2);
    await engine.offer(cells(1));
    await until(() => count >= 3);
    await sleep(700);
    expect(count).toBe(3);
  });

  it("lets what is at work end when it drains, and hands out nothing more", async () => {
    const engine = await engineOf("drain");
    let begun = 0;
    let ended = 0;
    await engine.work(async () => {
      begun++;
      await sleep(300);
      ended++;
      return "settled";
    }, 2);
    await engine.offer(cells(10));
    await until(() => begun >= 2);
    await engine.drain();
    expect(ended).toBe(begun);
    await sleep(200);
    expect(begun).toBeLessThan(10);
  });

  it("tells what is at work to stop when it is closed", async () => {
    const engine = await engineOf("close");
    let reason = "never";
    await engine.work(async (_, signal) => {
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      reason = "told";
      return "again";
    }, 1);
    await engine.offer(cells(1));
    await sleep(300);
    await engine.close();
    expect(reason).toBe("told");
  });
});
