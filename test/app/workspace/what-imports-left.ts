import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { verifyAuditChain } from "../../../src/app/audit/verify-chain.ts";
import { loadPipeline } from "../../../src/app/workspace/load-pipeline.ts";
import { logDigest } from "../../../src/app/workspace/log-digest.ts";
import type { Workspace } from "../../../src/app/workspace/workspace.ts";
import { importPipeline } from "../../../src/files/import-pipeline.ts";
import { findRevision, sourcesOf } from "../../../src/store/revisions.ts";
import { openStore } from "../../../src/store/store.ts";
import type { Upload } from "./sent-imports.ts";

/** What is there after the last kill. */
export interface ImportsLeft {
  readonly acknowledged: number;
  /** Acknowledged and not there, or there with other bytes. */
  readonly lost: number;
  /** Not acknowledged and there, whole: the kill came between. */
  readonly unheard: number;
  readonly revisions: number;
  /** Revisions whose rows are not those of their digest, without just one entry in the audit log, or out of order. */
  readonly half: number;
  /** Tenants whose log is not that of the same files, imported at once elsewhere. */
  readonly differing: number;
}

export async function whatImportsLeft(
  folder: string,
  scratch: string,
  acknowledged: readonly Upload[],
  tenants: readonly string[],
): Promise<ImportsLeft> {
  const sum = { acknowledged: acknowledged.length, lost: 0, unheard: 0, revisions: 0, half: 0, differing: 0 };
  const store = await openStore({ folder });
  try {
    for (const tenantId of tenants) {
      const mine = acknowledged.filter(({ tenant }) => tenant === tenantId);
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
  heard: readonly Upload[],
): Promise<Omit<ImportsLeft, "acknowledged">> {
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
  // One entry for each, whatever was sent twice.
  if (!audit.isIntact || (await importEntryCount(workspace)) !== revisions) half++;
  const differing = revisions === 0 || (await isSameElsewhere(workspace, scratch, kept)) ? 0 : 1;
  return { lost, unheard: kept.size - (heard.length - lost), revisions, half, differing };
}

async function importEntryCount({ store, tenantId }: Workspace): Promise<number> {
  return store.inTenant(tenantId, async (tx) => {
    const entries = await tx.selectFrom("audit").select("entry").where("action", "=", "import").execute();
    return entries.length;
  });
}

/** Whether the log is that of an import of the same files at once, from the bytes that were sent. */
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
