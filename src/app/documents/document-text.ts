import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { basename } from "node:path";
import { AppFailure } from "../../contracts/failure.ts";
import { DocumentName, type DocumentKind } from "../../contracts/document.ts";
import { readDefinitionText } from "../../files/read-definition.ts";
import type { StorePlace } from "../../store/store.ts";
import { openWorkspace } from "../workspace/workspace.ts";
import { newestVersion } from "./read-documents.ts";

/** A document that a question names. */
export interface NamedText {
  /** The file as it was named, or the name in the workspace: what messages call it. */
  readonly name: string;
  /** Name without folders. */
  readonly file: string;
  readonly text: string;
  readonly sha256: string;
}

/**
 * The text that a command names: a file, or, where no file is there, a document of the workspace that answers.
 * @param noun  what the document is called in messages, such as "policy"
 * @param place where the workspace is; none where the question is about files
 * @throws {AppFailure} not_found, bad_input as `readDefinitionText`
 */
export async function documentText(
  named: string,
  kind: DocumentKind,
  noun: string,
  place: StorePlace | undefined,
): Promise<NamedText> {
  const isFile = existsSync(named) || place === undefined || !isThere(place);
  if (isFile || !DocumentName.safeParse(named).success) {
    const text = await readDefinitionText(named, noun);
    return { name: named, file: basename(named), text, sha256: digestOf(text) };
  }
  const { store, tenantId } = await openWorkspace(place);
  try {
    const kept = await store.inTenant(tenantId, (tx) => newestVersion(tx, tenantId, kind, named));
    if (kept !== undefined && !kept.is_deleted)
      return { name: named, file: named, text: kept.body, sha256: kept.sha256 };
  } finally {
    await store.close();
  }
  throw new AppFailure(
    "not_found",
    `Cannot read the ${noun} ${named}: no file is there, and the workspace keeps no ${kind} of that name`,
  );
}

/** A version of a document by the digest of its text, whatever its name; undefined where the workspace has none, or there is none. */
export async function documentOfDigest(
  place: StorePlace | undefined,
  { kind, file, sha256 }: { readonly kind: DocumentKind; readonly file: string; readonly sha256: string },
): Promise<NamedText | undefined> {
  if (place === undefined || !isThere(place)) return undefined;
  const { store, tenantId } = await openWorkspace(place);
  try {
    const kept = await store.inTenant(tenantId, (tx) =>
      tx
        .selectFrom("document")
        .select("body")
        .where("tenant_id", "=", tenantId)
        .where("kind", "=", kind)
        .where("sha256", "=", sha256)
        .where("is_deleted", "=", false)
        .limit(1)
        .executeTakeFirst(),
    );
    return kept && { name: file, file, text: kept.body, sha256 };
  } finally {
    await store.close();
  }
}

function isThere({ databaseUrl, folder }: StorePlace): boolean {
  return databaseUrl !== undefined || existsSync(folder);
}

function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
