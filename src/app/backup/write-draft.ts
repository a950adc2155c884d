import { open, rename, rm, stat, type FileHandle } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { AppFailure } from "../../contracts/failure.ts";

/**
 * Writes a file whole or not at all, and so that it is there after a power cut: under another name beside it, onto the disk, then under
 * its own. Only its owner may read it.
 * @throws {AppFailure} cannot_write; as `work`
 */
export async function writeDraft<T>(path: string, work: (file: FileHandle) => Promise<T>): Promise<T> {
  const draft = join(dirname(path), `.${basename(path)}.${process.pid}.partial`);
  if (await isFolder(path)) throw cannotWrite(path, new Error("a folder has that name"));
  try {
    const file = await open(draft, "w", 0o600).catch((error: unknown) => {
      throw cannotWrite(path, error);
    });
    let done: T;
    try {
      done = await work(file);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
    await syncFolder(dirname(path));
    return done;
  } catch (error) {
    await rm(draft, { force: true });
    const code = error instanceof Error && "syscall" in error ? error : undefined;
    throw code === undefined ? error : cannotWrite(path, code);
  }
}

/** A new name is on the disk when its folder is. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder === "" ? "." : folder);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() === true;
}

function cannotWrite(path: string, error: unknown): AppFailure {
  const reason = error instanceof Error ? error.message : String(error);
  return new AppFailure("cannot_write", `Cannot write ${path}: ${reason}`, { cause: error });
}
