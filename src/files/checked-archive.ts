import { crc32, inflateRawSync } from "node:zlib";

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const FILE_HEADER = 0x04034b50;
const LONGEST_COMMENT = 0xffff;
const MOST_ENTRIES = 2_000;
const STORED = 0;
const DEFLATED = 8;

/** A file of an archive, unpacked. */
export interface ArchivePart {
  readonly path: string;
  readonly content: Buffer;
}

/**
 * Unpacks a ZIP archive within a limit, whatever sizes it states.
 * @returns its files, or in words what is wrong with it
 * @see PKWARE, ".ZIP File Format Specification" 6.3, sections 4.3.7, 4.3.12 and 4.3.16
 */
export function unpackArchive(bytes: Buffer, mostBytes: number): readonly ArchivePart[] | string {
  const end = endOfDirectory(bytes);
  if (end < 0) return "it is no whole ZIP archive";
  const count = bytes.readUInt16LE(end + 10);
  let at = bytes.readUInt32LE(end + 16);
  if (count > MOST_ENTRIES) return `it holds more than ${MOST_ENTRIES} files`;
  const parts: ArchivePart[] = [];
  let left = mostBytes;
  for (let i = 0; i < count; i++) {
    if (at + 46 > end || bytes.readUInt32LE(at) !== DIRECTORY_ENTRY) return "its directory is broken";
    const isEncrypted = (bytes.readUInt16LE(at + 8) & 1) === 1;
    if (isEncrypted) return "it is protected by a password";
    const method = bytes.readUInt16LE(at + 10);
    const packedSize = bytes.readUInt32LE(at + 20);
    const nameLength = bytes.readUInt16LE(at + 28);
    const header = bytes.readUInt32LE(at + 42);
    const path = bytes.toString("utf8", at + 46, at + 46 + nameLength);
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
    if (header + 30 > bytes.length || bytes.readUInt32LE(header) !== FILE_HEADER)
      return "its directory is broken";
    const start = header + 30 + bytes.readUInt16LE(header + 26) + bytes.readUInt16LE(header + 28);
    if (start + packedSize > bytes.length) return "it is cut off";
    const content = unpacked(bytes.subarray(start, start + packedSize), method, left);
    if (typeof content === "string") return content;
    left -= content.length;
    parts.push({ path, content });
  }
  return parts;
}

/** An archive of files as they are, not packed: what is read from it is what was unpacked. */
export function storedArchive(parts: readonly ArchivePart[]): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { path, content } of parts) {
    const name = Buffer.from(path, "utf8");
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(10, 0); // version needed
    shared.writeUInt16LE(0x0800, 2); // names are UTF-8
    shared.writeUInt16LE(0x21, 8); // the first day that the format knows
    shared.writeUInt32LE(crc32(content), 10);
    shared.writeUInt32LE(content.length, 14);
    shared.writeUInt32LE(content.length, 18);
    shared.writeUInt16LE(name.length, 22);
    const head = Buffer.alloc(4);
    head.writeUInt32LE(FILE_HEADER, 0);
    files.push(head, shared, name, content);
    const entry = Buffer.alloc(6);
    entry.writeUInt32LE(DIRECTORY_ENTRY, 0);
    entry.writeUInt16LE(10, 4);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(entry, shared, tail, name);
    offset += 30 + name.length + content.length;
  }
  const entries = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(END_OF_DIRECTORY, 0);
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(entries.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...files, entries, end]);
}

function unpacked(packed: Buffer, method: number, mostBytes: number): Buffer | string {
  const tooLarge = "unpacked it is larger than what is read";
  if (method === STORED) return packed.length > mostBytes ? tooLarge : packed;
  if (method !== DEFLATED) return "it is packed in a way that is not known";
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, mostBytes) });
  } catch (error) {
    const isLarge = error instanceof Error && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";
    return isLarge ? tooLarge : "its content is broken";
  }
}

function endOfDirectory(bytes: Buffer): number {
  const first = Math.max(0, bytes.length - 22 - LONGEST_COMMENT);
  for (let at = bytes.length - 22; at >= first; at--) {
    if (bytes.readUInt32LE(at) === END_OF_DIRECTORY) return at;
  }
  return -1;
}
