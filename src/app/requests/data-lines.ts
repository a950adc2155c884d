import { rawPieces } from "../../store/raw-files.ts";
import type { Workspace } from "../workspace/workspace.ts";

const QUOTE = 34;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/**
 * Lines on which the rows of a kept CSV file begin, without its header and without empty ones; 1 = the first line. A line feed within
 * quotes does not end a row. Other kinds of files have no lines.
 */
export async function* dataLines(
  { store, tenantId }: Workspace,
  name: string,
  sha256: string,
): AsyncGenerator<number> {
  if (!/\.(csv|tsv|txt)$/i.test(name)) return;
  const pieces = await store.inTenant(tenantId, async (tx) => {
    const all: Buffer[] = [];
    for await (const piece of rawPieces(tx, tenantId, sha256)) all.push(piece);
    return all;
  });
  let line = 1;
  let began = 0;
  let isQuoted = false;
  for (const piece of pieces) {
    for (const byte of piece) {
      if (byte === QUOTE) isQuoted = !isQuoted;
      if (byte === LINE_FEED) {
        if (!isQuoted && began > 0) {
          if (began > 1) yield began;
          began = 0;
        }
        line++;
      } else if (began === 0 && byte !== CARRIAGE_RETURN) began = line;
    }
  }
  if (began > 1) yield began;
}
