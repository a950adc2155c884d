import { OpportunityPage } from "../../contracts/api/opportunity.ts";
import type { Sight } from "../access/sight.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { keptJson, type KeptJson } from "./kept-json.ts";
import { LeastRecent } from "./least-recent.ts";
import { listOpportunities, type OpportunityFilter } from "./list-opportunities.ts";
import type { Pipelines } from "./pipelines.ts";

/** Finds a page: one that was made before, when the revision is the same. @throws {AppFailure} as `listOpportunities` */
export type OpportunityPages = (
  workspace: Workspace,
  sight: Sight,
  filter: OpportunityFilter,
) => Promise<KeptJson>;

const BYTES_KEPT = 64 << 20;

/** Pages of opportunities, checked against their contract once and kept: a revision never changes. */
export function createOpportunityPages(pipelines: Pipelines): OpportunityPages {
  const kept = new LeastRecent<KeptJson>(BYTES_KEPT);
  return async (workspace, sight, filter) => {
    // A page after another one is of that one's revision, which its cursor names.
    const revision = filter.cursor === undefined ? (await pipelines.open(workspace)).revision : undefined;
    const { asOf, state, stage, owner, id, limit, cursor } = filter;
    const asked = [asOf, state, stage, owner, id, limit, cursor];
    const key = JSON.stringify([workspace.tenantId, revision, sight.key, asked]);
    const known = kept.get(key);
    if (known !== undefined) return known;
    const page = OpportunityPage.parse(await listOpportunities(pipelines, workspace, sight, filter));
    const made = keptJson(page);
    // An import in between is the next page's revision, not this one's.
    if (revision === undefined || revision === page.revision)
      kept.set(key, made, made.bytes.length + key.length);
    return made;
  };
}
