import { rawPieces } from "../../store/raw-files.ts";
import type { Workspace } from "../workspace/workspace.ts";

const QUOTE = 34;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/**
 * Those of the lines on which the rows of a kept CSV file begin that are asked for, without its header and without empty ones; 1 = the
 * first line. A line feed within quotes does not end a row. Other kinds of files have no lines. The file is never in memory whole.
 */
export async function dataLines(
  { store, tenantId }: Workspace,
  { name, sha256 }: { readonly name: string; readonly sha256: string },
  isAsked: (line: number) => boolean,
): Promise<number[]> {
  const lines: number[] = [];
  if (!/\.(csv|tsv|txt)$/i.test(name)) return lines;
  let line = 1;
  let began = 0;
  let isQuoted = false;
  const end = (): void => {
    if (began > 1 && isAsked(began)) lines.push(began);
    began = 0;
  };
  await store.inTenant(tenantId, async (tx) => {
    for await (const units of unitsOf(rawPieces(tx, tenantId, sha256))) {
      for (const unit of units) {
        if (unit === QUOTE) isQuoted = !isQuoted;
        if (unit === LINE_FEED) {
          if (!isQuoted) end();
          line++;
        } else if (began === 0 && unit !== CARRIAGE_RETURN) began = line;
      }
    }
  });
  end();
  return lines;
}

/** Code units of a text: its bytes, or pairs of them where it begins with the mark of UTF-16. */
async function* unitsOf(pieces: AsyncIterable<Buffer>): AsyncGenerator<Uint8Array | Uint16Array> {
  let isFirst = true;
  let isWide = false;
  let isBigEndian = false;
  let rest = Buffer.alloc(0);
  for await (const piece of pieces) {
    if (isFirst) {
      isBigEndian = piece[0] === 0xfe && piece[1] === 0xff;
      isWide = isBigEndian || (piece[0] === 0xff && piece[1] === 0xfe);
      isFirst = false;
    }
    if (!isWide) {
      yield piece;
      continue;
    }
    const bytes = Buffer.concat([rest, piece]);
    const units = new Uint16Array(bytes.length >> 1);
    for (let index = 0; index < units.length; index++) {
      units[index] = isBigEndian ? bytes.readUInt16BE(2 * index) : bytes.readUInt16LE(2 * index);
    }
    rest = bytes.subarray(2 * units.length);
    yield units;
  }
}
