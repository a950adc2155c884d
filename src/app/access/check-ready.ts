import { AppFailure } from "../../contracts/failure.ts";
import { executedMigrations, MIGRATION_NAMES } from "../../store/rebuild-schema.ts";
import type { Store } from "../../store/store.ts";

const LIMIT_MS = 3_000;

/**
 * Whether requests can be served: the database answers, and its tables are those that this version works with. Another version may have
 * changed them since this process began.
 * @throws {AppFailure} unavailable, with the reason
 */
export async function checkReady(store: Store): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(notReady("it did not answer in time")), LIMIT_MS);
  });
  const answer = store.asSystem((tx) => executedMigrations(tx));
  try {
    ensureSameSchema(await Promise.race([answer, late]));
  } catch (error) {
    throw error instanceof AppFailure ? error : notReady("it cannot be reached", error);
  } finally {
    clearTimeout(timer);
    answer.catch(() => undefined);
  }
}

function ensureSameSchema(executed: readonly string[]): void {
  const newer = executed.filter((name) => !MIGRATION_NAMES.includes(name));
  if (newer.length > 0) {
    throw notReady(`a newer version of revcast has changed it (${newer.join(", ")}); use that version`);
  }
  const missing = MIGRATION_NAMES.filter((name) => !executed.includes(name));
  if (missing.length > 0) {
    throw notReady(`its tables are of an older version (${missing.join(", ")} is missing); restart revcast`);
  }
}

function notReady(why: string, cause?: unknown): AppFailure {
  return new AppFailure("unavailable", `Cannot reach the data of the service: ${why}`, { cause });
}
