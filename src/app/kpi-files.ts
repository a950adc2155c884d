import type { KpiReply } from "../contracts/kpi.ts";
import { KpiTargets } from "../contracts/kpi-targets.ts";
import { rejectionText } from "../files/findings.ts";
import { importPipeline } from "../files/import-pipeline.ts";
import type { ImportOptions } from "../files/import-result.ts";
import { readDefinition } from "../files/read-definition.ts";
import { kpiRequestOf, type KpiOptions } from "./kpi-question.ts";
import { recordedReading } from "./recorded-reading.ts";
import { runKpi } from "./run-kpi.ts";

/** KPIs of files, and the rows of them that had to be left out. */
export interface FilesKpi {
  readonly reply: KpiReply;
  readonly rejectionCount: number;
  readonly rejections: readonly string[];
}

export interface KpiQuestion extends Omit<KpiOptions, "reading"> {
  readonly paths: readonly string[];
  /** YAML file of targets, baselines and benchmarks. */
  readonly targets?: string | undefined;
  readonly reading: Omit<ImportOptions, "signal" | "onProgress">;
}

/**
 * KPIs of files.
 * @throws {AppFailure} as import does; usage, no_data, and bad_input for targets that cannot be used
 */
export async function kpiFiles(
  question: KpiQuestion,
  onProgress?: (step: string, share: number) => void,
): Promise<FilesKpi> {
  const { paths, targets: file, reading, ...options } = question;
  const targets = file === undefined ? undefined : await readDefinition(file, KpiTargets, "targets file");
  const imported = await importPipeline(paths, {
    ...reading,
    onProgress: ({ file: name, pass, bytesRead, byteCount }) =>
      onProgress?.(`reading ${name}`, ((pass - 1) * byteCount + bytesRead) / (2 * byteCount)),
  });
  const request = kpiRequestOf({ ...options, reading: recordedReading(reading) }, imported);
  const given = file === undefined || targets === undefined ? undefined : { file, targets };
  return {
    reply: runKpi(request, imported, given),
    rejectionCount: imported.rejectionCount,
    rejections: imported.rejections.map(rejectionText),
  };
}
