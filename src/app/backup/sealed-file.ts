import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { crc32 } from "node:zlib";
import { AppFailure } from "../../contracts/failure.ts";
import { BACKUP_FORMAT } from "../../contracts/backup.ts";

/**
 * The last bytes of a backup: a small gzip member of its own, written out by hand so that there is exactly one form of it. Its text
 * is the last line of the file and holds the digest of all compressed bytes before it; so no bit of the file can change unseen, not
 * even those that gzip leaves unused.
 */
export function sealOf(sha256: string): Buffer {
  const text = Buffer.from(`${JSON.stringify({ end: BACKUP_FORMAT, sha256 })}\n`);
  const seal = Buffer.alloc(10 + 5 + text.length + 8);
  seal.set([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]); // gzip, deflate, no time, unknown system
  seal[10] = 1; // one block that is stored as it is, the last
  seal.writeUInt16LE(text.length, 11);
  seal.writeUInt16LE(~text.length & 0xffff, 13);
  text.copy(seal, 15);
  seal.writeUInt32LE(crc32(text), 15 + text.length);
  seal.writeUInt32LE(text.length, 19 + text.length);
  return seal;
}

const SEAL_BYTES = sealOf("0".repeat(64)).length;

/**
 * Reads the whole file and holds it against its seal.
 * @returns the number of bytes before the seal
 * @throws {AppFailure} not_found, bad_input
 */
export async function checkSeal(path: string, signal?: AbortSignal): Promise<number> {
  const handle = await open(path).catch((error: unknown) => {
    throw new AppFailure("not_found", `Cannot read ${path}: no readable file is there`, { cause: error });
  });
  try {
    const { size } = await handle.stat();
    const bodyBytes = size - SEAL_BYTES;
    const notWhole = new AppFailure(
      "bad_input",
      `Cannot use ${path}: it is no whole backup of revcast; it was cut off, changed, or never one`,
    );
    if (bodyBytes <= 0) throw notWhole;
    const seal = Buffer.alloc(SEAL_BYTES);
    await handle.read(seal, 0, SEAL_BYTES, bodyBytes);
    const said = seal.toString("latin1").match(/"sha256":"([0-9a-f]{64})"/)?.[1] ?? "";
    if (!sealOf(said).equals(seal)) throw notWhole;
    const hash = createHash("sha256");
    const body = createReadStream(path, { end: bodyBytes - 1, highWaterMark: 1 << 20, signal });
    for await (const chunk of body as AsyncIterable<Buffer>) hash.update(chunk);
    if (hash.digest("hex") !== said) {
      throw new AppFailure(
        "bad_input",
        `Cannot use ${path}: its bytes are not those that were written; take another copy of the backup`,
      );
    }
    return bodyBytes;
  } finally {
    await handle.close();
  }
}
