import { basename } from "node:path";
import { AppFailure } from "../contracts/failure.ts";
import type { FunnelDefinition } from "../contracts/funnel.ts";
import type { Findings } from "./findings.ts";
import type { FoundFile } from "./find-files.ts";
import { openFile, type SourceFile } from "./source-file.ts";

/**
 * Opens all files in an order that does not depend on that of the paths, each content once. A file of a folder that
 * cannot be read is left out with a warning; one that the user named is a failure.
 */
export async function openSources(
  files: readonly FoundFile[],
  settings: {
    readonly mapping: FunnelDefinition["columns"];
    readonly delimiter: string | undefined;
    readonly signal: AbortSignal | undefined;
    readonly findings: Findings;
  },
): Promise<readonly SourceFile[]> {
  const { findings } = settings;
  const opened: SourceFile[] = [];
  const failures: AppFailure[] = [];
  const inOrder = [...files].sort(
    (a, b) => compare(basename(a.path), basename(b.path)) || compare(a.path, b.path),
  );
  for (const file of inOrder) {
    try {
      opened.push(...(await openFile(file, settings)));
    } catch (error) {
      if (!(error instanceof AppFailure) || error.code !== "bad_input" || file.isNamed) throw error;
      failures.push(error);
      findings.warn("file_skipped", `${basename(file.path)} is not used: ${error.message}`);
    }
  }
  if (opened.length === 0 && failures[0] !== undefined) throw failures[0];
  opened.sort((a, b) => compare(a.name, b.name) || compare(a.bytes.sha256, b.bytes.sha256));
  const first = new Map<string, SourceFile>();
  for (const source of opened) {
    const known = first.get(source.bytes.sha256);
    if (known === undefined) first.set(source.bytes.sha256, source);
    else if (known.name !== source.name) {
      findings.warn("file_repeated", `${source.name} has the same content as ${known.name} and is read once`);
    }
  }
  const sources = [...first.values()];
  for (const { name, head } of sources) {
    if (head.preamble === undefined) continue;
    const lines = head.preamble.filter((line) => line !== "").map((line) => `"${line.slice(0, 60)}"`);
    findings.warn(
      "preamble_skipped",
      `${name}: the header is in line ${head.headerLine}; what stands above it is left out: ${lines.join(", ")}`,
    );
  }
  for (const { name, bytes } of sources) {
    if (bytes.encoding !== "windows-1252") continue;
    findings.warn("encoding_assumed", `${name} is not UTF-8 and was read as windows-1252`);
  }
  return sources;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
