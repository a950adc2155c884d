import { AppFailure } from "../../contracts/failure.ts";
import type { Store } from "../../store/store.ts";

const LIMIT_MS = 3_000;

/** @throws {AppFailure} unavailable when the database does not answer a query on its tables in three seconds */
export async function checkReady(store: Store): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(notReady("it did not answer in time")), LIMIT_MS);
  });
  const answer = store.asSystem((tx) => tx.selectFrom("tenant").select("tenant_id").limit(1).execute());
  try {
    await Promise.race([answer, late]);
  } catch (error) {
    throw error instanceof AppFailure ? error : notReady("it cannot be reached", error);
  } finally {
    clearTimeout(timer);
    answer.catch(() => undefined);
  }
}

function notReady(why: string, cause?: unknown): AppFailure {
  return new AppFailure("unavailable", `Cannot use the database: ${why}`, { cause });
}
