import type { WorkspaceImportReply } from "../../contracts/workspace-import.ts";
import { isoFromDay, type Day } from "../../core/base/day.ts";
import type { ImportedPipeline } from "../../files/import-result.ts";
import {
  importIntoWorkspace,
  type WorkspaceImport,
  type WorkspaceImportOptions,
} from "./import-into-workspace.ts";
import { openWorkspace, type StorePlace, type Workspace } from "./workspace.ts";

/**
 * Imports files into the workspace of a place.
 * @throws {AppFailure} as `openWorkspace` and `importIntoWorkspace`
 */
export async function importFiles(
  place: StorePlace,
  paths: readonly string[],
  options: WorkspaceImportOptions = {},
): Promise<WorkspaceImportReply> {
  const workspace = await openWorkspace(place);
  try {
    return await importReply(workspace, paths, options);
  } finally {
    await workspace.store.close();
  }
}

/** Imports files into an open workspace and says what that made of it. */
export async function importReply(
  workspace: Workspace,
  paths: readonly string[],
  options: WorkspaceImportOptions = {},
): Promise<WorkspaceImportReply> {
  return presentImport(await importIntoWorkspace(workspace, paths, options));
}

/** An import as it is answered. */
export function presentImport({ imported, ...made }: WorkspaceImport): WorkspaceImportReply {
  return {
    schema: "revcast.workspace-import.1",
    ...made,
    files: made.files.map((file) => ({ ...file })),
    pipeline: {
      opportunityCount: imported.log.opportunityIds.length,
      changeCount: imported.log.rows.recordedOn.length,
      ...spanOf(imported),
      currency: imported.log.currency,
      timeZone: imported.timeZone,
    },
    sources: imported.sources.map((source) => ({ ...source })),
    rejectionCount: imported.rejectionCount,
    rejections: imported.rejections.map((rejection) => ({ ...rejection })),
    warnings: imported.warnings.map((warning) => ({ ...warning })),
  };
}

/** First day that something was so, last day that something was recorded. */
function spanOf({ log }: ImportedPipeline): { firstDay: string | null; lastDay: string | null } {
  const { recordedOn, effectiveOn } = log.rows;
  if (recordedOn.length === 0) return { firstDay: null, lastDay: null };
  const first = effectiveOn.reduce((a, b) => Math.min(a, b));
  const last = recordedOn.reduce((a, b) => Math.max(a, b));
  return { firstDay: isoFromDay(first as Day), lastDay: isoFromDay(last as Day) };
}
