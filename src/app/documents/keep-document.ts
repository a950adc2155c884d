import { createHash } from "node:crypto";
import { AppFailure } from "../../contracts/failure.ts";
import { DocumentName, type DocumentKind, type DocumentVersion } from "../../contracts/document.ts";
import type { StoreTransaction } from "../../store/store.ts";
import { appendAudit } from "../audit/append.ts";
import { readHere } from "../reading/read-here.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { newestVersion, presentVersion } from "./read-documents.ts";

/** Longest text of a document; what people write by hand needs a tenth of it. */
export const LONGEST_DOCUMENT = 1_000_000;

/**
 * Keeps a document under its name, as its next version. The same text again makes no new version.
 * @throws {AppFailure} bad_input when it does not hold its contract, too_large, usage for a name that cannot be one
 */
export async function keepDocument(
  workspace: Workspace,
  document: { readonly kind: DocumentKind; readonly name: string; readonly text: string },
): Promise<DocumentVersion & { readonly isNew: boolean }> {
  const { kind, name, text } = document;
  if (!DocumentName.safeParse(name).success) {
    throw new AppFailure(
      "usage",
      `Cannot keep a document as "${name}": give letters, digits, blanks and . _ -, 100 at most`,
    );
  }
  if (text.length > LONGEST_DOCUMENT) {
    throw new AppFailure(
      "too_large",
      `Cannot keep "${name}": it has ${text.length} characters, of ${LONGEST_DOCUMENT} at most`,
    );
  }
  await (workspace.files ?? readHere).checkDocument(kind, name, text);
  const sha256 = createHash("sha256").update(text).digest("hex");
  return addVersion(workspace, { kind, name, text, sha256, isDeleted: false });
}

/**
 * Says that there is no such document any more; its versions stay, since runs have used them.
 * @throws {AppFailure} not_found
 */
export async function removeDocument(
  workspace: Workspace,
  kind: DocumentKind,
  name: string,
): Promise<DocumentVersion> {
  const sha256 = createHash("sha256").update("").digest("hex");
  const { isNew, ...version } = await addVersion(workspace, {
    kind,
    name,
    text: "",
    sha256,
    isDeleted: true,
  });
  if (!isNew) throw new AppFailure("not_found", `Cannot remove the ${kind} "${name}": there is none`);
  return version;
}

interface NewVersion {
  readonly kind: DocumentKind;
  readonly name: string;
  readonly text: string;
  readonly sha256: string;
  readonly isDeleted: boolean;
}

async function addVersion(
  { store, tenantId, actor }: Workspace,
  { kind, name, text, sha256, isDeleted }: NewVersion,
): Promise<DocumentVersion & { readonly isNew: boolean }> {
  return store.inTenant(tenantId, async (tx) => {
    await lockName(tx, tenantId, kind, name);
    const before = await newestVersion(tx, tenantId, kind, name);
    const isSame = isDeleted
      ? (before?.is_deleted ?? true)
      : before?.is_deleted === false && before.sha256 === sha256;
    if (isSame && before !== undefined) return { ...presentVersion(before), isNew: false };
    if (isSame) throw new AppFailure("not_found", `Cannot remove the ${kind} "${name}": there is none`);
    const made = await tx
      .insertInto("document")
      .values({
        tenant_id: tenantId,
        kind,
        name,
        version: (before?.version ?? 0) + 1,
        body: text,
        sha256,
        is_deleted: isDeleted,
        made_by: actor,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    await appendAudit(tx, {
      tenantId,
      actor,
      action: isDeleted ? "document.remove" : "document.keep",
      subject: `${kind}/${name}`,
      detail: { version: made.version, sha256 },
    });
    return { ...presentVersion(made), isNew: true };
  });
}

/** Versions of a name are made one after another. */
async function lockName(tx: StoreTransaction, tenantId: string, kind: string, name: string): Promise<void> {
  await tx
    .selectNoFrom((make) =>
      make
        .fn<string>("pg_advisory_xact_lock", [
          make.fn<number>("hashtextextended", [
            make.val(`document ${tenantId} ${kind} ${name}`),
            make.val(0),
          ]),
        ])
        .as("locked"),
    )
    .execute();
}
