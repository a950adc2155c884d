import { readCustomerRecords, type ReadRecords } from "../files/records/read-customer-records.ts";
import { findRevision, sourcesOf } from "../store/revisions.ts";
import { readHere } from "./reading/read-here.ts";
import type { PipelineSource } from "./read-pipeline.ts";
import type { RevisionHeader } from "./workspace/revision-header.ts";
import { withFiles } from "./workspace/workspace-files.ts";
import { emptyWorkspace, openWorkspace, type Workspace } from "./workspace/workspace.ts";

/**
 * What files, or when no file is named a workspace, tell of customers, leads, spend and owners.
 * @throws {AppFailure} as `readCustomerRecords`; no_data for an empty workspace
 */
export async function readRecords({ paths, reading, place, revision }: PipelineSource): Promise<ReadRecords> {
  if (paths.length > 0 || place === undefined) return readCustomerRecords(paths, reading);
  const workspace = await openWorkspace(place);
  try {
    return await workspaceRecords(workspace, revision);
  } finally {
    await workspace.store.close();
  }
}

/**
 * The same of a revision of an open workspace.
 * @param revision a number, else the newest
 */
export async function workspaceRecords(workspace: Workspace, revision?: number): Promise<ReadRecords> {
  const { store, tenantId } = workspace;
  const { sources, header } = await store.inTenant(tenantId, async (tx) => {
    const found = await findRevision(tx, tenantId, revision);
    if (found === undefined) throw emptyWorkspace();
    return {
      sources: await sourcesOf(tx, tenantId, found.revision),
      header: found.header as RevisionHeader,
    };
  });
  const { files = readHere } = workspace;
  return withFiles(workspace, sources, (folder) => files.records([folder], header.reading));
}
