import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { restoreBackup } from "../../../src/app/backup/restore-backup.ts";
import { verifyBackup } from "../../../src/app/backup/verify-backup.ts";
import { writeBackup } from "../../../src/app/backup/write-backup.ts";
import { verifyAuditChain } from "../../../src/app/audit/verify-chain.ts";
import { forecastFiles } from "../../../src/app/forecast-files.ts";
import { openWorkspace, type Workspace } from "../../../src/app/workspace/workspace.ts";
import { openStore } from "../../../src/store/store.ts";
import { ENGINES, freshPlace, type Engine, type FreshPlace } from "../../store/fresh-places.ts";
import { fillStore } from "./saved-company.ts";

const VERSION = { version: "0.0.0-test" };
const folder = mkdtempSync(join(tmpdir(), "revcast-backup-test-"));
chmodSync(folder, 0o755);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const otherOf = (engine: Engine): Engine => (engine === "embedded" ? "server" : "embedded");

/** All bytes of the answer of a workspace to one question. */
async function forecastOf({ place }: FreshPlace): Promise<string> {
  const question = { asOf: "2024-05-01", period: "2024-Q2", draws: 2_000, seed: 3, reading: {} };
  return JSON.stringify((await forecastFiles({ ...question, paths: [], place })).reply);
}

describe.each(ENGINES)("a backup of the %s database", (engine) => {
  let fresh: FreshPlace;
  let workspace: Workspace;
  const file = join(folder, `${engine}.revcast`);
  beforeAll(async () => {
    fresh = await freshPlace(engine);
    workspace = await openWorkspace(fresh.place);
    await fillStore(workspace);
  });
  afterAll(async () => {
    await workspace.store.close();
    await fresh.remove();
  });

  it("holds every row of every tenant, and checks without a database", async () => {
    const made = await writeBackup(workspace.store, file, VERSION);
    expect(await verifyBackup(file)).toEqual(made);
    const rows = Object.fromEntries(made.tables.map(({ name, rowCount }) => [name, rowCount]));
    expect(rows).toMatchObject({ tenant: 2, document: 10, revision: 2, override: 1, run: 1, cell_result: 1 });
    expect(rows.change).toBeGreaterThan(500);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const lines = gunzipSync(readFileSync(file)).toString().trim().split("\n");
    expect(lines).toHaveLength(made.rowCount + 2 * made.tables.length + 3);
  });

  it.each([engine, otherOf(engine)])(
    "comes back on the %s database with equal digests and equal forecasts",
    async (target) => {
      const made = await writeBackup(workspace.store, file, VERSION);
      const other = await freshPlace(target);
      const restored = await openStore(other.place);
      const back = await restoreBackup(restored, file);
      expect(back.contentSha256).toBe(made.contentSha256);
      const again = await writeBackup(restored, join(folder, "again.revcast"), VERSION);
      expect(again.tables).toEqual(made.tables);
      expect(again.contentSha256).toBe(made.contentSha256);
      expect(await verifyAuditChain(restored, "default")).toEqual(
        await verifyAuditChain(workspace.store, "default"),
      );
      await expect(restoreBackup(restored, file)).rejects.toMatchObject({ code: "conflict" });
      await restored.close();
      expect(await forecastOf(other)).toBe(await forecastOf(fresh));
      await other.remove();
    },
  );

  it("is not written at all where it cannot be written whole", async () => {
    const stop = new AbortController();
    const out = join(folder, "stopped");
    const onProgress = (table: string): void => (table === "change" ? stop.abort() : undefined);
    await expect(
      writeBackup(workspace.store, out, { ...VERSION, signal: stop.signal, onProgress }),
    ).rejects.toThrow(/abort/i);
    const missing = join(folder, "no such folder/backup");
    await expect(writeBackup(workspace.store, missing, VERSION)).rejects.toMatchObject({
      code: "cannot_write",
    });
    await expect(writeBackup(workspace.store, folder, VERSION)).rejects.toMatchObject({
      code: "cannot_write",
    });
    expect(readdirSync(folder).filter((name) => /stopped|partial/.test(name))).toEqual([]);
  });

  it("leaves nothing of a restore that is stopped or that fails on the way", async () => {
    const other = await freshPlace(engine);
    const store = await openStore(other.place);
    const stop = new AbortController();
    const onProgress = (table: string): void => (table === "run" ? stop.abort() : undefined);
    await expect(restoreBackup(store, file, { signal: stop.signal, onProgress })).rejects.toThrow(/abort/i);
    const bytes = readFileSync(file);
    bytes[bytes.length >> 1]! ^= 1;
    writeFileSync(join(folder, "flipped"), bytes);
    await expect(restoreBackup(store, join(folder, "flipped"))).rejects.toMatchObject({ code: "bad_input" });
    const tenants = await store.asSystem((tx) => tx.selectFrom("tenant").selectAll().execute());
    expect(tenants).toEqual([]);
    await restoreBackup(store, file);
    await store.close();
    await other.remove();
  });

  it("is one moment of the database while others write", async () => {
    const stop = new AbortController();
    let count = 0;
    const writer = (async () => {
      while (!stop.signal.aborted) {
        await workspace.store.inTenant("other", async (tx) => {
          const pair = { tenant_id: "other", kind: "pair", detail: JSON.stringify({ count: count++ }) };
          await tx.insertInto("alarm").values(pair).execute();
          await tx.insertInto("alarm").values(pair).execute();
        });
      }
    })();
    for (let round = 0; round < 3; round++) {
      const made = await writeBackup(workspace.store, join(folder, "busy.revcast"), VERSION);
      expect(made.tables.find(({ name }) => name === "alarm")!.rowCount % 2).toBe(0);
    }
    stop.abort();
    await writer;
    expect(count).toBeGreaterThan(2);
  });
});
