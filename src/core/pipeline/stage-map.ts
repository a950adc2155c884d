import { isoFromDay, type Day } from "../base/day.ts";
import type { ChangeLog } from "./change-log.ts";
import { stageKey } from "./funnel.ts";

/** Stages that got another name, or went into another one, on a day. */
export interface StageRenaming {
  /** First day on which the new names held, an ISO day. */
  readonly from: string;
  /** New name by old one; letter case and outer spaces do not count. */
  readonly stages: Readonly<Record<string, string>>;
}

/** Renamings in the order of their days. */
export type StageMap = readonly StageRenaming[];

/**
 * The present name of a stage that was recorded on a day: what was recorded before a renaming takes its new name. A name
 * that was recorded from that day on is another stage, even if it is the old one again.
 */
export function presentStageName(map: StageMap, stage: string, recordedOn: number): string {
  if (map.length === 0) return stage;
  const day = isoFromDay(recordedOn as Day);
  let name = stage;
  for (const { from, stages } of map) {
    if (day >= from) continue;
    const key = stageKey(name);
    const old = Object.keys(stages).find((other) => stageKey(other) === key);
    if (old !== undefined) name = stages[old]!;
  }
  return name;
}

/**
 * The log with the names that its stages had for a reader of an earlier day: renamings between the two days are not yet
 * made. Renamings that are later than both hold for both.
 */
export function withStagesOf(log: ChangeLog, days: { readonly from: Day; readonly to: Day }): ChangeLog {
  const { stageMap, rows } = log;
  const [first, last] = [isoFromDay(days.from), isoFromDay(days.to)];
  const isBetween = ({ from }: StageRenaming): boolean => from > first && from <= last;
  if (stageMap === undefined || !stageMap.map.some(isBetween)) return log;
  const then = stageMap.map.filter((renaming) => !isBetween(renaming));
  const named = Array.from(stageMap.recordedStage, (code, row) =>
    presentStageName(then, stageMap.recorded[code]!, rows.recordedOn[row]!),
  );
  const stages = [...new Set(named)].sort();
  const codeOf = new Map(stages.map((stage, code) => [stage, code]));
  return { ...log, stages, rows: { ...rows, stage: Uint16Array.from(named, (name) => codeOf.get(name)!) } };
}
