import { AppFailure } from "../../contracts/failure.ts";
import type { ImportedPipeline } from "../../files/import-result.ts";
import { readChanges } from "../../store/change-rows.ts";
import { findRevision } from "../../store/revisions.ts";
import { logDigest } from "./log-digest.ts";
import { logOfRows, type KeptReading, type RevisionHeader } from "./revision-header.ts";
import { emptyWorkspace, type Workspace } from "./workspace.ts";

/** A pipeline as a workspace keeps it. */
export interface LoadedPipeline {
  readonly revision: number;
  readonly imported: ImportedPipeline;
  readonly reading: KeptReading;
}

/**
 * The pipeline of a workspace: equal in all to what importing its files gives.
 * @param revision a number, else the newest
 * @throws {AppFailure} no_data when nothing was imported, not_found for a revision that does not exist
 */
export async function loadPipeline(workspace: Workspace, revision?: number): Promise<LoadedPipeline> {
  const { store, tenantId } = workspace;
  return store.inTenant(tenantId, async (tx) => {
    const found = await findRevision(tx, tenantId, revision);
    if (found === undefined && revision !== undefined) {
      throw new AppFailure("not_found", `Cannot open revision ${revision} of the workspace: there is none`);
    }
    if (found === undefined) throw emptyWorkspace();
    const header = found.header as RevisionHeader;
    const log = await logOfRows(header, readChanges(tx, tenantId, found.revision));
    if (logDigest(log) !== found.logSha256) {
      throw new AppFailure(
        "differs",
        `Cannot use revision ${found.revision} of the workspace: its rows are not those that were imported; restore a backup`,
      );
    }
    return { revision: found.revision, imported: { ...header.imported, log }, reading: header.reading };
  });
}
