import { crc32, deflateRawSync } from "node:zlib";

/** One file of an archive. */
export interface ArchiveEntry {
  readonly path: string;
  readonly text: string;
}

/** The first day that the format can name; a workbook carries no time of its writing, so the same reply gives the same bytes. */
const FIRST_DOS_DAY = 0x0021;
const VERSION_WITH_DEFLATE = 20;
const NAMES_ARE_UTF8 = 0x0800;
const DEFLATE = 8;

/**
 * A ZIP archive of texts in UTF-8, deflated.
 * @param entries paths with `/`, each once; fewer than 65,536, below 4 GiB
 * @see PKWARE, ".ZIP File Format Specification" 6.3, sections 4.3.7, 4.3.12 and 4.3.16
 */
export function zipArchive(entries: readonly ArchiveEntry[]): Uint8Array {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { path, text } of entries) {
    const name = Buffer.from(path, "utf8");
    const content = Buffer.from(text, "utf8");
    const packed = deflateRawSync(content, { level: 6 });
    // What the file's own header and the directory's entry have in common, from the version needed to the name's length.
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(VERSION_WITH_DEFLATE, 0);
    shared.writeUInt16LE(NAMES_ARE_UTF8, 2);
    shared.writeUInt16LE(DEFLATE, 4);
    shared.writeUInt16LE(FIRST_DOS_DAY, 8);
    shared.writeUInt32LE(crc32(content), 10);
    shared.writeUInt32LE(packed.length, 14);
    shared.writeUInt32LE(content.length, 18);
    shared.writeUInt16LE(name.length, 22);
    const file = Buffer.concat([signature("PK\u0003\u0004"), shared, name, packed]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    directory.push(signature("PK\u0001\u0002"), versionMadeBy(), shared, place, name);
    files.push(file);
    offset += file.length;
  }
  const index = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(index.length, 8);
  end.writeUInt32LE(offset, 12);
  return new Uint8Array(Buffer.concat([...files, index, signature("PK\u0005\u0006"), end]));
}

function signature(text: string): Buffer {
  return Buffer.from(text, "latin1");
}

function versionMadeBy(): Buffer {
  return Buffer.from([VERSION_WITH_DEFLATE, 0]);
}
