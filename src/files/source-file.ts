import { basename, dirname } from "node:path";
import type { FunnelDefinition } from "../contracts/funnel.ts";
import { roleColumnsOf, type RoleColumns } from "./column-roles.ts";
import type { FoundFile } from "./find-files.ts";
import { inspectFile, type FileBytes } from "./inspect-file.ts";
import { layoutOf, type Layout } from "./layouts.ts";
import { readHead, type CsvHead } from "./read-head.ts";

/** A CSV file whose header was read. */
export interface SourceFile {
  readonly name: string;
  readonly folder: string;
  readonly bytes: FileBytes;
  readonly head: CsvHead;
  /** Headers without outer spaces. */
  readonly header: readonly string[];
  readonly columns: RoleColumns;
  readonly layout: Layout | undefined;
}

/** Looks at a file: its bytes, its header and its layout. Throws as `inspectFile` and `readHead` do. */
export async function openSource(
  file: FoundFile,
  settings: {
    readonly mapping: FunnelDefinition["columns"];
    readonly delimiter: string | undefined;
    readonly signal: AbortSignal | undefined;
  },
): Promise<SourceFile> {
  const bytes = await inspectFile(file.path, settings.signal);
  const head = await readHead(bytes, settings.delimiter, settings.signal);
  const header = head.header.map((name) => name.trim());
  const name = basename(file.path);
  const columns = roleColumnsOf(header, settings.mapping, name);
  return { name, folder: dirname(file.path), bytes, head, header, columns, layout: layoutOf(columns) };
}
