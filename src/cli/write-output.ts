import { rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { AppFailure } from "../contracts/failure.ts";

/**
 * Writes a file whole or not at all: under a temporary name beside it, then renamed.
 * @throws {AppFailure} cannot_write
 */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.partial`);
  try {
    await writeFile(temporary, content);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppFailure("cannot_write", `Cannot write ${path}: ${reason}`, { cause: error });
  }
}

/** Writes to standard output and waits until it is taken. */
export function print(text: string): Promise<void> {
  return new Promise((resolve) => {
    process.stdout.write(text, () => resolve());
  });
}
