import { existsSync } from "node:fs";
import { AppFailure } from "../contracts/failure.ts";
import type { ForecastRequest } from "../contracts/forecast.ts";
import type { KeptTarget, Override, StatedTotal } from "../contracts/override.ts";
import { importPipeline } from "../files/import-pipeline.ts";
import type { ImportedPipeline, ImportOptions } from "../files/import-result.ts";
import type { StorePlace } from "../store/store.ts";
import { keptTargets, onlyKpiTargets } from "./overrides/kept-numbers.ts";
import { listOverrides, statedTotals } from "./overrides/overrides.ts";
import { recordedReading } from "./recorded-reading.ts";
import { loadPipeline } from "./workspace/load-pipeline.ts";
import { emptyWorkspace, openWorkspace } from "./workspace/workspace.ts";

/** Where the pipeline of a question is: in files, or, when no file is named, in a workspace. */
export interface PipelineSource {
  readonly paths: readonly string[];
  readonly reading: Omit<ImportOptions, "signal" | "onProgress">;
  readonly place?: StorePlace | undefined;
  /** Of the workspace; the newest by default. */
  readonly revision?: number | undefined;
}

/** A pipeline and what a request records of how it was read. */
export interface ReadPipeline {
  readonly imported: ImportedPipeline;
  readonly reading: ForecastRequest["reading"];
  /** Overrides of the company's total that the workspace keeps. */
  readonly stated?: readonly StatedTotal[] | undefined;
  /** All overrides that hold. */
  readonly overrides?: readonly Override[] | undefined;
  /** All targets that hold. */
  readonly keptTargets?: readonly KeptTarget[] | undefined;
  /** Targets of KPIs that hold where none are named. */
  readonly kpiTargets?: { readonly name: string; readonly text: string } | undefined;
}

/** Options of the reading that still make sense when the files were read long ago. */
const AFTER_IMPORT = new Set(["segmentColumn", "strict"]);

/**
 * Reads the pipeline that a question is about. The workspace gives the same as the files that were imported into it.
 * @throws {AppFailure} as `importPipeline`; usage for options of the reading where no file is read; no_data for an empty workspace
 */
export async function readPipeline(
  { paths, reading, place, revision }: PipelineSource,
  work: Pick<ImportOptions, "signal" | "onProgress"> = {},
): Promise<ReadPipeline> {
  if (paths.length > 0 || place === undefined) {
    const given = Object.entries(work).filter(([, value]) => value !== undefined);
    const imported = await importPipeline(paths, { ...reading, ...Object.fromEntries(given) });
    return { imported, reading: recordedReading(reading) };
  }
  const late = Object.entries(reading).find(
    ([name, value]) => value !== undefined && !AFTER_IMPORT.has(name),
  );
  if (late !== undefined) {
    throw new AppFailure(
      "usage",
      `Cannot read the workspace with another ${late[0]}: its files were read when they were imported; give the option to \`revcast import\``,
    );
  }
  if (place.databaseUrl === undefined && !existsSync(place.folder)) throw emptyWorkspace();
  const workspace = await openWorkspace(place);
  try {
    const loaded = await loadPipeline(workspace, revision);
    const { store, tenantId } = workspace;
    return {
      imported: loaded.imported,
      reading: recordedReading(loaded.reading),
      stated: await store.inTenant(tenantId, (tx) => statedTotals(tx, tenantId)),
      overrides: await listOverrides(workspace),
      keptTargets: await store.inTenant(tenantId, (tx) => keptTargets(tx, tenantId)),
      kpiTargets: await store.inTenant(tenantId, (tx) => onlyKpiTargets(tx, tenantId)),
    };
  } finally {
    await workspace.store.close();
  }
}
