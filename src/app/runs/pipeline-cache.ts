import type { Store } from "../../store/store.ts";
import type { FileReader } from "../reading/file-reader.ts";
import { workspaceRecords } from "../read-records.ts";
import { LeastRecent } from "../requests/least-recent.ts";
import { loadPipeline } from "../workspace/load-pipeline.ts";
import type { Workspace } from "../workspace/workspace.ts";
import type { BegunCell } from "./begin-cell.ts";
import type { ComputeContext } from "./cell-work.ts";
import type { ComputeTask } from "./compute-process.ts";

type Pipeline = NonNullable<ComputeContext["pipeline"]>;

/** What cells read of workspaces, on its way to computing processes. */
export interface PipelineCache {
  /** What a cell needs of its workspace, under a name by which a process that has it already knows it. */
  readonly taskOf: (
    tenantId: string,
    begun: Pick<BegunCell, "work" | "revision">,
  ) => Pick<ComputeTask, "pipeline">;
}

/** How long a pipeline is kept for the other processes of this machine; they keep it themselves afterwards. */
const KEEP_MS = 20_000;
/** As many as there are processes at most: with imports or tenants that follow each other closely it is not all of twenty seconds. */
const MOST_KEPT = 4;
/** Kinds of runs that read the tables of customers, leads, spend and owners too. */
const WITH_RECORDS = new Set(["kpi"]);

/** Reads each revision once where several processes ask for it at the same time. */
export function pipelineCache(store: Store, files: FileReader | undefined): PipelineCache {
  const kept = new LeastRecent<Promise<Pipeline>>(MOST_KEPT, 1);
  const once = (key: string, load: () => Promise<Pipeline>): Promise<Pipeline> => {
    const known = kept.get(key);
    if (known !== undefined) return known;
    const loading = load();
    kept.set(key, loading, 1);
    const forget = (): void => {
      if (kept.get(key) === loading) kept.delete(key);
    };
    loading.then(() => setTimeout(forget, KEEP_MS).unref(), forget);
    return loading;
  };
  return {
    taskOf: (tenantId, { work, revision }) => {
      if (revision === null) return {};
      const withRecords = WITH_RECORDS.has(work.kind);
      const key = `${tenantId}/${revision}${withRecords ? "/records" : ""}`;
      const workspace: Workspace = { store, files, tenantId, actor: "worker" };
      return { pipeline: { key, load: () => once(key, () => read(workspace, revision, withRecords)) } };
    },
  };
}

async function read(workspace: Workspace, revision: number, withRecords: boolean): Promise<Pipeline> {
  const { imported, reading } = await loadPipeline(workspace, revision);
  if (!withRecords) return { imported, reading };
  return { imported, reading, records: await workspaceRecords(workspace, revision) };
}
