import { addKey } from "../access/add-key.ts";
import { listKeys } from "../access/list-keys.ts";
import type { Workspace } from "../workspace/workspace.ts";

/** Name of the key that schedules of the command line run as when nobody names one. */
const NAME = "schedules of the command line";

/**
 * The key that a schedule runs as: the one that is named, or one of role scheduler that is made for it. Nobody gets to see the text of
 * that one, so it is good for schedules alone.
 * @throws {AppFailure} as `addKey`
 */
export async function scheduleKey(
  { store, tenantId, actor }: Workspace,
  named: string | undefined,
): Promise<string> {
  const keys = await listKeys(store, tenantId);
  const now = Date.now();
  const isValid = ({ revokedAt, expiresAt }: (typeof keys)[number]): boolean =>
    revokedAt === null && (expiresAt === null || Date.parse(expiresAt) > now);
  if (named !== undefined) {
    // An id that does not exist is refused with the reason when rights are looked at.
    return keys.find(({ keyId, prefix }) => keyId === named || prefix === named)?.keyId ?? NO_KEY;
  }
  const own = keys.find((key) => key.name === NAME && key.role === "scheduler" && isValid(key));
  if (own !== undefined) return own.keyId;
  return (await addKey(store, tenantId, { name: NAME, role: "scheduler", scopes: [] }, { actor })).keyId;
}

const NO_KEY = "00000000-0000-0000-0000-000000000000";
