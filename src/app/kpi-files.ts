import type { KpiReply } from "../contracts/kpi.ts";
import { KpiTargets } from "../contracts/kpi-targets.ts";
import { rejectionText } from "../files/findings.ts";
import { readDefinition } from "../files/read-definition.ts";
import { readKpiBacktest } from "./kpi-backtest.ts";
import { kpiRequestOf, type KpiOptions } from "./kpi-question.ts";
import type { PipelineSource } from "./read-pipeline.ts";
import { readPipelineAndRecords } from "./read-pipeline-and-records.ts";
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
  /** JSON file that `revcast backtest --json` printed: what forecast accuracy is measured by. */
  readonly backtest?: string | undefined;
}

/**
 * KPIs of files.
 * @throws {AppFailure} as import does; usage, no_data, and bad_input for targets that cannot be used
 */
export async function kpiFiles(
  question: KpiQuestion,
  onProgress?: (step: string, share: number) => void,
): Promise<FilesKpi> {
  const { paths, place, targets: file, backtest: backtestFile, reading: given, ...options } = question;
  const targets = file === undefined ? undefined : await readDefinition(file, KpiTargets, "targets file");
  const source = { paths, place, reading: given };
  // Customers, leads, spend and owners stand in tables of their own beside the pipeline.
  const { imported, reading, told } = await readPipelineAndRecords(source, {
    onProgress: ({ file: name, pass, bytesRead, byteCount }) =>
      onProgress?.(`reading ${name}`, ((pass - 1) * byteCount + bytesRead) / (2 * byteCount)),
  });
  const backtest =
    backtestFile === undefined ? null : await readKpiBacktest(backtestFile, imported.log.currency);
  const request = kpiRequestOf({ ...options, reading }, imported, backtest);
  const named = file === undefined || targets === undefined ? undefined : { file, targets };
  return {
    reply: runKpi(request, imported, named, told),
    rejectionCount: imported.rejectionCount + told.rejectionCount,
    rejections: [...imported.rejections, ...told.rejections].map(rejectionText),
  };
}
