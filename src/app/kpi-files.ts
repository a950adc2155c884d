import type { KpiReply } from "../contracts/kpi.ts";
import { KpiTargets } from "../contracts/kpi-targets.ts";
import { rejectionText } from "../files/findings.ts";
import { readDefinition } from "../files/read-definition.ts";
import { kpiRequestOf, type KpiOptions } from "./kpi-question.ts";
import { readPipeline, type PipelineSource } from "./read-pipeline.ts";
import { readRecords } from "./read-records.ts";
import { runKpi } from "./run-kpi.ts";

/** KPIs of files, and the rows of them that had to be left out. */
export interface FilesKpi {
  readonly reply: KpiReply;
  readonly rejectionCount: number;
  readonly rejections: readonly string[];
}

export interface KpiQuestion extends Omit<KpiOptions, "reading">, PipelineSource {
  /** YAML file of targets, baselines and benchmarks. */
  readonly targets?: string | undefined;
}

/**
 * KPIs of files.
 * @throws {AppFailure} as import does; usage, no_data, and bad_input for targets that cannot be used
 */
export async function kpiFiles(
  question: KpiQuestion,
  onProgress?: (step: string, share: number) => void,
): Promise<FilesKpi> {
  const { paths, place, targets: file, reading: given, ...options } = question;
  const targets = file === undefined ? undefined : await readDefinition(file, KpiTargets, "targets file");
  const source = { paths, place, reading: given };
  const { imported, reading } = await readPipeline(source, {
    onProgress: ({ file: name, pass, bytesRead, byteCount }) =>
      onProgress?.(`reading ${name}`, ((pass - 1) * byteCount + bytesRead) / (2 * byteCount)),
  });
  const request = kpiRequestOf({ ...options, reading }, imported);
  // Who reports to whom stands in a table of its own beside the pipeline.
  const records = request.rollUp === null ? undefined : (await readRecords(source)).records;
  const named = file === undefined || targets === undefined ? undefined : { file, targets };
  return {
    reply: runKpi(request, imported, named, records),
    rejectionCount: imported.rejectionCount,
    rejections: imported.rejections.map(rejectionText),
  };
}
