import type { StoreTransaction } from "../../store/store.ts";
import type { Workspace } from "./workspace.ts";

/**
 * A workspace for a use case of one transaction: what it does there and what follows are kept together or not at all.
 * @param then told what the transaction gave
 */
export function inSameTransaction(
  workspace: Workspace,
  then: (tx: StoreTransaction, done: unknown) => Promise<void>,
): Workspace {
  const { store } = workspace;
  return {
    ...workspace,
    store: {
      ...store,
      inTenant: (tenant, work) =>
        store.inTenant(tenant, async (tx) => {
          const done = await work(tx);
          await then(tx, done);
          return done;
        }),
    },
  };
}
