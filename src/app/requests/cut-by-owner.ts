import type { RunRequest } from "../../contracts/run.ts";
import { AppFailure } from "../../contracts/failure.ts";
import { findRevision } from "../../store/revisions.ts";
import type { Sight } from "../access/sight.ts";
import { ownerCutOf } from "../results/owner-cut.ts";
import type { RevisionHeader } from "../workspace/revision-header.ts";
import type { Workspace } from "../workspace/workspace.ts";

/**
 * What who sees only a subtree asks for, cut by owner even where it was not said: without it nothing of the result would be theirs.
 * @throws {AppFailure} denied for what is of the company alone
 */
export async function cutByOwner<Request extends RunRequest>(
  { store, tenantId }: Workspace,
  sight: Sight,
  request: Request,
): Promise<Request> {
  if (sight.seesCompany || (request.kind !== "forecast" && request.kind !== "changes")) return request;
  if (request.kind === "changes" && request.forecast === true) {
    throw new AppFailure(
      "denied",
      "Cannot compare forecasts with this key: that is known for the company alone; leave forecast out, or start two forecasts",
    );
  }
  const newest = await store.inTenant(tenantId, (tx) => findRevision(tx, tenantId));
  // Without a pipeline the run says so itself.
  if (newest === undefined) return request;
  const { ownerColumn, segmentColumn } = (newest.header as RevisionHeader).imported;
  return { ...request, owner: ownerCutOf(request.owner ?? ownerColumn, { ownerColumn, segmentColumn }) };
}
