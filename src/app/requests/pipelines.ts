import { isoFromDay, type Day } from "../../core/base/day.ts";
import { viewAsOf, type PipelineView } from "../../core/pipeline/pipeline-view.ts";
import { AppFailure } from "../../contracts/failure.ts";
import type { Store } from "../../store/store.ts";
import { loadPipeline, type LoadedPipeline } from "../workspace/load-pipeline.ts";
import { emptyWorkspace, type Workspace } from "../workspace/workspace.ts";
import { KeptPipelines } from "./kept-pipelines.ts";
import { newestRevisionReader } from "./newest-revision.ts";

/** Pipelines of revisions that were asked for, and views of them, kept for the next who asks: a revision never changes. */
export interface Pipelines {
  /** @throws {AppFailure} no_data for an empty workspace, not_found for a revision that does not exist */
  readonly open: (workspace: Workspace, revision?: number) => Promise<LoadedPipeline>;
  /** @throws {AppFailure} no_data when nothing was recorded by the day */
  readonly view: (loaded: LoadedPipeline, asOf?: Day) => PipelineView;
}

export function createPipelines(store: Store): Pipelines {
  const kept = new KeptPipelines();
  const loading = new Map<string, Promise<LoadedPipeline>>();
  const newestOf = newestRevisionReader(store);
  return {
    open: async (workspace, revision) => {
      const number = revision ?? workspace.newestRevision ?? (await newestOf(workspace.tenantId));
      if (number === 0) throw emptyWorkspace();
      const key = `${workspace.tenantId} ${number}`;
      const known = kept.get(workspace.tenantId, number) ?? loading.get(key);
      if (known !== undefined) return known;
      const loads = loadPipeline(workspace, number);
      loading.set(key, loads);
      try {
        const loaded = await loads;
        kept.keep(workspace.tenantId, loaded);
        return loaded;
      } finally {
        loading.delete(key);
      }
    },
    view: (loaded, asOf) => {
      const { log, funnel } = loaded.imported;
      const day = asOf ?? lastDayOf(log.rows.recordedOn);
      const known = kept.getView(loaded, day);
      if (known !== undefined) return known;
      const view = viewAsOf(log, day, funnel);
      if (!view.ok) {
        throw new AppFailure(
          "no_data",
          `Cannot show the pipeline as of ${isoFromDay(day)}: nothing was recorded on or before that day`,
        );
      }
      kept.keepView(loaded, view.value);
      return view.value;
    },
  };
}

function lastDayOf(days: Int32Array): Day {
  let last = 0;
  for (const day of days) if (day > last) last = day;
  return last as Day;
}
