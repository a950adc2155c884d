import type { Command } from "commander";
import { previewImport, refuseImport } from "../../app/preview-import.ts";
import { AppFailure, FAILURES, type FailureCode } from "../../contracts/failure.ts";
import { importPreviewAsText } from "../../reports/import-preview-as-text.ts";
import { progressLine } from "../progress-line.ts";
import { addReadingOptions, readingOf, type ReadingFlags } from "../reading-options.ts";
import { terminalLook } from "../terminal.ts";
import { print } from "../write-output.ts";

interface ImportFlags extends ReadingFlags {
  dryRun?: boolean;
  json?: boolean;
}

export function addImportCommand(program: Command): void {
  const command = program
    .command("import")
    .description("Say how files of a CRM would be read: columns, formats, rows that cannot be used")
    .argument("<path...>", "CSV, XLSX or JSON files, or folders of files that belong together")
    .option("--dry-run", "write nothing (the only way in this version)");
  addReadingOptions(command)
    .option("--json", "print the whole result (see `revcast schema import`)")
    .action((paths: string[], flags: ImportFlags) => preview(paths, flags));
}

async function preview(paths: readonly string[], flags: ImportFlags): Promise<void> {
  if (flags.dryRun !== true) refuseImport(paths);
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
