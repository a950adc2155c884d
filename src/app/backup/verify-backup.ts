import type { BackupSummary } from "../../contracts/backup.ts";
import { readBackup } from "./read-backup.ts";
import { summaryOf } from "./write-backup.ts";

/**
 * Checks a backup without a database: every byte, every row, every table.
 * @throws {AppFailure} as `readBackup`
 */
export async function verifyBackup(path: string, signal?: AbortSignal): Promise<BackupSummary> {
  const read = await readBackup(path, {}, signal);
  return summaryOf(path, read.byteCount, read);
}
