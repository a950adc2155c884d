import { isUtf8 } from "node:buffer";
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { AppFailure } from "../contracts/failure.ts";

export type Encoding = "utf8" | "utf16le" | "utf16be" | "windows-1252";

/** What the bytes of a file say, before anyone reads them as text. */
export interface FileBytes {
  readonly path: string;
  readonly sha256: string;
  readonly byteCount: number;
  readonly encoding: Encoding;
  readonly newline: "\n" | "\r";
}

export const CHUNK_BYTES = 1 << 18;

/**
 * Reads a file once: its digest, and whether and how it is text. UTF-8 and UTF-16 are known by their byte-order mark,
 * UTF-8 without one by being valid, and what is not valid UTF-8 is taken for windows-1252.
 * @throws {AppFailure} `not_found` when it cannot be read, `bad_input` when it is empty or not text, `cancelled`
 */
export async function inspectFile(path: string, signal?: AbortSignal): Promise<FileBytes> {
  const hash = createHash("sha256");
  let byteCount = 0;
  let head: Buffer = Buffer.alloc(0);
  const utf8 = new Utf8Check();
  let hasLineFeed = false;
  for await (const chunk of fileChunks(path, signal)) {
    if (byteCount === 0) head = chunk;
    hash.update(chunk);
    utf8.push(chunk);
    hasLineFeed ||= chunk.includes(10);
    const isWide = markOf(head) === "utf16le" || markOf(head) === "utf16be";
    const nul = isWide ? -1 : chunk.indexOf(0);
    if (nul >= 0 || byteCount === 0) refuseBinary(path, head, nul < 0 ? -1 : byteCount + nul);
    byteCount += chunk.length;
  }
  if (byteCount === 0) throw new AppFailure("bad_input", `Cannot read ${path}: the file is empty`);
  return {
    path,
    sha256: hash.digest("hex"),
    byteCount,
    encoding: markOf(head) ?? (utf8.isValid() ? "utf8" : "windows-1252"),
    newline: hasLineFeed ? "\n" : "\r",
  };
}

/** The bytes of a file, piece by piece; a stop by the user or a failing disk becomes an `AppFailure`. */
export async function* fileChunks(path: string, signal?: AbortSignal): AsyncGenerator<Buffer> {
  const stream = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  try {
    for await (const chunk of stream) {
      if (signal?.aborted === true) throw new AppFailure("cancelled", `Reading ${path} was stopped`);
      yield chunk as Buffer;
    }
  } catch (error) {
    if (error instanceof AppFailure) throw error;
    const reason = error instanceof Error && "code" in error ? String(error.code) : "unknown reason";
    throw new AppFailure("not_found", `Cannot read ${path}: ${reason}`, { cause: error });
  } finally {
    stream.destroy();
  }
}

function markOf(head: Buffer): Encoding | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return "utf16le";
  if (head[0] === 0xfe && head[1] === 0xff) return "utf16be";
  return undefined;
}

const KNOWN_BINARIES: readonly { readonly magic: string; readonly is: string }[] = [
  { magic: "504b0304", is: "a spreadsheet or zip file: save it as CSV" },
  { magic: "d0cf11e0", is: "an old spreadsheet file: save it as CSV" },
  { magic: "1f8b", is: "a gzip file: unpack it first" },
  { magic: "25504446", is: "a PDF file" },
];

function refuseBinary(path: string, head: Buffer, nulAt: number): void {
  const start = head.subarray(0, 4).toString("hex");
  const known = KNOWN_BINARIES.find(({ magic }) => start.startsWith(magic));
  if (known !== undefined) throw new AppFailure("bad_input", `Cannot read ${path}: it is ${known.is}`);
  if (nulAt < 0) return;
  throw new AppFailure(
    "bad_input",
    `Cannot read ${path}: it is not a text file (a NUL byte stands at offset ${nulAt}); save it as CSV in UTF-8`,
  );
}

/** Validity of UTF-8 over pieces that may end inside a character. */
class Utf8Check {
  private valid = true;
  private tail: Buffer = Buffer.alloc(0);

  push(chunk: Buffer): void {
    if (!this.valid) return;
    const bytes = this.tail.length === 0 ? chunk : Buffer.concat([this.tail, chunk]);
    let end = bytes.length;
    // Steps back over the bytes 10xxxxxx to the byte that begins the last character.
    while (end > 0 && bytes.length - end < 3 && (bytes[end - 1]! & 0xc0) === 0x80) end--;
    if (end > 0 && bytes[end - 1]! >= 0xc0) end--;
    else end = bytes.length;
    this.valid = isUtf8(bytes.subarray(0, end));
    this.tail = Buffer.from(bytes.subarray(end));
  }

  isValid(): boolean {
    return this.valid && isUtf8(this.tail);
  }
}
