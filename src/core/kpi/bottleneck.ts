import { found } from "../base/outcome.ts";
import { selectQuantiles } from "../maths/select-quantiles.ts";
import { closedIn, isKept } from "./closed-in.ts";
import type { KpiDefinition, KpiWindow, Measurement } from "./kpi-record.ts";
import { OUTCOME, type OpportunityLives } from "./opportunity-lives.ts";
import { PartCollector } from "./part-collector.ts";
import { ratioOf, rival } from "./ratio.ts";

/** Days and money that every open stage costs: the stage with the most of one is the bottleneck by it. */
export function bottleneckKpis(lives: OpportunityLives): KpiDefinition[] {
  const shared = { direction: "lower", department: "revOps", kind: "sum" } as const;
  return lives.view.openStages.flatMap((name, stage): KpiDefinition[] => [
    {
      ...shared,
      id: "stage_days_lost",
      name: "Days lost in stage",
      stage: name,
      unit: "days",
      convention:
        "Days beyond the median of the won ones, over the visits of the stage that ended in the period (visits of won opportunities that ended by then set the median)",
      measure: (window) => daysLost(lives, window, stage),
    },
    {
      ...shared,
      id: "stage_money_lost",
      name: "Money lost from stage",
      stage: name,
      unit: "money",
      convention: "Last open amounts of the opportunities lost in the period whose last open stage it was",
      measure: (window) => moneyLost(lives, window, stage),
    },
  ]);
}

function daysLost(lives: OpportunityLives, window: KpiWindow, stage: number): Measurement {
  const { visits } = lives;
  const wonDays: number[] = [];
  let stageDays = 0;
  for (const visit of visits.ofStage[stage]!) {
    const opportunity = visits.opportunity[visit]!;
    const exit = visits.exitDay[visit]!;
    if (exit > window.to) continue;
    if (lives.outcome[opportunity] === OUTCOME.won && lives.closedOn[opportunity]! <= window.to)
      wonDays.push(exit - visits.entryDay[visit]!);
    if (exit >= window.from && isKept(window, opportunity)) stageDays += exit - visits.entryDay[visit]!;
  }
  const usual = wonDays.length === 0 ? 0 : selectQuantiles(Float64Array.from(wonDays), [0.5])[0]!;
  const lost = new PartCollector(lives.view, window);
  let ended = 0;
  for (const visit of visits.ofStage[stage]!) {
    const exit = visits.exitDay[visit]!;
    const opportunity = visits.opportunity[visit]!;
    if (exit < window.from || exit > window.to || !isKept(window, opportunity)) continue;
    ended++;
    const beyond = exit - visits.entryDay[visit]! - usual;
    if (beyond > 0) lost.add(opportunity, visits.firstState[visit + 1]!, beyond);
  }
  return {
    value: found(lost.value),
    numerator: lost.part("days beyond the median of the won", "days"),
    denominator: null,
    sampleSize: ended,
    unknownCount: 0,
    interval: null,
    rivals: [
      rival("all days", "All days of the visits that ended in the period", "days", found(stageDays)),
      rival(
        "per visit",
        "Days lost per visit that ended",
        "days",
        ratioOf(lost.value, ended, "nothing left the stage in the period"),
      ),
    ],
  };
}

function moneyLost(lives: OpportunityLives, window: KpiWindow, stage: number): Measurement {
  const lost = new PartCollector(lives.view, window);
  let unknown = 0;
  for (const opportunity of closedIn(lives, window, [OUTCOME.lost])) {
    if (lives.lastOpenStage[opportunity] !== stage) continue;
    const amount = lives.amount[opportunity]!;
    if (Number.isNaN(amount)) unknown++;
    lost.add(opportunity, lives.lastState[opportunity]!, amount || 0);
  }
  return {
    value: found(lost.value),
    numerator: lost.part("amount lost", "money"),
    denominator: null,
    sampleSize: lost.count,
    unknownCount: unknown,
    interval: null,
    rivals: [rival("by count", "Opportunities lost from the stage", "count", found(lost.count))],
  };
}
