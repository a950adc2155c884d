import { dayFromIso } from "../../core/base/day.ts";
import type { OwnerRecord } from "../../core/customers/customer-records.ts";
import type { Store } from "../../store/store.ts";
import { workspaceRecords } from "../read-records.ts";
import { LeastRecent } from "../requests/least-recent.ts";
import { newestRevisionReader } from "../requests/newest-revision.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { ownersUnder } from "./owner-subtree.ts";
import type { Principal } from "./principal.ts";
import { ROLE_RIGHTS } from "./role-rights.ts";
import { sightOf, type Sight } from "./sight.ts";

/** Finds what a principal sees, as the hierarchy of the newest revision is today. */
export type Sights = (workspace: Workspace, principal: Principal) => Promise<Sight>;

const HIERARCHIES_KEPT = 100;

export function createSights(store: Store): Sights {
  const newestOf = newestRevisionReader(store);
  const hierarchies = new LeastRecent<readonly OwnerRecord[]>(HIERARCHIES_KEPT);
  return async (workspace, principal) => {
    if (ROLE_RIGHTS[principal.role].deals !== "subtree" || principal.role === "rep") {
      return sightOf(principal, (owner) => new Set([owner]));
    }
    const revision = await newestOf(workspace.tenantId);
    const key = `${workspace.tenantId} ${revision}`;
    let records = hierarchies.get(key);
    if (records === undefined) {
      records = revision === 0 ? [] : ((await workspaceRecords(workspace, revision)).records.owners ?? []);
      hierarchies.set(key, records, 1);
    }
    const known = records;
    const today = dayFromIso(new Date().toISOString().slice(0, 10))!;
    return sightOf(principal, (owner) => ownersUnder(known, owner, today));
  };
}
