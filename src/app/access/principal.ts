import type { Role, Scope } from "../../contracts/api/key.ts";

/** Who asks: one key of one tenant. */
export interface Principal {
  readonly tenantId: string;
  readonly keyId: string;
  readonly name: string;
  readonly role: Role;
  /** Those of the role, or fewer. */
  readonly scopes: readonly Scope[];
  /** Owner whose subtree is seen; of a rep the rep. */
  readonly subtreeOwner: string | undefined;
  /** Number of the newest revision of the tenant when the key was looked up, 0 when nothing was imported. */
  readonly newestRevision?: number | undefined;
}

/** How a principal stands in logs, runs and the audit log: no name of a person. */
export function actorOf({ keyId }: Pick<Principal, "keyId">): string {
  return `key:${keyId}`;
}
