import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createGunzip } from "node:zlib";
import type { z } from "zod";
import {
  BACKUP_FORMAT,
  BackupContent,
  BackupHeader,
  BackupTable,
  BackupTableEnd,
} from "../../contracts/backup.ts";
import { AppFailure } from "../../contracts/failure.ts";
import { contentDigest, TableHash, type TableDigest } from "./content-digest.ts";
import { checkSeal } from "./sealed-file.ts";

/** Told what a backup holds, in its order. */
export interface BackupReader {
  readonly onHeader?: (header: BackupHeader) => Promise<void>;
  readonly onTable?: (table: BackupTable) => Promise<void>;
  /** Some rows of the table that was told last. */
  readonly onRows?: (texts: readonly string[]) => Promise<void>;
  /** All rows of the table were told, and are those that were written. */
  readonly onTableEnd?: (digest: TableDigest) => Promise<void>;
}

export interface ReadBackup {
  readonly byteCount: number;
  readonly header: BackupHeader;
  readonly tables: readonly TableDigest[];
}

const BATCH_CHARACTERS = 4 << 20;
const MOST_ROWS = 5_000;

/**
 * Reads a backup: first all its bytes against its seal, then line by line, each table against its digest.
 * @throws {AppFailure} not_found; bad_input when a bit is not as it was written; not_supported for another format; as the reader
 */
export async function readBackup(
  path: string,
  reader: BackupReader = {},
  signal?: AbortSignal,
): Promise<ReadBackup> {
  const bodyBytes = await checkSeal(path, signal);
  const lines = new LineByLine(path, bodyBytes, signal);
  try {
    const header = await readHeader(lines, path);
    await reader.onHeader?.(header);
    const tables: TableDigest[] = [];
    while (true) {
      const text = await lines.next();
      if (text.startsWith('{"tableCount"')) {
        const content = parseLine(text, BackupContent, lines);
        const rowCount = tables.reduce((sum, table) => sum + table.rowCount, 0);
        const isSame =
          content.tableCount === tables.length &&
          content.rowCount === rowCount &&
          content.contentSha256 === contentDigest(header.migrations, tables);
        if (!isSame || !(await lines.isAtEnd())) throw lines.broken("tables are missing or out of place");
        return { byteCount: (await stat(path)).size, header, tables };
      }
      const table = parseLine(text, BackupTable, lines);
      await reader.onTable?.(table);
      const digest = await readRows(lines, table, reader);
      await reader.onTableEnd?.(digest);
      tables.push(digest);
    }
  } finally {
    lines.close();
  }
}

async function readHeader(lines: LineByLine, path: string): Promise<BackupHeader> {
  const text = await lines.next();
  const format = /^\{"format":"(revcast\.backup\.\d+)"/.exec(text)?.[1];
  if (format !== undefined && format !== BACKUP_FORMAT) {
    throw new AppFailure(
      "not_supported",
      `Cannot use ${path}: it has the format ${format}; use the version of revcast that wrote it`,
    );
  }
  return parseLine(text, BackupHeader, lines);
}

async function readRows(lines: LineByLine, table: BackupTable, reader: BackupReader): Promise<TableDigest> {
  const hash = new TableHash();
  let texts: string[] = [];
  let length = 0;
  const flush = async (): Promise<void> => {
    if (texts.length > 0) await reader.onRows?.(texts);
    texts = [];
    length = 0;
  };
  while (true) {
    const line = await lines.next();
    if (line.startsWith('"')) {
      hash.add(`${line}\n`);
      texts.push(textOf(line, lines));
      length += line.length;
      if (length >= BATCH_CHARACTERS || texts.length >= MOST_ROWS) await flush();
      continue;
    }
    await flush();
    const end = parseLine(line, BackupTableEnd, lines);
    const digest = hash.digest(table.table);
    const isSame =
      end.end === table.table && end.rowCount === digest.rowCount && end.sha256 === digest.sha256;
    if (!isSame) throw lines.broken(`rows of ${table.table} are not those that were written`);
    return digest;
  }
}

function textOf(line: string, lines: LineByLine): string {
  try {
    return JSON.parse(line) as string;
  } catch {
    throw lines.broken("it is no row");
  }
}

function parseLine<T>(line: string, contract: z.ZodType<T>, lines: LineByLine): T {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw lines.broken("it is no JSON");
  }
  const parsed = contract.safeParse(value);
  if (!parsed.success) throw lines.broken("it is not what comes here");
  return parsed.data;
}

/** The lines of a compressed file, one after another, told apart by their line feeds alone. */
class LineByLine {
  lineNumber = 0;
  readonly #path: string;
  readonly #file;
  readonly #chunks: AsyncIterator<Buffer>;
  #waiting: string[] = [];
  #rest: Buffer[] = [];
  #isDone = false;

  constructor(path: string, byteCount: number, signal: AbortSignal | undefined) {
    this.#path = path;
    this.#file = createReadStream(path, { end: byteCount - 1, highWaterMark: 1 << 18, signal });
    const inflated = createGunzip({ chunkSize: 1 << 18 });
    this.#file.on("error", (error) => inflated.destroy(error));
    this.#chunks = (this.#file.pipe(inflated) as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  }

  /** @throws {AppFailure} bad_input at the end */
  async next(): Promise<string> {
    await this.#fill();
    this.lineNumber++;
    const line = this.#waiting.pop();
    if (line === undefined) throw this.broken("the file ends here");
    return line;
  }

  async isAtEnd(): Promise<boolean> {
    await this.#fill();
    return this.#waiting.length === 0;
  }

  async #fill(): Promise<void> {
    while (this.#waiting.length === 0 && !this.#isDone) {
      const { done, value } = await this.#chunks.next().catch((error: unknown) => {
        if (error instanceof Error && error.name === "AbortError") throw error;
        throw this.broken("it cannot be inflated");
      });
      if (done === true) {
        this.#isDone = true;
        if (this.#rest.some((piece) => piece.length > 0)) throw this.broken("the line has no end");
        return;
      }
      this.#take(value);
    }
  }

  #take(chunk: Buffer): void {
    const lines: string[] = [];
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      const piece = chunk.subarray(start, end);
      lines.push(
        this.#rest.length === 0 ? piece.toString() : Buffer.concat([...this.#rest, piece]).toString(),
      );
      this.#rest = [];
      start = end + 1;
    }
    if (start < chunk.length) this.#rest.push(chunk.subarray(start));
    this.#waiting = lines.reverse();
  }

  broken(reason: string): AppFailure {
    return new AppFailure("bad_input", `Cannot use ${this.#path}, line ${this.lineNumber}: ${reason}`);
  }

  close(): void {
    this.#file.destroy();
  }
}
