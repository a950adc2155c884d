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
  const visitsOfStage = visits.ofStage[stage]!;
  const durations = new Int32Array(visitsOfStage.length);
  const causes = new Uint8Array(visitsOfStage.length);
  let [count, won, lost] = [0, 0, 0];
  for (const visit of visitsOfStage) {
    const entry = visits.entryDay[visit]!;
    if (visits.isFirst[visit] === 0 || entry > day) continue;
    const opportunity = visits.opportunity[visit]!;
    const way = outcomeBy(lives, opportunity, day);
    const until = way === OUTCOME.open ? day : lives.closedOn[opportunity]!;
    causes[count] = way;
    // Back in the stage after a loss: the close that counts may lie before this entry only for what was closed twice.
    durations[count] = Math.max(0, until - entry);
    if (way === OUTCOME.won) won++;
    if (way === OUTCOME.lost) lost++;
    count++;
  }
  if (won + lost === 0) return { estimate: undefined, ofDecided: undefined };
  const ways = causes.subarray(0, count);
  const risks = competingRisks(durationsWithTail(durations.subarray(0, count), ways), ways, 3);
  return { estimate: risks.incidence[0]!, ofDecided: won / (won + lost) };
}
