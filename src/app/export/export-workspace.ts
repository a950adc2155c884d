import { basename } from "node:path";
import type { ExportManifest } from "../../contracts/export-manifest.ts";
import { readChanges } from "../../store/change-rows.ts";
import { inOwnSession } from "../../store/own-session.ts";
import { rawPieces } from "../../store/raw-files.ts";
import { findRevision } from "../../store/revisions.ts";
import type { StoreTransaction } from "../../store/store.ts";
import { appendAudit } from "../audit/append.ts";
import { logOfRows, type RevisionHeader } from "../workspace/revision-header.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { exportChangeLog } from "./export-change-log.ts";
import { writeFolder, type ExportFolder } from "./export-folder.ts";
import { exportTables } from "./export-tables.ts";
import { EXPORT_README } from "./export-readme.ts";
import { numbersCsv } from "./numbers-csv.ts";

export interface ExportOptions {
  /** Version of revcast, for the manifest. */
  readonly version: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (table: string, rowCount: number) => void;
  /** Tables that are not for who asks. */
  readonly leavesOut?: readonly string[];
}

/**
 * Writes everything of the tenant into a folder, in formats that other programs read, as it stands at one moment. That it was done is in
 * the audit log.
 * @throws {AppFailure} conflict when the folder is not empty, cannot_write
 */
export async function exportWorkspace(
  { store, tenantId, actor }: Workspace,
  path: string,
  { version, signal, onProgress, leavesOut = [] }: ExportOptions,
): Promise<ExportManifest> {
  return writeFolder(path, async (folder) => {
    await store.inTenant(tenantId, (tx) =>
      appendAudit(tx, { tenantId, actor, action: "workspace.export", subject: tenantId }),
    );
    return inOwnSession(store, { sees: tenantId, access: "read only" }, async (tx) => {
      await exportFiles(tx, tenantId, folder, signal);
      const { revision, changeLog } = await exportLog(tx, tenantId, folder);
      signal?.throwIfAborted();
      await exportDocuments(tx, tenantId, folder);
      await exportResults(tx, tenantId, folder);
      await folder.write(["overrides.csv"], await numbersCsv(tx, tenantId, "override"));
      await folder.write(["targets.csv"], await numbersCsv(tx, tenantId, "quota"));
      const leftOut = await exportTables(tx, tenantId, folder, {
        leavesOut,
        onProgress: (table, rowCount) => {
          signal?.throwIfAborted();
          onProgress?.(table, rowCount);
        },
      });
      await folder.write(["README.md"], [EXPORT_README]);
      const manifest: ExportManifest = {
        schema: "revcast.export.1",
        version,
        madeAt: new Date().toISOString(),
        madeBy: actor,
        tenant: tenantId,
        revision,
        changeLog,
        files: [...folder.files].sort((a, b) => (a.path < b.path ? -1 : 1)),
        leftOut,
      };
      await folder.write(["manifest.json"], [`${JSON.stringify(manifest, undefined, 2)}\n`]);
      const sums = manifest.files.map(({ path: file, sha256 }) => `${sha256}  ${file}\n`);
      await folder.write(["SHA256SUMS"], [sums.join("")]);
      return manifest;
    });
  });
}

/** Raw files byte for byte: those of the newest revision under their names, those of earlier ones apart. */
async function exportFiles(
  tx: StoreTransaction,
  tenantId: string,
  folder: ExportFolder,
  signal: AbortSignal | undefined,
): Promise<void> {
  const sources = await tx
    .selectFrom("source_file")
    .selectAll()
    .where("tenant_id", "=", tenantId)
    .orderBy("name")
    .orderBy("since_revision")
    .execute();
  const written = new Set<string>();
  for (const { name, sha256, until_revision } of sources) {
    signal?.throwIfAborted();
    const plain = basename(name);
    const parts =
      until_revision === null ? ["files", plain] : ["files-earlier", `${sha256.slice(0, 16)}.${plain}`];
    if (written.has(parts.join("/"))) continue;
    written.add(parts.join("/"));
    await folder.write(parts, rawPieces(tx, tenantId, sha256));
  }
}

async function exportLog(
  tx: StoreTransaction,
  tenantId: string,
  folder: ExportFolder,
): Promise<Pick<ExportManifest, "revision" | "changeLog">> {
  const newest = await findRevision(tx, tenantId);
  if (newest === undefined) return { revision: null, changeLog: null };
  const header = newest.header as RevisionHeader;
  const log = await logOfRows(header, readChanges(tx, tenantId, newest.revision));
  return {
    revision: newest.revision,
    changeLog: await exportChangeLog(folder, { ...header.imported, log }),
  };
}

/** Every version of every document, as it was kept. */
async function exportDocuments(tx: StoreTransaction, tenantId: string, folder: ExportFolder): Promise<void> {
  const versions = await tx
    .selectFrom("document")
    .select(["kind", "name", "version"])
    .where("tenant_id", "=", tenantId)
    .where("is_deleted", "=", false)
    .orderBy("kind")
    .orderBy("name")
    .orderBy("version")
    .execute();
  for (const { kind, name, version } of versions) {
    const { body } = await tx
      .selectFrom("document")
      .select("body")
      .where("tenant_id", "=", tenantId)
      .where("kind", "=", kind)
      .where("name", "=", name)
      .where("version", "=", version)
      .executeTakeFirstOrThrow();
    await folder.write(
      ["documents", kind, basename(name), `v${version}.${kind === "costs" ? "csv" : "yaml"}`],
      [body],
    );
  }
}

/** The answer of every run, byte for byte as it was kept. */
async function exportResults(tx: StoreTransaction, tenantId: string, folder: ExportFolder): Promise<void> {
  const runs = await tx
    .selectFrom("run_result")
    .select("run_id")
    .where("tenant_id", "=", tenantId)
    .orderBy("run_id")
    .execute();
  for (const { run_id } of runs) {
    const { bytes } = await tx
      .selectFrom("run_result")
      .select("bytes")
      .where("tenant_id", "=", tenantId)
      .where("run_id", "=", run_id)
      .executeTakeFirstOrThrow();
    await folder.write(["runs", `${run_id}.json`], [bytes]);
  }
}
