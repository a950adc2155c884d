import { sql } from "kysely";
import type { MintedKey } from "../../contracts/api/key.ts";
import type { Store } from "../../store/store.ts";
import { DEFAULT_TENANT } from "../workspace/workspace.ts";
import { insertKey } from "./add-key.ts";

/**
 * Makes the first tenant and its first owner key, once: a store that has ever had an owner key is left as it is, and of two processes
 * that start at once one makes it. Keys of other roles, such as the one that schedules of the command line run as, may be older.
 * @returns the key, to be shown now or never
 */
export async function makeFirstKey(store: Store): Promise<MintedKey | undefined> {
  return store.asSystem(async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended('revcast first key', 0))`.execute(tx);
    const owner = await tx
      .selectFrom("api_key")
      .select("key_id")
      .where("role", "=", "owner")
      .limit(1)
      .executeTakeFirst();
    if (owner !== undefined) return undefined;
    await tx
      .insertInto("tenant")
      .values({ tenant_id: DEFAULT_TENANT, name: DEFAULT_TENANT })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    return insertKey(
      tx,
      DEFAULT_TENANT,
      { name: "First owner key", role: "owner", scopes: [] },
      "system:first-start",
    );
  });
}
