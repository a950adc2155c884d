import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import {
  BACKUP_FORMAT,
  type BackupHeader,
  type BackupSummary,
  type BackupTable,
  type BackupTableEnd,
} from "../../contracts/backup.ts";
import { inOwnSession } from "../../store/own-session.ts";
import { executedMigrations } from "../../store/rebuild-schema.ts";
import { rowTexts } from "../../store/row-texts.ts";
import type { Store, StoreTransaction } from "../../store/store.ts";
import { tableShapes } from "../../store/table-shapes.ts";
import { contentDigest, rowLine, TableHash, type TableDigest } from "./content-digest.ts";
import { sealOf } from "./sealed-file.ts";
import { writeDraft } from "./write-draft.ts";

export interface BackupOptions {
  /** Version of revcast, for the header. */
  readonly version: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (table: string, rowCount: number) => void;
}

const COMPRESSION_LEVEL = 4;
const CHUNK_CHARACTERS = 1 << 18;

/**
 * Saves all rows of all tenants as they stand at one moment, while others go on to work. Memory stays flat whatever the size. The file
 * is there whole or not at all.
 * @throws {AppFailure} cannot_write
 */
export async function writeBackup(
  store: Store,
  path: string,
  options: BackupOptions,
): Promise<BackupSummary> {
  const { signal } = options;
  const written = await writeDraft(path, (file) =>
    inOwnSession(store, { sees: "*", access: "read only" }, async (tx) => {
      const header: BackupHeader = {
        format: BACKUP_FORMAT,
        version: options.version,
        madeAt: new Date().toISOString(),
        migrations: await executedMigrations(tx),
      };
      const tables: TableDigest[] = [];
      const hash = createHash("sha256");
      await pipeline(
        Readable.from(inChunks(backupLines(tx, header, tables, options))),
        createGzip({ level: COMPRESSION_LEVEL }),
        async (compressed: AsyncIterable<Buffer>) => {
          for await (const bytes of compressed) {
            hash.update(bytes);
            await file.write(bytes);
          }
        },
        signal === undefined ? {} : { signal },
      );
      await file.write(sealOf(hash.digest("hex")));
      return { header, tables };
    }),
  );
  return summaryOf(path, (await stat(path)).size, written);
}

/** What a backup holds. */
export function summaryOf(
  file: string,
  byteCount: number,
  { header, tables }: { readonly header: BackupHeader; readonly tables: readonly TableDigest[] },
): BackupSummary {
  return {
    schema: "revcast.backup-summary.1",
    file,
    byteCount,
    header,
    tables: tables.map((table) => ({ ...table })),
    rowCount: tables.reduce((sum, { rowCount }) => sum + rowCount, 0),
    contentSha256: contentDigest(header.migrations, tables),
  };
}

async function* backupLines(
  tx: StoreTransaction,
  header: BackupHeader,
  digests: TableDigest[],
  { onProgress }: BackupOptions,
): AsyncGenerator<string> {
  const line = (value: object): string => `${JSON.stringify(value)}\n`;
  yield line(header);
  for (const table of await tableShapes(tx)) {
    const { name, columns, key } = table;
    yield line({ table: name, columns: [...columns], key: [...key] } satisfies BackupTable);
    const hash = new TableHash();
    for await (const texts of rowTexts(tx, table)) {
      for (const text of texts) {
        const row = rowLine(text);
        hash.add(row);
        yield row;
      }
      onProgress?.(name, hash.rowCount);
    }
    const digest = hash.digest(name);
    digests.push(digest);
    yield line({
      end: name,
      rowCount: digest.rowCount,
      sha256: digest.sha256,
    } satisfies BackupTableEnd);
  }
  const rowCount = digests.reduce((sum, digest) => sum + digest.rowCount, 0);
  yield line({
    tableCount: digests.length,
    rowCount,
    contentSha256: contentDigest(header.migrations, digests),
  });
}

/** Lines joined to pieces that are worth compressing. */
async function* inChunks(lines: AsyncIterable<string>): AsyncGenerator<Buffer> {
  let chunk: string[] = [];
  let length = 0;
  for await (const text of lines) {
    chunk.push(text);
    length += text.length;
    if (length < CHUNK_CHARACTERS) continue;
    yield Buffer.from(chunk.join(""));
    chunk = [];
    length = 0;
  }
  yield Buffer.from(chunk.join(""));
}
