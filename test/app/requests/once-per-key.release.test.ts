import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listRuns } from "../../../src/app/runs/read-run.ts";
import { oncePerKey } from "../../../src/app/requests/once-per-key.ts";
import { openWorkspace, type Workspace } from "../../../src/app/workspace/workspace.ts";
import { ENGINES, freshPlace, type FreshPlace } from "../../store/fresh-places.ts";
import { writeCompany } from "../runs/run-company.ts";
import type { DyingTask } from "./dying-request.ts";

const PROCESS = fileURLToPath(new URL("dying-request.ts", import.meta.url));

describe.each(ENGINES)("a request with an Idempotency-Key on the %s database", (engine) => {
  let fresh: FreshPlace;
  let workspace: Workspace;
  let company: ReturnType<typeof writeCompany>;
  beforeAll(async () => {
    fresh = await freshPlace(engine);
    workspace = await openWorkspace(fresh.place);
    company = writeCompany(60);
  }, 60_000);
  afterAll(async () => {
    company.remove();
    await workspace.store.close();
    await fresh.remove();
  });

  /** What was done so far, so that a second time would show. */
  const done = async (): Promise<{ imports: number; runs: number; entries: number }> => {
    const { rows } = await workspace.store.inTenant(workspace.tenantId, (tx) =>
      sql<{ imports: number; runs: number; entries: number }>`
        select (select count(*)::int from import) as imports, (select count(*)::int from run) as runs,
          (select count(*)::int from audit where action in ('import', 'run.start')) as entries`.execute(tx),
    );
    return rows[0]!;
  };
  const keyOf = () => ({ caller: "caller", key: randomUUID(), requestSha256: "0".repeat(64) });
  const die = (task: Omit<DyingTask, "place" | "path">): void => {
    const told: DyingTask = { ...task, place: fresh.place, path: company.history };
    const { signal, stderr } = spawnSync(
      process.execPath,
      ["--import", "tsx", PROCESS, JSON.stringify(told)],
      { timeout: 60_000 },
    );
    expect(signal, String(stderr)).toBe("SIGKILL");
  };
  /** As if the time had passed after which a process that says nothing is taken for dead. */
  const age = (key: string) =>
    workspace.store.inTenant(workspace.tenantId, (tx) =>
      sql`update idempotency set made_at = now() - interval '16 seconds' where key = ${`caller ${key}`}`.execute(
        tx,
      ),
    );

  it.each(["import", "run"] as const)(
    "whose process dies between the commit of its %s and the reply is answered as it would have been, and done once",
    async (work) => {
      const key = keyOf();
      die({ work, dies: "after", key });
      const after = await done();
      await age(key.key);
      const never = () => Promise.reject(new Error("It was done already"));
      const replies = await Promise.all(
        Array.from({ length: 10 }, () => oncePerKey(workspace, key, 20_000, never)),
      );
      expect(replies[0]!.status).toBe(201);
      const document = JSON.parse(replies[0]!.body.toString("utf8")) as { importId?: string; id?: string };
      expect(document.importId ?? document.id).toMatch(/^[0-9a-f-]{36}$/);
      expect(new Set(replies.map(({ body }) => body.toString("hex"))).size).toBe(1);
      expect(await done()).toEqual(after);
      const runs = (await listRuns(workspace, { limit: 9 })).map(({ id }) => id);
      expect(runs.includes(document.id ?? "")).toBe(work === "run");
    },
    120_000,
  );

  it.each(["import", "run"] as const)(
    "whose process dies before the commit of its %s has done nothing, and is done when it is asked again",
    async (work) => {
      const key = keyOf();
      const before = await done();
      die({ work, dies: "before", key });
      expect(await done()).toEqual(before);
      await age(key.key);
      const reply = await oncePerKey(workspace, key, 20_000, () =>
        Promise.resolve({ status: 201, body: Buffer.from("done") }),
      );
      expect(reply.body.toString()).toBe("done");
    },
    120_000,
  );

  it("does its work once when many ask at once", async () => {
    const key = keyOf();
    let count = 0;
    const work = async () => {
      count++;
      await new Promise((resolve) => setTimeout(resolve, 100));
      return { status: 201, body: Buffer.from(String(count)) };
    };
    const replies = await Promise.all(
      Array.from({ length: 10 }, () => oncePerKey(workspace, key, 20_000, work)),
    );
    expect([count, new Set(replies.map(({ body }) => body.toString())).size]).toEqual([1, 1]);
  });

  it("throws away replies of more than seven days, and no others", async () => {
    const keys = Array.from({ length: 12 }, keyOf);
    const work = () => Promise.resolve({ status: 201, body: Buffer.from("kept") });
    for (const key of keys) await oncePerKey(workspace, key, 20_000, work);
    const { key: young } = keys[0]!;
    const left = () =>
      workspace.store.inTenant(workspace.tenantId, async (tx) => {
        const rows = await tx.selectFrom("idempotency").select("key").execute();
        return rows.map(({ key }) => key).filter((kept) => keys.some(({ key }) => kept.endsWith(key)));
      });
    await workspace.store.inTenant(workspace.tenantId, (tx) =>
      sql`update idempotency set made_at = now() - interval '7 days 1 minute' where key <> ${`caller ${young}`}`.execute(
        tx,
      ),
    );
    for (const key of [keyOf(), keyOf(), keyOf()]) await oncePerKey(workspace, key, 20_000, work);
    expect(await left()).toEqual([`caller ${young}`]);
  });

  it("that stood still until another took it over keeps nothing of its own", async () => {
    const key = keyOf();
    const slow = oncePerKey(workspace, key, 20_000, async (commit) => {
      await age(key.key);
      const other = await oncePerKey(workspace, key, 20_000, () =>
        Promise.resolve({ status: 201, body: Buffer.from("second") }),
      );
      expect(other.body.toString()).toBe("second");
      const own = { status: 201, body: Buffer.from("first") };
      await workspace.store.inTenant(workspace.tenantId, (tx) => commit(tx, own));
      return own;
    });
    await expect(slow).rejects.toMatchObject({ code: "unavailable" });
    const kept = await oncePerKey(workspace, key, 20_000, () => Promise.reject(new Error("never")));
    expect(kept.body.toString()).toBe("second");
  });
});
