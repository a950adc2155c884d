import type { WorkspaceImportReply } from "../../contracts/workspace-import.ts";
import { appendAudit } from "../audit/append.ts";
import { importReply } from "../workspace/import-files.ts";
import type { WorkspaceImportOptions } from "../workspace/import-into-workspace.ts";
import type { Workspace } from "../workspace/workspace.ts";

/** Imports uploaded files, with the entry of it in the audit log. @throws {AppFailure} as `importIntoWorkspace` */
export async function importUpload(
  workspace: Workspace,
  paths: readonly string[],
  options: Omit<WorkspaceImportOptions, "within">,
): Promise<WorkspaceImportReply> {
  const { tenantId, actor } = workspace;
  return importReply(workspace, paths, {
    ...options,
    within: (tx, { revision, importId }) =>
      appendAudit(tx, {
        tenantId,
        actor,
        action: "import",
        subject: importId,
        detail: { revision, fileCount: paths.length },
      }),
  });
}
