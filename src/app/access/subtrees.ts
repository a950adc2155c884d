import { dayFromIso } from "../../core/base/day.ts";
import type { OwnerRecord } from "../../core/customers/customer-records.ts";
import type { Store } from "../../store/store.ts";
import { workspaceRecords } from "../read-records.ts";
import { LeastRecent } from "../requests/least-recent.ts";
import { newestRevisionReader } from "../requests/newest-revision.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { ownersUnder } from "./owner-subtree.ts";

/** Finds the owners of somebody's subtree, himself included, as `ownerKey`: as the hierarchy of the newest revision is today. */
export type Subtrees = (workspace: Workspace, owner: string) => Promise<ReadonlySet<string>>;

/** Hierarchy of a revision: the newest of each tenant, so that imports leave none behind. */
interface Hierarchy {
  readonly revision: number;
  readonly owners: readonly OwnerRecord[];
}

const HIERARCHIES_KEPT = 100;

export function createSubtrees(store: Store): Subtrees {
  const newestOf = newestRevisionReader(store);
  const hierarchies = new LeastRecent<Hierarchy>(HIERARCHIES_KEPT);
  return async (workspace, owner) => {
    const { tenantId } = workspace;
    const revision = workspace.newestRevision ?? (await newestOf(tenantId));
    let hierarchy = hierarchies.get(tenantId);
    if (hierarchy?.revision !== revision) {
      const owners =
        revision === 0 ? [] : ((await workspaceRecords(workspace, revision)).records.owners ?? []);
      hierarchy = { revision, owners };
      hierarchies.set(tenantId, hierarchy, 1);
    }
    const today = dayFromIso(new Date().toISOString().slice(0, 10))!;
    return ownersUnder(hierarchy.owners, owner, today);
  };
}
