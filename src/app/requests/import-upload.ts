import { AppFailure } from "../../contracts/failure.ts";
import type { WorkspaceImportReply } from "../../contracts/workspace-import.ts";
import type { ImportedPipeline } from "../../files/import-result.ts";
import type { StoreTransaction } from "../../store/store.ts";
import { appendAudit } from "../audit/append.ts";
import { importReply, presentImport } from "../workspace/import-files.ts";
import type { WorkspaceImportOptions } from "../workspace/import-into-workspace.ts";
import type { Workspace } from "../workspace/workspace.ts";

/** Imports uploaded files, with the entry of it in the audit log. @throws {AppFailure} as `importIntoWorkspace` */
export async function importUpload(
  workspace: Workspace,
  paths: readonly string[],
  options: Omit<WorkspaceImportOptions, "within"> & {
    /** Keeps the reply in the transaction of the import. */
    readonly commit?: (tx: StoreTransaction, reply: WorkspaceImportReply) => Promise<void>;
  },
): Promise<WorkspaceImportReply> {
  const { tenantId, actor } = workspace;
  const { commit, ...others } = options;
  return importReply(workspace, paths, {
    ...others,
    within: async (tx, made) => {
      const { revision, importId, isNew, files, imported } = made;
      ensureUsed(
        files.map(({ name }) => name),
        imported,
      );
      const fileCount = files.length;
      const detail = { revision, isNew, fileCount, rejectionCount: imported.rejectionCount };
      await appendAudit(tx, { tenantId, actor, action: "import", subject: importId, detail });
      await commit?.(tx, presentImport(made));
    },
  });
}

/** A file that was sent on purpose and cannot be read is a mistake, where in a folder it would be passed over. */
function ensureUsed(names: readonly string[], { warnings }: ImportedPipeline): void {
  for (const { code, message } of warnings) {
    const name = names.find((each) => code === "file_skipped" && message.startsWith(`${each} `));
    if (name === undefined) continue;
    const why = message.slice(message.lastIndexOf(": ") + 2);
    throw new AppFailure(
      "bad_input",
      `Cannot import ${name}: ${why}; POST /v1/imports?dryRun=true says how each column would be read, and README.md which columns a layout needs`,
    );
  }
}
