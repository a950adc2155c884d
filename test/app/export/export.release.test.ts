import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { verifyAuditChain } from "../../../src/app/audit/verify-chain.ts";
import { ELSEWHERE } from "../../../src/app/export/export-tables.ts";
import { exportWorkspace } from "../../../src/app/export/export-workspace.ts";
import { forecastFiles } from "../../../src/app/forecast-files.ts";
import { keepDocument } from "../../../src/app/documents/keep-document.ts";
import { COMPANY_DEFAULTS, generateDemoCompany } from "../../../src/app/generate-demo-company.ts";
import { addOverride } from "../../../src/app/overrides/overrides.ts";
import { importIntoWorkspace } from "../../../src/app/workspace/import-into-workspace.ts";
import { loadPipeline } from "../../../src/app/workspace/load-pipeline.ts";
import { logDigest } from "../../../src/app/workspace/log-digest.ts";
import { openWorkspace, type Workspace } from "../../../src/app/workspace/workspace.ts";
import { ExportManifest } from "../../../src/contracts/export-manifest.ts";
import { importPipeline } from "../../../src/files/import-pipeline.ts";
import { fillStore } from "../backup/saved-company.ts";
import { ENGINES, freshPlace, type FreshPlace } from "../../store/fresh-places.ts";

const VERSION = { version: "0.0.0-test" };
const CANARY = "canary-of-another-tenant";
const scratch = mkdtempSync(join(tmpdir(), "revcast-export-test-"));
chmodSync(scratch, 0o755);
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe.each(ENGINES)("an export of a workspace on the %s database", (engine) => {
  let fresh: FreshPlace;
  let workspace: Workspace;
  let manifest: ExportManifest;
  const out = join(scratch, engine);
  const text = (...parts: string[]): string => readFileSync(join(out, ...parts), "utf8");
  beforeAll(async () => {
    fresh = await freshPlace(engine);
    workspace = await openWorkspace(fresh.place);
    await fillStore(workspace);
    await workspace.store.inTenant("other", (tx) =>
      tx.insertInto("alarm").values({ tenant_id: "other", kind: CANARY, detail: "{}" }).execute(),
    );
    manifest = await exportWorkspace(workspace, out, VERSION);
  });
  afterAll(async () => {
    await workspace.store.close();
    await fresh.remove();
  });

  it("lists every file with its digest, as sha256sum sees it", () => {
    expect(ExportManifest.parse(JSON.parse(text("manifest.json")))).toEqual(manifest);
    execFileSync("sha256sum", ["--check", "--strict", "--quiet", "SHA256SUMS"], { cwd: out });
    const written = readdirSync(out, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    expect(written).toHaveLength(manifest.files.length + 2);
    expect(written.every((entry) => (statSync(join(entry.parentPath, entry.name)).mode & 0o077) === 0)).toBe(
      true,
    );
  });

  it("holds the raw files, of which an import makes the same log", async () => {
    const { imported } = await loadPipeline(workspace);
    expect(logDigest((await importPipeline([join(out, "files")])).log)).toBe(logDigest(imported.log));
  });

  it("holds the versions of documents, and the audit log with itself as its last entry", async () => {
    expect(text("documents", "funnel", "stages", "v1.yaml")).toBe("# first\nwon: [Signed]\n");
    expect(text("documents", "funnel", "stages", "v2.yaml")).toBe("# second\nwon: [Signed]\n");
    const entries = text("tables", "audit.ndjson").trim().split("\n");
    const last = JSON.parse(entries.at(-1)!) as { action: string; sha256: string };
    expect(last.action).toBe("workspace.export");
    expect((await verifyAuditChain(workspace.store, "default")).head).toBe(last.sha256);
  });

  it("holds a file for every table, or says why not", async () => {
    const tables = await workspace.store.asSystem(async (tx) => {
      const { rows } = await sql<{ name: string }>`
        select tablename as name from pg_tables where schemaname = 'revcast' and tablename not like 'schema_migration%'`.execute(
        tx,
      );
      return rows.map(({ name }) => name);
    });
    const written = manifest.files.flatMap(({ path }) => /^tables\/(\w+)\.ndjson$/.exec(path)?.[1] ?? []);
    const whole = Object.entries(ELSEWHERE).flatMap(([name, { columns }]) =>
      columns === undefined ? [name] : [],
    );
    expect([...written, ...whole].sort()).toEqual(tables.sort());
  });

  it("holds nothing of another tenant and no digest of a secret", async () => {
    const all = manifest.files.map(({ path }) => text(path)).join("\n");
    expect(all).not.toContain(CANARY);
    expect(all).not.toContain("secret_sha256");
    const theirs = join(scratch, `${engine}-other`);
    const other = await exportWorkspace({ ...workspace, tenantId: "other" }, theirs, VERSION);
    expect(other.changeLog).toBeNull();
    const keys = readFileSync(join(theirs, "tables", "api_key.ndjson"), "utf8");
    expect(keys).toContain('"finance"');
    expect(keys).not.toContain("07".repeat(32));
    const run = other.files.find(({ path }) => path.startsWith("runs/"));
    expect(run!.sha256).toBe(createHash("sha256").update('{"total": 1}').digest("hex"));
  });

  it("goes into a new folder alone, and leaves none half-written", async () => {
    await expect(exportWorkspace(workspace, out, VERSION)).rejects.toMatchObject({ code: "conflict" });
    const stopped = join(scratch, `${engine}-stopped`);
    const signal = AbortSignal.abort();
    await expect(exportWorkspace(workspace, stopped, { ...VERSION, signal })).rejects.toThrow(/abort/i);
    expect(readdirSync(scratch).filter((name) => /stopped|partial/.test(name))).toEqual([]);
  });

  it("says of a change log with a text that looks like a formula that it reads otherwise", () => {
    expect(manifest.changeLog).toMatchObject({ isReadAgainEqual: false });
    expect(manifest.changeLog!.reasons.join()).toContain("apostrophe");
    expect(text("change-log", "history.csv")).toContain(`"'=Core ""x"""`);
  });
});

describe("the change log of an export", () => {
  const HISTORIES: Readonly<Record<string, string>> = {
    "with clock times, quotes and unknown amounts": [
      "opportunity_id,changed_at,stage,amount,product,region",
      'A,2024-01-01 10:00:00,Open,100.5,"Core ""1"", x",North',
      "A,2024-01-03 08:30:15,Closed Won,99.25,Core,",
      'B,2024-01-02 23:59:59,Open,,"two',
      'lines",South',
      "B,2024-02-02 00:00:01,Closed Lost,-5,7,-5",
    ].join("\n"),
    "of days, with states that were so before they were recorded": [
      "opportunity_id,changed_at,effective_on,stage,amount,owner",
      "A,2024-01-05,2024-01-01,Open,100,Ann",
      "A,2024-01-09,2024-01-09,Won,120,Ann",
      "B,2024-01-09,2024-01-02,Open,50,Bob",
    ].join("\n"),
  };

  it.each(Object.entries(HISTORIES))("%s is read again as the same", async (name, history) => {
    const { changeLog } = await exportOf("history.csv", `${history}\n`, name.length);
    expect(changeLog).toMatchObject({ isReadAgainEqual: true, reasons: [] });
  });

  it("of snapshots says what it lacks", async () => {
    const snapshots = [
      "snapshot_date,opportunity_id,created_date,stage,amount",
      "2024-01-01,A,2023-12-01,Open,100",
      "2024-01-08,A,2023-12-01,Won,100",
    ];
    const { changeLog } = await exportOf("snapshots.csv", `${snapshots.join("\n")}\n`, 1);
    expect(changeLog!.reasons.join()).toContain("snapshots");
  });

  it("gives the same forecast, to the digest", async () => {
    const fresh = await freshPlace("server");
    const company = join(scratch, "company");
    await generateDemoCompany({ ...COMPANY_DEFAULTS, opportunities: 400, days: 500, seed: 4 }, company);
    const workspace = await openWorkspace(fresh.place);
    await importIntoWorkspace(workspace, [company]);
    const out = join(scratch, "company-out");
    const { changeLog } = await exportWorkspace(workspace, out, VERSION);
    expect(changeLog).toMatchObject({ isReadAgainEqual: true });
    await workspace.store.close();
    const question = { asOf: "2024-05-01", period: "2024-Q2", draws: 2_000, seed: 3, reading: {} };
    const kept = await forecastFiles({ ...question, paths: [], place: fresh.place });
    const read = await forecastFiles({ ...question, paths: [join(out, "change-log")] });
    expect(read.reply.resultDigest).toBe(kept.reply.resultDigest);
    await fresh.remove();
  });

  it("and numbers of people begin no formula in a spreadsheet, and numbers stay numbers", async () => {
    const history = [
      "opportunity_id,changed_at,stage,amount,product",
      '"=HYPERLINK(""http://x"")",2024-01-01,Open,100,+1',
      'B,2024-01-02,@stage,-7,"\t=1"',
      "C,2024-01-02,Open,8,-12.5",
    ];
    const { out } = await exportOf("history.csv", `${history.join("\n")}\n`, 2, "=cmd|' /C calc'!A0");
    const read = `import csv, json, sys
print(json.dumps([list(csv.reader(open(f, newline=""))) for f in sys.argv[1:]]))`;
    const files = ["change-log/history.csv", "overrides.csv"].map((path) => join(out, path));
    const cells = (
      JSON.parse(execFileSync("python3", ["-c", read, ...files], { encoding: "utf8" })) as string[][][]
    ).flat(2);
    expect(cells.filter((cell) => /^[=+@\t\r]|^-(?!\d+(\.\d+)?$)/.test(cell))).toEqual([]);
    expect(cells).toContain("-12.5");
    expect(cells).toContain("-7.00");
    expect(cells).toContain(`'=cmd|' /C calc'!A0`);
  });
});

/** Exports a workspace of one file. */
async function exportOf(
  name: string,
  content: string,
  number: number,
  note = "a note",
): Promise<{ readonly out: string; readonly changeLog: ExportManifest["changeLog"] }> {
  const fresh = await freshPlace("server");
  const folder = join(scratch, `in-${number}`);
  mkdirSync(folder);
  writeFileSync(join(folder, name), content);
  const workspace = await openWorkspace(fresh.place);
  await importIntoWorkspace(workspace, [folder], { currency: "EUR" });
  await keepDocument(workspace, { kind: "funnel", name: "f", text: "won: [X]\n" });
  await addOverride(workspace, {
    scope: "company",
    scopeValue: null,
    period: "2024-Q2",
    amount: "12.5",
    note,
  });
  const out = join(scratch, `out-${number}`);
  const { changeLog } = await exportWorkspace(workspace, out, VERSION);
  await workspace.store.close();
  await fresh.remove();
  return { out, changeLog };
}
