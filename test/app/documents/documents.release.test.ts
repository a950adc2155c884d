import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listAuditEntries } from "../../../src/app/audit/list-entries.ts";
import { keepDocument, removeDocument } from "../../../src/app/documents/keep-document.ts";
import { listDocuments, readDocument } from "../../../src/app/documents/read-documents.ts";
import { openWorkspace, type Workspace } from "../../../src/app/workspace/workspace.ts";
import { DOCUMENT_KINDS, type DocumentKind } from "../../../src/contracts/document.ts";
import { ENGINES, freshPlace, type FreshPlace } from "../../store/fresh-places.ts";

const kinds = Object.keys(DOCUMENT_KINDS) as DocumentKind[];
const scenario = readFileSync(join(import.meta.dirname, "../../../scenarios/cpq.yaml"), "utf8");
const policy = "limits:\n  - { method: full, score: wape, atMost: 0.3 }\n";

describe.each(ENGINES)("documents of a workspace on the %s database", (engine) => {
  let fresh: FreshPlace;
  let workspace: Workspace;
  beforeAll(async () => {
    fresh = await freshPlace(engine);
    workspace = await openWorkspace(fresh.place);
  });
  afterAll(async () => {
    await workspace.store.close();
    await fresh.remove();
  });
  const keep = (kind: DocumentKind, name: string, text: string) =>
    keepDocument(workspace, { kind, name, text });

  it("are kept as they were written, and the same text again is no new version", async () => {
    expect(await keep("scenario", "cpq", scenario)).toMatchObject({ version: 1, isNew: true });
    expect(await keep("scenario", "cpq", scenario)).toMatchObject({ version: 1, isNew: false });
    expect((await readDocument(workspace, "scenario", "cpq")).text).toBe(scenario);
  });

  it("keep every version", async () => {
    const changed = `${scenario}\n# changed\n`;
    expect(await keep("scenario", "cpq", changed)).toMatchObject({ version: 2, isNew: true });
    expect((await readDocument(workspace, "scenario", "cpq")).text).toBe(changed);
    expect((await readDocument(workspace, "scenario", "cpq", 1)).text).toBe(scenario);
  });

  it.each([
    ["scenario", "name: [", /bad_input/],
    ["policy", "limits: 3", /bad_input/],
    ["kpi-targets", "kpis: []", /bad_input/],
    ["costs", "category,name,2026-01\nstaff,Analyst,a lot\n", /bad_input/],
  ] as const)("refuse a %s that does not hold its contract", async (kind, text, code) => {
    const failure = await keep(kind, "bad", text).catch((error: unknown) => error);
    expect((failure as { code: string }).code).toMatch(code);
    expect((await listDocuments(workspace, { kinds })).map(({ name }) => name)).not.toContain("bad");
  });

  it("take a cost table with months of the calendar", async () => {
    const made = await keep("costs", "plan", "category,name,2026-01,2026-02\nstaff,Analyst,5000,5000\n");
    expect(made.version).toBe(1);
  });

  it("are gone from the list when removed, and their versions stay", async () => {
    await keep("policy", "weekly", policy);
    await removeDocument(workspace, "policy", "weekly");
    await expect(readDocument(workspace, "policy", "weekly")).rejects.toMatchObject({ code: "not_found" });
    await expect(removeDocument(workspace, "policy", "weekly")).rejects.toMatchObject({ code: "not_found" });
    expect((await readDocument(workspace, "policy", "weekly", 1)).text).toBe(policy);
    expect(await keep("policy", "weekly", policy)).toMatchObject({ version: 3, isNew: true });
  });

  it("are listed only as far as the reader may know of them", async () => {
    const seen = await listDocuments(workspace, { kinds: ["policy"] });
    expect(seen.map(({ kind, name }) => `${kind} ${name}`)).toEqual(["policy weekly"]);
    expect(await listDocuments(workspace, { kinds: [] })).toEqual([]);
  });

  it("number their versions one after another when kept at once", async () => {
    const texts = [1, 2, 3, 4].map((limit) => policy.replace("0.3", `0.${limit}5`));
    const made = await Promise.all(texts.map((text) => keep("policy", "raced", text)));
    expect(made.map(({ version }) => version).sort((a, b) => a - b)).toEqual([1, 2, 3, 4]);
  });

  it("stand in the audit log without a word of what they say", async () => {
    const { rows: entries } = await listAuditEntries(workspace.store, workspace.tenantId, {
      limit: 100,
      cursor: undefined,
    });
    const kept = entries.filter(({ action }) => action === "document.keep");
    expect(kept.map(({ subject }) => subject)).toContain("scenario/cpq");
    expect(JSON.stringify(entries)).not.toContain("salary");
  });
});
