import { AppFailure } from "../../contracts/failure.ts";
import { recordedReading } from "../recorded-reading.ts";
import type { RevisionHeader } from "./revision-header.ts";
import type { Workspace } from "./workspace.ts";

/** What a result says of the pipeline that it was made of. */
export interface ResultOrigin {
  readonly sources: readonly { readonly sha256: string }[];
  readonly currency: string;
  readonly request?: { readonly reading?: object; readonly timeZone?: string | undefined } | undefined;
}

/**
 * The revision of a workspace that has just the files of a result; of several that read them in different ways the one that read them as
 * the result says, else the newest.
 * @throws {AppFailure} not_found where there is none
 */
export async function revisionOfResult(
  { store, tenantId }: Workspace,
  { sources, currency, request }: ResultOrigin,
  name: string,
): Promise<number> {
  const known = new Set(sources.map(({ sha256 }) => sha256));
  const rows = await store.inTenant(tenantId, (tx) =>
    tx
      .selectFrom("revision")
      .select(["revision", "header"])
      .where("tenant_id", "=", tenantId)
      .orderBy("revision", "desc")
      .execute(),
  );
  const matching = rows.flatMap(({ revision, header: kept }) => {
    const header = kept as RevisionHeader;
    const own = header.imported.sources;
    return own.length > 0 && own.every(({ sha256 }) => known.has(sha256)) ? [{ revision, header }] : [];
  });
  const most = Math.max(0, ...matching.map(({ header }) => header.imported.sources.length));
  const whole = matching.filter(({ header }) => header.imported.sources.length === most);
  const isReadAlike = ({ log, imported, reading }: RevisionHeader): boolean =>
    log.currency === currency &&
    (request?.timeZone === undefined || imported.timeZone === request.timeZone) &&
    JSON.stringify(recordedReading(reading)) === JSON.stringify(recordedReading(request?.reading ?? {}));
  const found = whole.find(({ header }) => isReadAlike(header)) ?? whole[0];
  if (found !== undefined) return found.revision;
  throw new AppFailure(
    "not_found",
    `Cannot verify ${name} from the workspace: it has no revision of the files that the result was made of; name the files`,
  );
}
