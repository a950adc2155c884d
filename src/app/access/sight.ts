import { ownerKey } from "./owner-subtree.ts";
import type { Principal } from "./principal.ts";
import { ROLE_RIGHTS } from "./role-rights.ts";

/** What a principal sees of rows and fields; everything that shows, counts or sends rows asks it. */
export interface Sight {
  /** Two sights with one key show the same; part of the key of every cache. */
  readonly key: string;
  readonly seesCompany: boolean;
  /** Owners whose opportunities are seen one by one, as `ownerKey`. */
  readonly owners: "all" | ReadonlySet<string>;
  readonly seesContacts: boolean;
  readonly seesCosts: boolean;
}

const NOBODY: ReadonlySet<string> = new Set();

/**
 * Sight of a principal.
 * @param ownersUnder the owners of the subtree of one, himself included, as the hierarchy is now
 */
export function sightOf(principal: Principal, ownersUnder: (owner: string) => ReadonlySet<string>): Sight {
  const { role, scopes, subtreeOwner } = principal;
  const rights = ROLE_RIGHTS[role];
  const isRead = scopes.includes("read");
  const subtree = (): ReadonlySet<string> => {
    if (subtreeOwner === undefined) return NOBODY;
    return role === "rep" ? new Set([ownerKey(subtreeOwner)]) : ownersUnder(subtreeOwner);
  };
  const owners = !isRead || rights.deals === "none" ? NOBODY : rights.deals === "all" ? "all" : subtree();
  const seesCompany = isRead && rights.seesCompany;
  const seesContacts = isRead && rights.seesContacts;
  const seesCosts = rights.seesCosts && scopes.includes("comp:read");
  const names = owners === "all" ? "all" : [...owners].sort();
  return {
    key: JSON.stringify([seesCompany, names, seesContacts, seesCosts]),
    seesCompany,
    owners,
    seesContacts,
    seesCosts,
  };
}

/** Whether all that is measured over the opportunities of some owners is seen. */
export function seesTeam(sight: Sight, owners: readonly string[]): boolean {
  return sight.owners === "all" || owners.every((owner) => seesOwner(sight, owner));
}

/** Whether the opportunities of an owner are seen; those of nobody only by who sees all. */
export function seesOwner(sight: Sight, owner: string | null): boolean {
  return sight.owners === "all" || (owner !== null && owner !== "" && sight.owners.has(ownerKey(owner)));
}
