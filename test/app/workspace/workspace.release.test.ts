import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generateDemoCompany, COMPANY_DEFAULTS } from "../../../src/app/generate-demo-company.ts";
import { importIntoWorkspace } from "../../../src/app/workspace/import-into-workspace.ts";
import { loadPipeline } from "../../../src/app/workspace/load-pipeline.ts";
import { logDigest } from "../../../src/app/workspace/log-digest.ts";
import { openWorkspace, type Workspace } from "../../../src/app/workspace/workspace.ts";
import { importPipeline } from "../../../src/files/import-pipeline.ts";
import type { StoreTransaction } from "../../../src/store/store.ts";
import { ENGINES, freshPlace, type FreshPlace } from "../../store/fresh-places.ts";

describe.each(ENGINES)("a workspace on the %s database", (engine) => {
  let fresh: FreshPlace;
  let workspace: Workspace;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "revcast-company-"));
    await generateDemoCompany({ ...COMPANY_DEFAULTS, opportunities: 600, days: 500, seed: 7 }, folder);
    fresh = await freshPlace(engine);
    workspace = await openWorkspace(fresh.place);
  });
  afterAll(async () => {
    await workspace.store.close();
    await fresh.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  it("says so when nothing was imported into it", async () => {
    await expect(loadPipeline(workspace)).rejects.toMatchObject({ code: "no_data" });
  });

  it("gives back what the files give, in every field and byte", async () => {
    const fromFiles = await importPipeline([folder]);
    const made = await importIntoWorkspace(workspace, [folder]);
    expect(made).toMatchObject({ revision: 1, isNew: true, endedCount: 0 });
    const { imported } = await loadPipeline(workspace);
    expect(logDigest(imported.log)).toBe(logDigest(fromFiles.log));
    expect(imported).toEqual(fromFiles);
  });

  it("does nothing when the same files come again", async () => {
    const again = await importIntoWorkspace(workspace, [folder]);
    expect(again).toMatchObject({ revision: 1, isNew: false, addedCount: 0 });
    expect(again.files.every(({ state }) => state === "known")).toBe(true);
  });

  it("keeps the revision before a new file as it was", async () => {
    const before = await loadPipeline(workspace);
    const more = join(folder, "more");
    mkdirSync(more);
    const header = readFileSync(join(folder, "history.csv"), "utf8").split("\n")[0]!;
    writeFileSync(join(more, "late.csv"), `${header}\nX-1,2026-01-05,Qualify,1000,Core,North,A,2026-03-01\n`);
    const made = await importIntoWorkspace(workspace, [more]);
    expect(made).toMatchObject({ revision: 2, addedCount: 1, endedCount: 0 });
    const { imported } = await loadPipeline(workspace);
    expect(imported.log.opportunityIds).toContain("X-1");
    const old = await loadPipeline(workspace, 1);
    expect(logDigest(old.imported.log)).toBe(logDigest(before.imported.log));
  });

  it("takes nothing from files that cannot be read", async () => {
    const bad = join(folder, "bad");
    mkdirSync(bad);
    writeFileSync(join(bad, "broken.csv"), "opportunity_id,changed_at,stage,amount\nA,not a day,Open,1\n");
    await expect(importIntoWorkspace(workspace, [bad], { strict: true })).rejects.toMatchObject({
      code: "bad_input",
    });
    expect((await loadPipeline(workspace)).revision).toBe(2);
  });

  it("makes one revision after another when imports run at once", async () => {
    const header = readFileSync(join(folder, "history.csv"), "utf8").split("\n")[0]!;
    const folders = ["one", "two", "three"].map((name) => {
      const path = join(folder, name);
      mkdirSync(path);
      writeFileSync(
        join(path, `${name}.csv`),
        `${header}\n${name},2026-01-05,Qualify,1000,Core,North,A,2026-03-01\n`,
      );
      return path;
    });
    const made = await Promise.all(folders.map((path) => importIntoWorkspace(workspace, [path])));
    expect(made.map(({ revision }) => revision).sort((a, b) => a - b)).toEqual([3, 4, 5]);
    const { imported } = await loadPipeline(workspace);
    expect(imported.log.opportunityIds).toEqual(expect.arrayContaining(["one", "two", "three"]));
  });

  it("is rid of what a stopped import left behind a day later", async () => {
    const { store, tenantId } = workspace;
    const left = (tx: StoreTransaction) =>
      tx.selectFrom("raw_file").select("sha256").where("sha256", "like", "0000%").execute();
    await store.inTenant(tenantId, (tx) =>
      tx
        .insertInto("raw_file")
        .values([
          {
            tenant_id: tenantId,
            sha256: "0".repeat(63) + "1",
            byte_count: 1,
            stored_at: new Date("2020-01-01"),
          },
          { tenant_id: tenantId, sha256: "0".repeat(63) + "2", byte_count: 1 },
        ])
        .execute(),
    );
    await importIntoWorkspace(workspace, [folder]);
    expect((await store.inTenant(tenantId, left)).map(({ sha256 }) => sha256.at(-1))).toEqual(["2"]);
  });
});
