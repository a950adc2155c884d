import { createHash } from "node:crypto";
import { AppFailure } from "../../contracts/failure.ts";
import type { RunRequest } from "../../contracts/run.ts";
import type { StoreTransaction } from "../../store/store.ts";
import { versionOf } from "../documents/read-documents.ts";
import type { RunDocument } from "./cell-work.ts";

/** A document as a run pins it: a version of a kept one, or a text that the request carries. */
export interface PinnedDocument {
  readonly kind: string;
  readonly name: string;
  readonly sha256: string;
  /** null: the text is in the request. */
  readonly version: number | null;
  /** True of targets that nobody named: they are taken because the workspace keeps no others. */
  readonly isDefault?: boolean | undefined;
}

/** No document but the result of a run: it is pinned by its digest, under the id of the run. */
const BACKTEST = "backtest";

interface Wanted {
  readonly kind: string;
  readonly source: string | { readonly name: string; readonly text: string };
}

/** Documents that a request uses, in its order. */
function wantedOf(request: RunRequest): Wanted[] {
  const of = (kind: string, ...sources: (Wanted["source"] | undefined)[]): Wanted[] =>
    sources.flatMap((source) => (source === undefined ? [] : [{ kind, source }]));
  if (request.kind === "scenario" || request.kind === "roi") {
    const scenarios = request.kind === "roi" ? [request.scenario] : request.scenarios;
    return [...of("scenario", ...scenarios), ...of("costs", ...(request.costs ?? []))];
  }
  if (request.kind === "backtest") return of("policy", request.check);
  if (request.kind === "kpi") {
    return [
      ...of("kpi-targets", request.targets === false ? undefined : request.targets),
      ...of(BACKTEST, request.backtest),
    ];
  }
  return request.kind === "changes" ? of("funnel", request.funnelBefore) : [];
}

/**
 * Fixes which versions of documents a run uses.
 * @param asked the request as it was asked, before the workspace filled in what it keeps
 * @throws {AppFailure} not_found for a name that the workspace does not have
 */
export async function pinDocuments(
  tx: StoreTransaction,
  tenantId: string,
  request: RunRequest,
  asked = request,
): Promise<PinnedDocument[]> {
  const isDefault = asked.kind === "kpi" && asked.targets === undefined;
  const pinned: PinnedDocument[] = [];
  for (const { kind, source } of wantedOf(request)) {
    if (typeof source !== "string") {
      const sha256 = createHash("sha256").update(source.text).digest("hex");
      pinned.push({ kind, name: source.name, sha256, version: null });
      continue;
    }
    if (kind === BACKTEST) {
      const { sha256 } = await backtestResult(tx, tenantId, source);
      pinned.push({ kind, name: source, sha256, version: null });
      continue;
    }
    const newest = await tx
      .selectFrom("document")
      .select(["version", "sha256", "is_deleted"])
      .where("tenant_id", "=", tenantId)
      .where("kind", "=", kind)
      .where("name", "=", source)
      .orderBy("version", "desc")
      .limit(1)
      .executeTakeFirst();
    if (newest === undefined || newest.is_deleted) {
      throw new AppFailure("not_found", `Cannot find the ${kind} "${source}" in the workspace`);
    }
    const { sha256, version } = newest;
    const marks = isDefault && kind === "kpi-targets" ? { isDefault } : {};
    pinned.push({ kind, name: source, sha256, version, ...marks });
  }
  return pinned;
}

/** The texts of what a run has pinned, in the order of the request: versions are never rewritten. */
export async function readDocuments(
  tx: StoreTransaction,
  tenantId: string,
  request: RunRequest,
  pinned: readonly PinnedDocument[],
): Promise<RunDocument[]> {
  if (pinned.length === 0) return [];
  const wanted = wantedOf(request);
  const documents: RunDocument[] = [];
  for (const [index, { kind, name, sha256, version, isDefault }] of pinned.entries()) {
    const source = wanted[index]?.source;
    if (kind === BACKTEST) {
      const { bytes } = await backtestResult(tx, tenantId, name);
      documents.push({ kind, name, sha256, text: bytes.toString("utf8") });
      continue;
    }
    if (version === null) {
      documents.push({ kind, name, sha256, text: typeof source === "object" ? source.text : "" });
      continue;
    }
    const kept = await versionOf(tx, tenantId, { kind, name, version });
    if (kept === undefined) throw new RangeError(`Version ${version} of ${kind} ${name} is gone`);
    documents.push({ kind, name, sha256, text: kept.body, ...(isDefault === true ? { isDefault } : {}) });
  }
  return documents;
}

/** @throws {AppFailure} not_found for what is no backtest of the workspace, conflict for one that is not done */
async function backtestResult(
  tx: StoreTransaction,
  tenantId: string,
  runId: string,
): Promise<{ readonly bytes: Buffer; readonly sha256: string }> {
  const run = await tx
    .selectFrom("run")
    .select("state")
    .where("tenant_id", "=", tenantId)
    .where("run_id", "=", runId)
    .where("kind", "=", BACKTEST)
    .executeTakeFirst();
  if (run === undefined) {
    throw new AppFailure("not_found", `Cannot find the backtest ${runId} among the runs of the workspace`);
  }
  const result = await tx
    .selectFrom("run_result")
    .select(["bytes", "sha256"])
    .where("tenant_id", "=", tenantId)
    .where("run_id", "=", runId)
    .executeTakeFirst();
  if (result !== undefined) return result;
  throw new AppFailure("conflict", `Cannot measure by the backtest ${runId}: it is ${run.state}, not done`);
}
