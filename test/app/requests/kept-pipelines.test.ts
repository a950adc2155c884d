import { describe, expect, it } from "vitest";
import { bytesHeld } from "../../../src/app/requests/bytes-held.ts";
import { KeptPipelines } from "../../../src/app/requests/kept-pipelines.ts";
import type { LoadedPipeline } from "../../../src/app/workspace/load-pipeline.ts";
import type { Day } from "../../../src/core/base/day.ts";
import { viewAsOf, type PipelineView } from "../../../src/core/pipeline/pipeline-view.ts";
import { LAST_DAY, smallPipeline } from "./small-pipeline.ts";

const imported = smallPipeline();

const revisionOf = (revision: number): LoadedPipeline => ({ revision, imported, reading: {} });

function viewOn(day: Day): PipelineView {
  const view = viewAsOf(imported.log, day, imported.funnel);
  if (!view.ok) throw new Error(view.reason);
  return view.value;
}

const keptOf = (kept: KeptPipelines, tenantId: string, revisions: readonly number[]): readonly number[] =>
  revisions.filter((revision) => kept.get(tenantId, revision) !== undefined);

describe("KeptPipelines", () => {
  it("keeps two revisions of a tenant, however many imports there are", () => {
    const kept = new KeptPipelines();
    const revisions = Array.from({ length: 50 }, (_, index) => index + 1);
    for (const revision of revisions) kept.keep("acme", revisionOf(revision));
    expect(keptOf(kept, "acme", revisions)).toEqual([49, 50]);
  });

  it("keeps an older revision for as long as somebody reads on in it", () => {
    const kept = new KeptPipelines();
    kept.keep("acme", revisionOf(7));
    for (let revision = 8; revision < 20; revision++) {
      kept.keep("acme", revisionOf(revision));
      expect(kept.get("acme", 7)?.revision).toBe(7);
    }
    expect(kept.get("acme", 19)?.revision).toBe(19);
  });

  it("knows the tenants apart", () => {
    const kept = new KeptPipelines();
    kept.keep("acme", revisionOf(1));
    kept.keep("other", revisionOf(2));
    expect(keptOf(kept, "acme", [1, 2])).toEqual([1]);
    expect(keptOf(kept, "other", [1, 2])).toEqual([2]);
  });

  it("keeps no more of all tenants than its bytes, a pipeline weighed with four views", () => {
    const room = 8 * bytesHeld(imported);
    const kept = new KeptPipelines(room);
    const tenants = Array.from({ length: 12 }, (_, index) => `tenant-${index}`);
    for (const tenant of tenants) kept.keep(tenant, revisionOf(1));
    const held = tenants.filter((tenant) => kept.get(tenant, 1) !== undefined);
    const fourViews = [0, 1, 2, 3].map((back) => bytesOfView(viewOn((LAST_DAY - back) as Day)));
    const each = bytesHeld(imported) + fourViews.reduce((a, b) => a + b);
    expect(held.length * each).toBeLessThanOrEqual(room);
    expect(held).toEqual(tenants.slice(-held.length));
    expect(held.length).toBeGreaterThanOrEqual(2);
  });

  it("keeps the newest revision alone where two are more than half of all room", () => {
    const kept = new KeptPipelines(6 * bytesHeld(imported));
    kept.keep("acme", revisionOf(1));
    kept.keep("acme", revisionOf(2));
    expect(keptOf(kept, "acme", [1, 2])).toEqual([2]);
    kept.keep("acme", revisionOf(1));
    expect(keptOf(kept, "acme", [1, 2])).toEqual([2]);
  });

  it("keeps four views of a revision, those that were asked for last", () => {
    const kept = new KeptPipelines();
    const loaded = revisionOf(1);
    const days = Array.from({ length: 10 }, (_, index) => (LAST_DAY - index) as Day);
    for (const day of days) kept.keepView(loaded, viewOn(day));
    expect(days.filter((day) => kept.getView(loaded, day) !== undefined)).toEqual(days.slice(-4));
    expect(kept.getView(revisionOf(1), days.at(-1)!)).toBeUndefined();
  });
});

/** What a view holds beside the log that it is of. */
function bytesOfView({ opportunityIds, ...view }: PipelineView): number {
  const { log, attributes, ...own } = view;
  void [log, attributes];
  return bytesHeld(own) + 8 * opportunityIds.length;
}
