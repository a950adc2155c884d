import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { AppFailure } from "../../contracts/failure.ts";
import { hasRawFile, keepRawFile, PIECE_BYTES, rawPieces } from "../../store/raw-files.ts";
import type { KeptSource } from "../../store/revisions.ts";
import type { Workspace } from "./workspace.ts";

/** A file that is to be kept. */
export interface NewFile extends KeptSource {
  readonly path: string;
  readonly byteCount: number;
}

/** Name, digest and size of a file. @throws {AppFailure} not_found when it cannot be read */
export async function newFile(path: string): Promise<NewFile> {
  const hash = createHash("sha256");
  let byteCount = 0;
  try {
    for await (const chunk of createReadStream(path)) {
      hash.update(chunk as Buffer);
      byteCount += (chunk as Buffer).length;
    }
  } catch (error) {
    throw new AppFailure("not_found", `Cannot read ${path}`, { cause: error });
  }
  return { name: basename(path), path, sha256: hash.digest("hex"), byteCount };
}

/** Keeps the bytes of files under their digests, each in a transaction of its own: whole, or not at all. */
export async function keepFiles(workspace: Workspace, files: readonly NewFile[]): Promise<void> {
  const { store, tenantId } = workspace;
  for (const { path, sha256, byteCount } of files) {
    await store.inTenant(tenantId, async (tx) => {
      if (await hasRawFile(tx, tenantId, sha256)) return;
      const pieces = createReadStream(path, { highWaterMark: PIECE_BYTES }) as AsyncIterable<Buffer>;
      await keepRawFile(tx, { tenantId, sha256, byteCount }, pieces);
    });
  }
}

/**
 * Writes kept files into a scratch folder for as long as the work lasts.
 * @throws {AppFailure} differs when the bytes of a file are not those that were kept
 */
export async function withFiles<T>(
  workspace: Workspace,
  sources: readonly KeptSource[],
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const { store, tenantId } = workspace;
  const folder = await mkdtemp(join(tmpdir(), "revcast-files-"));
  try {
    for (const { name, sha256 } of sources) {
      const hash = createHash("sha256");
      await store.inTenant(tenantId, (tx) =>
        pipeline(
          rawPieces(tx, tenantId, sha256),
          async function* (pieces: AsyncIterable<Buffer>) {
            for await (const piece of pieces) {
              hash.update(piece);
              yield piece;
            }
          },
          createWriteStream(join(folder, name), { mode: 0o600 }),
        ),
      );
      if (hash.digest("hex") !== sha256) {
        throw new AppFailure(
          "differs",
          `Cannot use the kept file ${name}: its bytes are not those that were imported`,
        );
      }
    }
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
