import type { Day } from "../../core/base/day.ts";
import type { PipelineView } from "../../core/pipeline/pipeline-view.ts";
import type { LoadedPipeline } from "../workspace/load-pipeline.ts";
import { bytesHeld } from "./bytes-held.ts";
import { LeastRecent } from "./least-recent.ts";

/** The newest, and the one before for pages that were begun before an import; an import makes a new revision of everything. */
const REVISIONS_KEPT = 2;
/** Views of one revision: a last day and others that people compare it with. */
const VIEWS_KEPT = 4;
/** Of all tenants together; a million rows with ten attributes and four views of them take a quarter of it. */
const BYTES_KEPT = 768 << 20;

interface Kept {
  readonly loaded: LoadedPipeline;
  /** With the views that may be made of it. */
  readonly bytes: number;
}

/**
 * Pipelines that were asked for, and views of them, kept for the next who asks: of each tenant the two revisions that were asked for last,
 * of all tenants up to a total of bytes. What is kept does not grow with imports.
 */
export class KeptPipelines {
  readonly #byTenant: LeastRecent<readonly Kept[]>;
  /** Gone with the pipeline that they are views of. */
  readonly #views = new WeakMap<LoadedPipeline, LeastRecent<PipelineView>>();

  constructor(bytesKept = BYTES_KEPT) {
    this.#byTenant = new LeastRecent(bytesKept, bytesKept / 2);
  }

  get(tenantId: string, revision: number): LoadedPipeline | undefined {
    const kept = this.#byTenant.get(tenantId);
    const found = kept?.find(({ loaded }) => loaded.revision === revision);
    if (kept === undefined || found === undefined) return undefined;
    if (found !== kept[0]) this.#set(tenantId, [found, ...kept.filter((other) => other !== found)]);
    return found.loaded;
  }

  keep(tenantId: string, loaded: LoadedPipeline): void {
    const others = (this.#byTenant.get(tenantId) ?? []).filter(
      (other) => other.loaded.revision !== loaded.revision,
    );
    const own = { loaded, bytes: bytesHeld(loaded) + VIEWS_KEPT * bytesOfView(loaded) };
    this.#set(tenantId, [own, ...others].slice(0, REVISIONS_KEPT));
  }

  getView(loaded: LoadedPipeline, day: Day): PipelineView | undefined {
    return this.#views.get(loaded)?.get(String(day));
  }

  keepView(loaded: LoadedPipeline, view: PipelineView): void {
    const views = this.#views.get(loaded) ?? new LeastRecent<PipelineView>(VIEWS_KEPT);
    this.#views.set(loaded, views);
    views.set(String(view.asOf), view, 1);
  }

  /** Where two are too much for one tenant, the newer stays: the next who asks wants it. */
  #set(tenantId: string, kept: readonly Kept[]): void {
    const bytes = kept.reduce((sum, each) => sum + each.bytes, 0);
    if (kept.length === 1 || bytes <= this.#byTenant.largest) {
      this.#byTenant.set(tenantId, kept, bytes);
      return;
    }
    const newest = kept.reduce((a, b) => (a.loaded.revision > b.loaded.revision ? a : b));
    this.#byTenant.set(tenantId, [newest], newest.bytes);
  }
}

/** Most that a view of a log holds beside the log: four columns of states, five with several currencies, and the ids. */
function bytesOfView({ imported: { log } }: LoadedPipeline): number {
  return log.rows.stage.length * 22 + log.opportunityIds.length * 12;
}
