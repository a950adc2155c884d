import { OpportunityPage } from "../../contracts/api/opportunity.ts";
import type { Sight } from "../access/sight.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { jsonAnswer, keptJson, keptWeight, type KeptJson } from "./kept-json.ts";
import { LeastRecent } from "./least-recent.ts";
import { listOpportunities, readPlace, type OpportunityFilter } from "./list-opportunities.ts";
import type { Pipelines } from "./pipelines.ts";

/** Finds a page: one that was made before, when the revision is the same. @throws {AppFailure} as `listOpportunities` */
export type OpportunityPages = (
  workspace: Workspace,
  sight: Sight,
  filter: OpportunityFilter,
) => Promise<KeptJson>;

const BYTES_KEPT = 64 << 20;

interface KeptPage extends KeptJson {
  readonly revision: number;
}

/**
 * Pages of opportunities, checked against their contract once and kept: a revision never changes. A question has one page kept, of the
 * revision in which it was asked last, so that what is kept does not grow with imports.
 */
export function createOpportunityPages(pipelines: Pipelines): OpportunityPages {
  const kept = new LeastRecent<KeptPage>(BYTES_KEPT);
  return async (workspace, sight, filter) => {
    const { asOf, state, stage, owner, id, limit, cursor } = filter;
    const place = cursor === undefined ? undefined : readPlace(cursor);
    // A page after another one is of that one's revision.
    const revision = place?.revision ?? (await pipelines.open(workspace)).revision;
    const asked = [asOf, state, stage, owner, id, limit, place?.lastId];
    const key = JSON.stringify([workspace.tenantId, sight.key, asked]);
    const known = kept.get(key);
    if (known?.revision === revision) return known;
    const page = OpportunityPage.parse(await listOpportunities(pipelines, workspace, sight, filter));
    const made = { ...keptJson(jsonAnswer(page)), revision: page.revision };
    kept.set(key, made, keptWeight(key, made));
    return made;
  };
}
