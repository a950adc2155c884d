import { createReadStream } from "node:fs";
import { join } from "node:path";
import { ensure } from "../../core/base/ensure.ts";

/** A file of an archive: where it is on the disk, below the folder, and how long it is. */
export interface ArchivedFile {
  readonly path: string;
  readonly byteCount: number;
}

const BLOCK = 512;
/** What fits into the field of a plain header, and what its eleven octal digits count to. */
const PLAIN_PATH = /^[\x21-\x7e]{1,99}$/;
const LONGEST_PLAIN = 8 ** 11 - 1;

/**
 * A tar archive of files of a folder, piece by piece: nothing of a file but the piece that is read is in memory.
 * @param prefix folder that they are unpacked into
 * @throws {RangeError} when a file is not as long as it was said to be
 * @see POSIX.1-2017, pax interchange format: paths that are long or not ASCII stand in a header of their own
 */
export async function* tarArchive(
  folder: string,
  prefix: string,
  files: readonly ArchivedFile[],
  madeAt: Date,
): AsyncGenerator<Buffer> {
  const seconds = Math.floor(madeAt.getTime() / 1_000);
  for (const { path, byteCount } of files) {
    const name = `${prefix}/${path}`;
    const isPlain = PLAIN_PATH.test(name) && byteCount <= LONGEST_PLAIN;
    if (!isPlain) {
      const records = Buffer.from(paxRecord("path", name) + paxRecord("size", String(byteCount)));
      yield header("pax-header", records.length, seconds, "x");
      yield padded(records);
    }
    yield header(isPlain ? name : "see-pax-header", Math.min(byteCount, LONGEST_PLAIN), seconds, "0");
    let read = 0;
    for await (const piece of createReadStream(join(folder, path)) as AsyncIterable<Buffer>) {
      read += piece.length;
      yield piece;
    }
    ensure(read === byteCount, "A file of the archive has changed while it was read");
    yield Buffer.alloc((BLOCK - (byteCount % BLOCK)) % BLOCK);
  }
  yield Buffer.alloc(2 * BLOCK);
}

/** Only its owner may read what is unpacked. */
function header(name: string, byteCount: number, seconds: number, kind: "0" | "x"): Buffer {
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, digits: number): string => value.toString(8).padStart(digits, "0");
  block.write(name, 0, "latin1");
  block.write(`${octal(0o600, 7)}\0${octal(0, 7)}\0${octal(0, 7)}\0`, 100, "latin1");
  block.write(`${octal(byteCount, 11)}\0${octal(seconds, 11)}\0`, 124, "latin1");
  // The sum counts its own field as blanks.
  block.write(`        ${kind}`, 148, "latin1");
  block.write("ustar\x0000", 257, "latin1");
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${octal(sum, 6)}\0 `, 148, "latin1");
  return block;
}

/** A record tells its own length, the digits of the length included. */
function paxRecord(name: string, value: string): string {
  const rest = ` ${name}=${value}\n`;
  const length = Buffer.byteLength(rest);
  let digits = String(length).length;
  while (String(length + digits).length > digits) digits++;
  return `${length + digits}${rest}`;
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK)]);
}
