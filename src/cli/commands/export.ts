import type { Command } from "commander";
import { exportWorkspace } from "../../app/export/export-workspace.ts";
import { counted } from "../../contracts/counted.ts";
import { inWorkspace, type WorkspaceFlags } from "../in-workspace.ts";
import { packageVersion } from "../package-version.ts";
import { progressLine } from "../progress-line.ts";
import { addWorkspaceOption } from "../reading-options.ts";
import { stoppable } from "../stoppable.ts";
import { print } from "../write-output.ts";

interface ExportFlags extends WorkspaceFlags {
  out: string;
}

/** Everything of the workspace for other programs. */
export function addExportCommand(program: Command): void {
  addWorkspaceOption(
    program
      .command("export")
      .description("Write everything of the workspace as CSV, JSON lines and the files that were imported")
      .requiredOption("--out <folder>", "new folder to write, whole or not at all"),
  )
    .option("--json", "print the manifest as JSON")
    .action(exportAll);
}

async function exportAll(flags: ExportFlags): Promise<void> {
  const progress = progressLine(process.stderr);
  const manifest = await inWorkspace(flags, (workspace) =>
    stoppable((signal) =>
      exportWorkspace(workspace, flags.out, {
        version: packageVersion(),
        signal,
        onProgress: (table, rowCount) => progress.show(`${table}: ${counted(rowCount, "row")}`),
      }),
    ),
  ).finally(() => progress.end());
  if (flags.json === true) return print(`${JSON.stringify(manifest, undefined, 2)}\n`);
  const { files, changeLog, revision } = manifest;
  const byteCount = files.reduce((sum, file) => sum + file.byteCount, 0);
  const lines = [
    `Wrote ${counted(files.length, "file")} with ${counted(byteCount, "byte")} to ${flags.out}; manifest.json has their digests`,
  ];
  if (changeLog !== null) {
    lines.push(
      `The change log of revision ${revision} has ${counted(changeLog.changeCount, "change")}; change-log/ ` +
        (changeLog.isReadAgainEqual
          ? "was read again and is the same log"
          : `reads otherwise than files/: ${changeLog.reasons.join("; ")}`),
    );
  }
  await print(`${lines.join("\n")}\n`);
}
