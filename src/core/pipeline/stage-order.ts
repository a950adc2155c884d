import type { ChangeLog } from "./change-log.ts";

/**
 * Order of the open stages as the moves themselves tell it: a stage comes before another when more opportunities went
 * from it to the other than back (on different days), counted over all stages (Copeland's rule); ties by how long after
 * the opportunity's first day the stage was entered, then by name.
 * @param log      read up to `asOf` only
 * @param openCodes codes of the stages to order
 */
export function inferStageOrder(
  log: ChangeLog,
  asOf: number,
  openCodes: readonly number[],
): readonly number[] {
  const size = log.stages.length;
  const moves = new Float64Array(size * size);
  const ageAtEntry = new Float64Array(size);
  const entries = new Float64Array(size);
  const { recordedOn, stage } = log.rows;
  for (let opportunity = 0; opportunity < log.opportunityIds.length; opportunity++) {
    const first = log.rowStart[opportunity]!;
    const end = log.rowStart[opportunity + 1]!;
    for (let row = first; row < end && recordedOn[row]! <= asOf; row++) {
      const to = stage[row]!;
      if (row > first && stage[row - 1] === to) continue;
      ageAtEntry[to]! += recordedOn[row]! - recordedOn[first]!;
      entries[to]!++;
      const isLaterDay = row > first && recordedOn[row - 1]! < recordedOn[row]!;
      if (isLaterDay) moves[stage[row - 1]! * size + to]!++;
    }
  }
  const lead = (a: number): number =>
    openCodes.reduce((sum, b) => sum + Math.sign(moves[a * size + b]! - moves[b * size + a]!), 0);
  const meanAge = (a: number): number => (entries[a]! > 0 ? ageAtEntry[a]! / entries[a]! : 0);
  return openCodes.toSorted((a, b) => lead(b) - lead(a) || meanAge(a) - meanAge(b) || a - b);
}
