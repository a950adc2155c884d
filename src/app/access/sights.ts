import type { Workspace } from "../workspace/workspace.ts";
import type { Principal } from "./principal.ts";
import { ROLE_RIGHTS } from "./role-rights.ts";
import { sightOf, type Sight } from "./sight.ts";
import type { Subtrees } from "./subtrees.ts";

/** Finds what a principal sees, as the hierarchy of the newest revision is today. */
export type Sights = (workspace: Workspace, principal: Principal) => Promise<Sight>;

export function createSights(subtrees: Subtrees): Sights {
  return async (workspace, principal) => {
    const { role, subtreeOwner } = principal;
    const isOfOthers = ROLE_RIGHTS[role].deals === "subtree" && role !== "rep" && subtreeOwner !== undefined;
    const subtree = isOfOthers ? await subtrees(workspace, subtreeOwner) : undefined;
    return sightOf(principal, (owner) => subtree ?? new Set([owner]));
  };
}
