import type { ImportOptions } from "./import-result.ts";
import type { SourceFile } from "./source-file.ts";

/** Tells the user of an import how much of a file was read in one of the two passes. */
export function progressOf(
  { source }: { readonly source: SourceFile },
  { onProgress }: Pick<ImportOptions, "onProgress">,
  pass: 1 | 2,
): (bytesRead: number) => void {
  const { byteCount } = source.bytes;
  return (bytesRead) => onProgress?.({ file: source.name, pass, bytesRead, byteCount });
}
