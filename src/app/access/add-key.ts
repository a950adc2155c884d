import type { MintedKey, NewKey, Role, Scope } from "../../contracts/api/key.ts";
import { withArticle } from "../../contracts/counted.ts";
import { AppFailure } from "../../contracts/failure.ts";
import type { Store, StoreTransaction } from "../../store/store.ts";
import { appendAudit } from "../audit/append.ts";
import { newKeyText } from "./key-text.ts";
import { presentKey } from "./present-key.ts";
import type { Principal } from "./principal.ts";
import { FINANCE_KEY_DAYS, ROLE_RIGHTS } from "./role-rights.ts";

const DAY_MS = 86_400_000;

/** Who makes a key: another key, or a person at the machine, whom the folder's or the database's own rights let in. */
export type Minter = { readonly by: Principal; readonly actor: string } | { readonly actor: string };

/**
 * Makes an API key and returns its text, which is stored nowhere.
 * @throws {AppFailure} usage for what does not fit together, denied when the minter may not give such a key
 */
export async function addKey(
  store: Store,
  tenantId: string,
  asked: NewKey,
  minter: Minter,
): Promise<MintedKey> {
  if ("by" in minter) ensureMayMint(minter.by.role, asked.role);
  return store.inTenant(tenantId, (tx) => insertKey(tx, tenantId, asked, minter.actor));
}

/** As `addKey`, within a transaction of the caller, who answers for the right to do so. */
export async function insertKey(
  tx: StoreTransaction,
  tenantId: string,
  asked: NewKey,
  actor: string,
): Promise<MintedKey> {
  ensureFits(asked);
  const { text, prefix, sha256 } = newKeyText();
  const days = asked.expiresInDays ?? (asked.role === "finance" ? FINANCE_KEY_DAYS : undefined);
  const row = await tx
    .insertInto("api_key")
    .values({
      tenant_id: tenantId,
      name: asked.name,
      prefix,
      secret_sha256: sha256,
      role: asked.role,
      scopes: asked.scopes,
      subtree_owner: asked.subtreeOwner ?? null,
      created_by: actor,
      expires_at: days === undefined ? null : new Date(Date.now() + days * DAY_MS),
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  const key = presentKey(row);
  await appendAudit(tx, {
    tenantId,
    actor,
    action: "key.add",
    subject: key.keyId,
    detail: {
      prefix,
      role: key.role,
      scopes: key.scopes.join(" "),
      expiresAt: key.expiresAt,
      hasSubtree: key.subtreeOwner !== null,
    },
  });
  return { ...key, secret: text };
}

/** Owners give every key but those that see costs; finance gives those and no others, so that no one person opens both doors. */
function ensureMayMint(own: Role, asked: Role): void {
  const may = own === "finance" ? asked === "finance" : own === "owner" && asked !== "finance";
  if (may) return;
  throw new AppFailure(
    "denied",
    `Cannot make a key of the role ${asked} with one of the role ${own}: ${
      asked === "finance"
        ? "a finance key makes it, or revcast key add at the machine"
        : "an owner key makes it"
    }`,
  );
}

function ensureFits({ role, scopes, subtreeOwner, expiresInDays }: NewKey): void {
  const rights = ROLE_RIGHTS[role];
  const excess = scopes.filter((scope: Scope) => !rights.scopes.includes(scope));
  if (excess.length > 0) {
    throw new AppFailure(
      "usage",
      `Cannot give ${withArticle(role)} key the scopes ${excess.join(", ")}: the role has ${rights.scopes.join(", ")}`,
    );
  }
  const needsSubtree = rights.deals === "subtree";
  if (needsSubtree && subtreeOwner === undefined) {
    throw new AppFailure(
      "usage",
      `Cannot make a ${role} key without the owner whose opportunities it shows: give --subtree OWNER (subtreeOwner)`,
    );
  }
  if (!needsSubtree && subtreeOwner !== undefined) {
    throw new AppFailure(
      "usage",
      `Cannot limit ${withArticle(role)} key to a subtree: leave --subtree (subtreeOwner) out`,
    );
  }
  if (role === "finance" && (expiresInDays ?? 0) > FINANCE_KEY_DAYS) {
    throw new AppFailure(
      "usage",
      `Cannot make a finance key for ${expiresInDays} days: ${FINANCE_KEY_DAYS} at most`,
    );
  }
}
