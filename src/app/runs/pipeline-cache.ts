import type { Store } from "../../store/store.ts";
import { loadPipeline, type LoadedPipeline } from "../workspace/load-pipeline.ts";

/** Pipelines that are being handed to computing processes. */
export interface PipelineCache {
  readonly load: (tenantId: string, revision: number) => Promise<LoadedPipeline>;
}

/** How long a pipeline is kept for the other processes of this machine; they keep it themselves afterwards. */
const KEEP_MS = 20_000;

/** Reads each revision once where several processes ask for it at the same time. */
export function pipelineCache(store: Store): PipelineCache {
  const kept = new Map<string, Promise<LoadedPipeline>>();
  return {
    load: (tenantId, revision) => {
      const key = `${tenantId}/${revision}`;
      const known = kept.get(key);
      if (known !== undefined) return known;
      const loading = loadPipeline({ store, tenantId, actor: "worker" }, revision);
      kept.set(key, loading);
      const forget = (): void => {
        if (kept.get(key) === loading) kept.delete(key);
      };
      loading.then(() => setTimeout(forget, KEEP_MS).unref(), forget);
      return loading;
    },
  };
}
