import type { KpiReply } from "../contracts/kpi.ts";
import { KpiTargets } from "../contracts/kpi-targets.ts";
import { rejectionText } from "../files/findings.ts";
import { parseDefinition } from "../files/read-definition.ts";
import { asOfReader } from "./as-of-reader.ts";
import { documentText } from "./documents/document-text.ts";
import { readKpiBacktest } from "./kpi-backtest.ts";
import { kpiRequestOf, type KpiOptions } from "./kpi-question.ts";
import { keptEntries } from "./overrides/kept-target-entries.ts";
import type { PipelineSource } from "./read-pipeline.ts";
import { readPipelineAndRecords } from "./read-pipeline-and-records.ts";
import { givenTargets, runKpi } from "./run-kpi.ts";

/** KPIs of files, and the rows of them that had to be left out. */
export interface FilesKpi {
  readonly reply: KpiReply;
  readonly rejectionCount: number;
  readonly rejections: readonly string[];
}

export interface KpiQuestion extends Omit<KpiOptions, "reading" | "asOf">, PipelineSource {
  /** Of a workspace the last recorded day by default. */
  readonly asOf?: string | undefined;
  /**
   * YAML file of targets, baselines and benchmarks; of a workspace also the name of a kept one. The only kept one where none is named;
   * false: none, not even targets of the workspace.
   */
  readonly targets?: string | false | undefined;
  /** JSON file that `revcast backtest --json` printed: what forecast accuracy is measured by. */
  readonly backtest?: string | undefined;
}

/**
 * KPIs of files or of a workspace.
 * @throws {AppFailure} as import does; usage, no_data, and bad_input for targets that cannot be used
 */
export async function kpiFiles(
  question: KpiQuestion,
  onProgress?: (step: string, share: number) => void,
): Promise<FilesKpi> {
  const { targets: asked, backtest: backtestFile, reading: given, ...options } = question;
  const asOfIn = asOfReader(question);
  const { paths, place } = options;
  const source = { paths, place, reading: given };
  const isFromWorkspace = paths.length === 0;
  const named =
    asked === undefined || asked === false
      ? undefined
      : await documentText(asked, "kpi-targets", "targets file", isFromWorkspace ? place : undefined);
  // Customers, leads, spend and owners stand in tables of their own beside the pipeline.
  const read = await readPipelineAndRecords(source, {
    onProgress: ({ file: name, pass, bytesRead, byteCount }) =>
      onProgress?.(`reading ${name}`, ((pass - 1) * byteCount + bytesRead) / (2 * byteCount)),
  });
  const { imported, reading, told } = read;
  const backtest =
    backtestFile === undefined ? null : await readKpiBacktest(backtestFile, imported.log.currency);
  const asOf = asOfIn(imported);
  const request = kpiRequestOf({ ...options, asOf, reading }, imported, backtest);
  const document = named ?? (asked === undefined ? read.kpiTargets : undefined);
  const targets = document && parseDefinition(document.text, document.name, KpiTargets, "targets file");
  const kept = asked === false ? [] : keptEntries(read.keptTargets ?? [], request, targets);
  return {
    reply: runKpi(request, imported, givenTargets(document?.name, targets, kept, named !== undefined), told),
    rejectionCount: imported.rejectionCount + told.rejectionCount,
    rejections: [...imported.rejections, ...told.rejections].map(rejectionText),
  };
}
