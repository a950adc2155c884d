import type { AttributeColumn, ChangeLog } from "./change-log.ts";
import { codedNames } from "./coded-names.ts";
import { gatheredLog } from "./gathered-log.ts";

/**
 * The opportunities of one pipeline, by an attribute that names the pipeline of every row. Rows from before an opportunity came
 * into it are left out; while it is in another one afterwards it is removed, and when it comes back it is open again. Each row
 * is judged by those before it alone, so nothing looks ahead.
 * @param chosen.isRead   whether a value of the attribute is the pipeline
 * @param chosen.removed  name of a stage that means removed
 */
export function onePipeline(
  log: ChangeLog,
  attribute: AttributeColumn,
  chosen: { readonly isRead: (pipeline: string) => boolean; readonly removed: string },
): ChangeLog {
  const isIn = attribute.values.map(chosen.isRead);
  const rows: number[] = [];
  const hasLeft = new Set<number>();
  const rowStart = [0];
  const ids: string[] = [];
  log.opportunityIds.forEach((id, opportunity) => {
    const before = rows.length;
    for (let row = log.rowStart[opportunity]!; row < log.rowStart[opportunity + 1]!; row++) {
      const isMember = isIn[attribute.codes[row]!] === true;
      if (!isMember && rows.length === before) continue;
      if (!isMember) hasLeft.add(row);
      rows.push(row);
    }
    if (rows.length === before) return;
    ids.push(id);
    rowStart.push(rows.length);
  });
  const kept = Int32Array.from(rows);
  const { stageMap } = log;
  const nameOf = (row: number, name: string): string => (hasLeft.has(row) ? chosen.removed : name);
  const recorded =
    stageMap &&
    codedNames(Array.from(kept, (row) => nameOf(row, stageMap.recorded[stageMap.recordedStage[row]!]!)));
  return {
    ...gatheredLog(log, kept, (row) => nameOf(row, log.stages[log.rows.stage[row]!]!)),
    opportunityIds: ids,
    rowStart: Int32Array.from(rowStart),
    undated: log.undated.filter(({ attributes }) => chosen.isRead(attributes[attribute.name] ?? "")),
    ...(recorded === undefined
      ? {}
      : { stageMap: { map: stageMap!.map, recorded: recorded.names, recordedStage: recorded.codes } }),
  };
}

/**
 * All pipelines side by side: stages are told apart by the pipeline that each row names.
 * @param nameOf the name of a stage in a pipeline; what means the same everywhere keeps its own
 */
export function pipelinesSideBySide(
  log: ChangeLog,
  attribute: AttributeColumn,
  nameOf: (pipeline: string, stage: string) => string,
): ChangeLog {
  const everyRow = Int32Array.from(log.rows.stage, (_, row) => row);
  const named = gatheredLog(log, everyRow, (row) => {
    return nameOf(attribute.values[attribute.codes[row]!]!, log.stages[log.rows.stage[row]!]!);
  });
  return {
    ...named,
    undated: log.undated.map((one) => {
      return { ...one, stage: nameOf(one.attributes[attribute.name] ?? "", one.stage) };
    }),
    // Renamings are of the names without a pipeline, and have been applied.
    stageMap: undefined,
  };
}
