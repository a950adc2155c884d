import { AppFailure } from "../contracts/failure.ts";
import type { AttributeColumn, ChangeLog } from "../core/pipeline/change-log.ts";
import { stageKindOf, type Funnel } from "../core/pipeline/funnel.ts";
import { onePipeline, pipelinesSideBySide } from "../core/pipeline/chosen-pipelines.ts";
import { plainName } from "./column-roles.ts";
import type { Findings } from "./findings.ts";
import { choosePipeline, stageInPipeline } from "./presets/choose-pipeline.ts";

/** Headers of columns that name the pipeline of a row, best first. */
const PIPELINE_HEADERS: readonly string[] = [
  "pipeline",
  "pipelinename",
  "salespipeline",
  "dealpipeline",
  "opportunitypipeline",
  "pipelineid",
  "vertriebspipeline",
  "dealpipelinename",
  "embudo",
  "funil",
  "pijplijn",
];

/**
 * Reads one pipeline, or several side by side, of files that no preset knows, by their column of pipelines. Without a choice
 * they stay together, with a warning where there are several.
 * @throws {AppFailure} usage for a choice where there is no such column, or no pipeline of that name
 */
export function choosePipelinesOfLog(
  log: ChangeLog,
  chosen: string | undefined,
  { funnel, findings }: { readonly funnel: Funnel; readonly findings: Findings },
): ChangeLog {
  const attribute = pipelineColumn(log);
  if (attribute === undefined) {
    if (chosen === undefined) return log;
    const names = log.attributes.map(({ name }) => name).join(", ") || "none";
    throw new AppFailure(
      "usage",
      `Cannot choose the pipeline "${chosen}": no column says which pipeline a row is of (columns without another meaning: ${names}); call it "pipeline"`,
    );
  }
  const counts = opportunitiesIn(log, attribute);
  const named = [...counts.keys()].filter((name) => name !== "");
  if (chosen === undefined) {
    if (named.length > 1) {
      findings.warn(
        "pipelines_mixed",
        `The column "${attribute.name}" names ${named.length} pipelines, whose stages are taken for one funnel: choose one with --pipeline NAME, or tell their stages apart with --pipeline all`,
      );
    }
    return log;
  }
  const { isRead, isAll } = choosePipeline(counts, chosen, findings);
  const isOpen = (stage: string): boolean => stageKindOf(stage, funnel) === "open";
  if (isAll) {
    return pipelinesSideBySide(log, attribute, (pipeline, stage) =>
      isOpen(stage) ? stageInPipeline(pipeline, stage) : stage,
    );
  }
  const removed = funnel.removed[0] ?? "Deleted";
  return named.length > 1 || counts.has("") ? onePipeline(log, attribute, { isRead, removed }) : log;
}

function pipelineColumn({ attributes }: ChangeLog): AttributeColumn | undefined {
  for (const header of PIPELINE_HEADERS) {
    const found = attributes.find(({ name }) => plainName(name) === header);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Opportunities that were ever in a pipeline, by its name. */
function opportunitiesIn(
  log: ChangeLog,
  { name, values, codes }: AttributeColumn,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const count = (pipeline: string): void => void counts.set(pipeline, (counts.get(pipeline) ?? 0) + 1);
  log.opportunityIds.forEach((_, opportunity) => {
    const seen = new Set(codes.subarray(log.rowStart[opportunity], log.rowStart[opportunity + 1]));
    for (const code of seen) count(values[code]!);
  });
  for (const { attributes } of log.undated) count(attributes[name] ?? "");
  return counts;
}
