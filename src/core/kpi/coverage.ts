import { found, missing, type Outcome } from "../base/outcome.ts";
import { closedIn } from "./closed-in.ts";
import type { Period } from "../base/period.ts";
import type { KpiDefinition, KpiWindow, Measurement } from "./kpi-record.ts";
import { openOn } from "./open-on.ts";
import { OUTCOME, type OpportunityLives } from "./opportunity-lives.ts";
import { PartCollector } from "./part-collector.ts";
import { rival } from "./ratio.ts";

/** Target of the won amount of one period. */
export interface WonTarget {
  readonly period: Pick<Period, "from" | "to">;
  /** Whole minor units. */
  readonly amount: number;
}

/**
 * How many times the open pipeline of the period covers what is still missing to the target.
 */
export function coverageKpi(lives: OpportunityLives, wonTarget: WonTarget | undefined): KpiDefinition {
  const which =
    lives.expectedCloseOf === undefined
      ? "of all open opportunities (no column holds expected close dates)"
      : "expected to close by the end of the period";
  return {
    id: "coverage",
    name: "Coverage of target",
    stage: null,
    unit: "ratio",
    direction: "higher",
    department: "sales",
    kind: "other",
    convention: `Open amount ${which} over the target of the period less what is won in it`,
    measure: (window) => coverage(lives, window, wonTarget),
  };
}

function coverage(lives: OpportunityLives, window: KpiWindow, wonTarget: WonTarget | undefined): Measurement {
  const { view, expectedCloseOf } = lives;
  const covering = new PartCollector(view, window);
  let all = 0;
  for (const { opportunity, state, amount } of openOn(lives, window, window.to)) {
    all += amount || 0;
    if (expectedCloseOf !== undefined && !(expectedCloseOf(state) <= window.periodEnd)) continue;
    covering.add(opportunity, state, amount || 0);
  }
  const won = new PartCollector(view, window);
  for (const opportunity of closedIn(lives, window, [OUTCOME.won]))
    won.add(opportunity, lives.lastState[opportunity]!, lives.amount[opportunity]! || 0);
  const over = (amount: number, target: (full: number) => number): Outcome<number> => {
    if (wonTarget === undefined)
      return missing("no target of won_amount is given for the period: give one with --targets");
    const isOther = window.from !== wonTarget.period.from || window.periodEnd !== wonTarget.period.to;
    if (isOther) return missing("the target of won_amount is one of another period");
    const rest = target(wonTarget.amount);
    return rest <= 0 ? missing("the target is reached already") : found(amount / rest);
  };
  const remaining = (full: number): number => full - won.value;
  const wins = won.part("target less won", "money");
  return {
    value: over(covering.value, remaining),
    numerator: covering.part("open amount of the period", "money"),
    denominator: wonTarget === undefined ? null : { ...wins, value: remaining(wonTarget.amount) },
    sampleSize: covering.count,
    unknownCount: 0,
    interval: null,
    rivals: [
      rival(
        "full target",
        "Over the whole target, what is won not taken off",
        "ratio",
        over(covering.value, (full) => full),
      ),
      rival(
        "all open",
        "All open amounts, whenever they are expected to close, over the remaining target",
        "ratio",
        over(all, remaining),
      ),
    ],
  };
}
