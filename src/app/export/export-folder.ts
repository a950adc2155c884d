import { createHash } from "node:crypto";
import { mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import type { ExportManifest } from "../../contracts/export-manifest.ts";
import { AppFailure } from "../../contracts/failure.ts";
import { syncFolder } from "../backup/write-draft.ts";

type Pieces = AsyncIterable<string | Buffer> | Iterable<string | Buffer>;

/** A folder that is being written, and the digests of what is in it. */
export interface ExportFolder {
  readonly path: string;
  readonly files: ExportManifest["files"];
  /** Writes a file, piece by piece. @param parts path inside the folder */
  readonly write: (parts: readonly string[], pieces: Pieces) => Promise<void>;
}

/**
 * Writes a folder whole or not at all: under another name beside it, then renamed. Only its owner may read it.
 * @throws {AppFailure} conflict when there is something of that name, cannot_write; as `work`
 */
export async function writeFolder<T>(path: string, work: (folder: ExportFolder) => Promise<T>): Promise<T> {
  const target = resolve(path);
  const held = await readdir(target).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw new AppFailure("conflict", `Cannot export to ${path}: a file has that name`, { cause: error });
  });
  if (held.length > 0) {
    throw new AppFailure("conflict", `Cannot export to ${path}: it is not empty; name a new folder`);
  }
  const draft = join(dirname(target), `.${basename(target)}.${process.pid}.partial`);
  try {
    await mkdir(draft, { recursive: false, mode: 0o700 });
    const files: ExportManifest["files"] = [];
    const done = await work({
      path: draft,
      files,
      write: async (parts, pieces) => void files.push(await writeFile(draft, parts, pieces)),
    });
    await rename(draft, target);
    await syncFolder(dirname(target));
    return done;
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (!(error instanceof Error && "syscall" in error)) throw error;
    throw new AppFailure("cannot_write", `Cannot write ${path}: ${error.message}`, { cause: error });
  }
}

async function writeFile(
  folder: string,
  parts: readonly string[],
  pieces: Pieces,
): Promise<ExportManifest["files"][number]> {
  const path = join(folder, ...parts);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const hash = createHash("sha256");
  let byteCount = 0;
  const file = await open(path, "wx", 0o600);
  try {
    for await (const piece of pieces) {
      const bytes = typeof piece === "string" ? Buffer.from(piece) : piece;
      hash.update(bytes);
      byteCount += bytes.length;
      await file.writeFile(bytes);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { path: parts.join("/"), byteCount, sha256: hash.digest("hex") };
}
