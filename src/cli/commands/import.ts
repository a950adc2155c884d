import type { Command } from "commander";
import { previewImport } from "../../app/preview-import.ts";
import { importFiles } from "../../app/workspace/import-files.ts";
import { AppFailure, FAILURES, type FailureCode } from "../../contracts/failure.ts";
import { importPreviewAsText } from "../../reports/import-preview-as-text.ts";
import { workspaceImportAsText } from "../../reports/workspace-import-as-text.ts";
import { progressLine } from "../progress-line.ts";
import { addReadingOptions, placeOf, readingOf, type ReadingFlags } from "../reading-options.ts";
import { terminalLook } from "../terminal.ts";
import { print } from "../write-output.ts";

interface ImportFlags extends ReadingFlags {
  dryRun?: boolean;
  replace?: boolean;
  json?: boolean;
}

export function addImportCommand(program: Command): void {
  const command = program
    .command("import")
    .description("Bring files into the workspace, or say how they would be read")
    .argument("<path...>", "CSV, XLSX or JSON files, or folders of files that belong together")
    .option("--dry-run", "write nothing: show columns, formats and rows that cannot be used")
    .option("--replace", "a file takes the place of the one of the same name (default: stands beside it)");
  addReadingOptions(command)
    .option("--json", "print the whole result (see `revcast schema import` and `workspace-import`)")
    .action((paths: string[], flags: ImportFlags) =>
      flags.dryRun === true ? preview(paths, flags) : importPaths(paths, flags),
    );
}

async function importPaths(paths: readonly string[], flags: ImportFlags): Promise<void> {
  const progress = progressLine(process.stderr);
  try {
    const reply = await importFiles(placeOf(flags), paths, {
      ...readingOf(flags),
      replace: flags.replace ?? false,
      onProgress: ({ file, bytesRead, byteCount }) =>
        progress.show(`reading ${file}`, byteCount > 0 ? bytesRead / byteCount : 1),
    });
    progress.end();
    await print(
      flags.json === true
        ? `${JSON.stringify(reply, undefined, 2)}\n`
        : workspaceImportAsText(reply, terminalLook()),
    );
  } finally {
    progress.end();
  }
}

async function preview(paths: readonly string[], flags: ImportFlags): Promise<void> {
  const progress = progressLine(process.stderr);
  try {
    const previewed = await previewImport(paths, {
      ...readingOf(flags),
      onProgress: ({ file, bytesRead, byteCount }) =>
        progress.show(`reading ${file}`, byteCount > 0 ? bytesRead / byteCount : 1),
    });
    progress.end();
    if (flags.json === true) await print(`${JSON.stringify(previewed, undefined, 2)}\n`);
    else await print(importPreviewAsText(previewed, terminalLook()));
    if (previewed.failure === null) return;
    const { code, message } = previewed.failure;
    throw new AppFailure(isCode(code) ? code : "internal", message);
  } finally {
    progress.end();
  }
}

function isCode(code: string): code is FailureCode {
  return Object.hasOwn(FAILURES, code);
}
