import { isoFromDay, type Day } from "../../core/base/day.ts";
import { viewAsOf, type PipelineView } from "../../core/pipeline/pipeline-view.ts";
import { AppFailure } from "../../contracts/failure.ts";
import type { Store } from "../../store/store.ts";
import { loadPipeline, type LoadedPipeline } from "../workspace/load-pipeline.ts";
import { emptyWorkspace, type Workspace } from "../workspace/workspace.ts";
import { LeastRecent } from "./least-recent.ts";
import { newestRevisionReader } from "./newest-revision.ts";

/** Pipelines of revisions that were asked for, and views of them, kept for the next who asks: a revision never changes. */
export interface Pipelines {
  /** @throws {AppFailure} no_data for an empty workspace, not_found for a revision that does not exist */
  readonly open: (workspace: Workspace, revision?: number) => Promise<LoadedPipeline>;
  /** @throws {AppFailure} no_data when nothing was recorded by the day */
  readonly view: (workspace: Workspace, loaded: LoadedPipeline, asOf?: Day) => PipelineView;
}

/** Rows of change logs, and states of views, that are kept. */
const ROWS_KEPT = 4_000_000;

export function createPipelines(store: Store): Pipelines {
  const pipelines = new LeastRecent<LoadedPipeline>(ROWS_KEPT);
  const views = new LeastRecent<PipelineView>(ROWS_KEPT);
  const loading = new Map<string, Promise<LoadedPipeline>>();
  const newestOf = newestRevisionReader(store);
  return {
    open: async (workspace, revision) => {
      const number = revision ?? (await newestOf(workspace.tenantId));
      if (number === 0) throw emptyWorkspace();
      const key = `${workspace.tenantId} ${number}`;
      const known = pipelines.get(key) ?? loading.get(key);
      if (known !== undefined) return known;
      const loads = loadPipeline(workspace, number);
      loading.set(key, loads);
      try {
        const loaded = await loads;
        pipelines.set(key, loaded, loaded.imported.log.rows.recordedOn.length);
        return loaded;
      } finally {
        loading.delete(key);
      }
    },
    view: ({ tenantId }, { revision, imported }, asOf) => {
      const { log, funnel } = imported;
      const day = asOf ?? lastDayOf(log.rows.recordedOn);
      const key = `${tenantId} ${revision} ${day}`;
      const known = views.get(key);
      if (known !== undefined) return known;
      const view = viewAsOf(log, day, funnel);
      if (!view.ok) {
        throw new AppFailure(
          "no_data",
          `Cannot show the pipeline as of ${isoFromDay(day)}: nothing was recorded on or before that day`,
        );
      }
      views.set(key, view.value, view.value.stateDay.length);
      return view.value;
    },
  };
}

function lastDayOf(days: Int32Array): Day {
  let last = 0;
  for (const day of days) if (day > last) last = day;
  return last as Day;
}
