import { competingRisks, durationsWithTail } from "./competing-risks.ts";
import { OUTCOME, type OpportunityLives } from "./opportunity-lives.ts";
import { outcomeBy } from "./closed-in.ts";

/** How likely what has been in a stage was to be won, by what had happened on a day; undefined where nothing was decided. */
export interface StageChance {
  /** Competing-risks estimate: open ones count for as long as they were watched. */
  readonly estimate: number | undefined;
  /** Share won of the decided ones. */
  readonly ofDecided: number | undefined;
}

/** Chance of being won in the end from each open stage, as history tells it on a day. Shape [open stage]. */
export function stageChances(lives: OpportunityLives, day: number): readonly StageChance[] {
  return lives.view.openStages.map((_, stage) => chanceOf(lives, stage, day));
}

function chanceOf(lives: OpportunityLives, stage: number, day: number): StageChance {
  const { visits } = lives;
  const days: number[] = [];
  const ways: number[] = [];
  for (const visit of visits.ofStage[stage]!) {
    const entry = visits.entryDay[visit]!;
    const opportunity = visits.opportunity[visit]!;
    if (visits.isFirst[visit] === 0 || entry > day) continue;
    const way = outcomeBy(lives, opportunity, day);
    ways.push(way);
    // Back in the stage after a loss: the close that counts may lie before this entry only for what was closed twice.
    days.push(Math.max(0, (way === OUTCOME.open ? day : lives.closedOn[opportunity]!) - entry));
  }
  const count = (outcome: number): number => ways.filter((way) => way === outcome).length;
  const decided = count(OUTCOME.won) + count(OUTCOME.lost);
  if (decided === 0) return { estimate: undefined, ofDecided: undefined };
  const durations = Int32Array.from(days);
  const causes = Uint8Array.from(ways);
  const risks = competingRisks(durationsWithTail(durations, causes), causes, 3);
  return { estimate: risks.incidence[0]!, ofDecided: count(OUTCOME.won) / decided };
}
