import { Findings } from "../files/findings.ts";
import { importOpened } from "../files/import-pipeline.ts";
import type { ImportOptions } from "../files/import-result.ts";
import { openPipeline } from "../files/open-pipeline.ts";
import { readOpenedRecords, type ReadRecords } from "../files/records/read-customer-records.ts";
import { readPipeline, type PipelineSource, type ReadPipeline } from "./read-pipeline.ts";
import { readRecords } from "./read-records.ts";
import { recordedReading } from "./recorded-reading.ts";

/** A pipeline with what the same files tell of customers, leads, spend and owners. */
export interface ReadAll extends ReadPipeline {
  readonly told: ReadRecords;
}

/**
 * Reads the pipeline that a question is about and the tables beside it; files are opened once for both.
 * @throws {AppFailure} as `readPipeline` and `readRecords`
 */
export async function readPipelineAndRecords(
  source: PipelineSource,
  work: Pick<ImportOptions, "signal" | "onProgress"> = {},
): Promise<ReadAll> {
  const { paths, reading, place } = source;
  if (paths.length === 0 && place !== undefined)
    return { ...(await readPipeline(source, work)), told: await readRecords(source) };
  const findings = new Findings();
  const options = { ...reading, ...work };
  const opened = await openPipeline(paths, options, findings);
  const imported = await importOpened(opened, options, findings);
  return { imported, reading: recordedReading(reading), told: await readOpenedRecords(opened, reading) };
}
