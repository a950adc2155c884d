import { found, missing, type Outcome } from "../base/outcome.ts";
import { closedIn, createdIn } from "./closed-in.ts";
import { durationFigures } from "./duration-measures.ts";
import type { KpiDefinition, KpiRival, KpiWindow, Measurement } from "./kpi-record.ts";
import { openOn } from "./open-on.ts";
import { OUTCOME, type OpportunityLives } from "./opportunity-lives.ts";
import { PartCollector } from "./part-collector.ts";
import { rival } from "./ratio.ts";

export interface VelocityFactors {
  readonly opportunityCount: number;
  /** 0..1. */
  readonly winRate: number;
  /** In any unit of money; the velocity is in the same. */
  readonly averageWonAmount: number;
  /** > 0. */
  readonly cycleDays: number;
}

/**
 * Revenue that flows through the pipeline in a day: opportunities times win rate times average won amount, over the days
 * of a sales cycle.
 * @returns missing when a cycle takes no time
 */
export function pipelineVelocity(factors: VelocityFactors): Outcome<number> {
  const { opportunityCount, winRate, averageWonAmount, cycleDays } = factors;
  if (!(cycleDays > 0)) return missing("the sales cycle takes less than a day");
  return found((opportunityCount * winRate * averageWonAmount) / cycleDays);
}

/** Pipeline velocity, with the factors that others take. */
export function velocityKpi(lives: OpportunityLives): KpiDefinition {
  return {
    id: "pipeline_velocity",
    name: "Pipeline velocity",
    stage: null,
    unit: "moneyPerDay",
    direction: "higher",
    department: "sales",
    kind: "other",
    convention:
      "Open opportunities at the end of the period x win rate by count x average won amount / mean sales cycle of what was won, all of the period",
    measure: (window) => velocity(lives, window),
  };
}

function velocity(lives: OpportunityLives, window: KpiWindow): Measurement {
  const won = closedIn(lives, window, [OUTCOME.won]);
  const lost = closedIn(lives, window, [OUTCOME.lost]);
  const open = openOn(lives, window, window.to);
  const created = createdIn(lives, window);
  const known = won.filter((opportunity) => !Number.isNaN(lives.amount[opportunity]!));
  const cycles = durationFigures(
    won.map((o) => lives.closedOn[o]! - lives.createdOn[o]!),
    "nothing was won in the period",
  );
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const usual: VelocityFactors = {
    opportunityCount: open.length,
    winRate: won.length / (won.length + lost.length),
    averageWonAmount: mean(known.map((opportunity) => lives.amount[opportunity]!)),
    cycleDays: cycles.mean.ok ? cycles.mean.value : Number.NaN,
  };
  const openAmounts = open.flatMap(({ amount }) => (Number.isNaN(amount) ? [] : [amount]));
  const velocityOf = (changes: Partial<VelocityFactors>): Outcome<number> =>
    known.length === 0
      ? missing("nothing of known amount was won in the period")
      : pipelineVelocity({ ...usual, ...changes });
  const median = cycles.median.ok ? cycles.median.value : Number.NaN;
  const other = (name: string, convention: string, changes: Partial<VelocityFactors>): KpiRival =>
    rival(name, convention, "moneyPerDay", velocityOf(changes));
  const opportunities = new PartCollector(lives.view, window);
  for (const { opportunity, state } of open) opportunities.add(opportunity, state);
  const wins = new PartCollector(lives.view, window);
  for (const opportunity of known)
    wins.add(opportunity, lives.lastState[opportunity]!, lives.amount[opportunity]);
  return {
    value: velocityOf({}),
    numerator: opportunities.part("open at the end of the period"),
    denominator: wins.part("won amount behind the average", "money"),
    sampleSize: won.length,
    unknownCount: won.length - known.length,
    interval: null,
    rivals: [
      other("created", "Opportunities created in the period instead of those open", {
        opportunityCount: created.length,
      }),
      other("median cycle", "Median sales cycle instead of the mean", { cycleDays: median }),
      ...(openAmounts.length === 0
        ? []
        : [
            other("open amount", "Average amount of the open opportunities instead of the won ones", {
              averageWonAmount: mean(openAmounts),
            }),
          ]),
    ],
  };
}
