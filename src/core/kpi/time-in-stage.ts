import { found, missing } from "../base/outcome.ts";
import { selectQuantiles } from "../maths/select-quantiles.ts";
import { stateOn } from "../pipeline/pipeline-view.ts";
import { isKept } from "./closed-in.ts";
import { durationFigures } from "./duration-measures.ts";
import type { KpiDefinition, KpiWindow, Measurement } from "./kpi-record.ts";
import { openOn } from "./open-on.ts";
import { knownAmount, OUTCOME, type OpportunityLives } from "./opportunity-lives.ts";
import { PartCollector } from "./part-collector.ts";
import { ratioOf, rival, shareInterval } from "./ratio.ts";

/** With fewer won opportunities than this a stage has no usual time. */
const FEWEST_WON = 5;

/** Time in every open stage, and how many of the open ones are in it for longer than those usually were that were won. */
export function timeInStageKpis(lives: OpportunityLives): KpiDefinition[] {
  const shared = { direction: "lower", department: "sales" } as const;
  return lives.view.openStages.flatMap((name, stage): KpiDefinition[] => [
    {
      ...shared,
      id: "time_in_stage",
      name: "Time in stage",
      stage: name,
      unit: "days",
      kind: "other",
      convention:
        "Median days of the visits of the stage that ended in the period, whatever came next; each return is a visit of its own",
      measure: (window) => timeInStage(lives, window, stage),
    },
    {
      ...shared,
      id: "stage_overdue",
      name: "Older than won ones",
      stage: name,
      unit: "share",
      kind: "ratio",
      convention:
        "Of the opportunities in the stage at the end of the period, the share that is in it for longer than three quarters of the later won ones were (P75 of all visits that ended by then)",
      measure: (window) => overdue(lives, window, stage),
    },
  ]);
}

function timeInStage(lives: OpportunityLives, window: KpiWindow, stage: number): Measurement {
  const { visits } = lives;
  const all: number[] = [];
  const wonOnly: number[] = [];
  const ended = new PartCollector(lives.view, window);
  for (const visit of visits.ofStage[stage]!) {
    const exit = visits.exitDay[visit]!;
    const opportunity = visits.opportunity[visit]!;
    if (exit < window.from || exit > window.to || !isKept(window, opportunity)) continue;
    const days = exit - visits.entryDay[visit]!;
    all.push(days);
    if (lives.outcome[opportunity] === OUTCOME.won) wonOnly.push(days);
    ended.add(opportunity, visits.firstState[visit + 1]!);
  }
  const figures = durationFigures(all, "nothing left the stage in the period");
  const won = durationFigures(wonOnly, "nothing that left the stage in the period was won");
  return {
    value: figures.median,
    numerator: null,
    denominator: ended.part("visits that ended"),
    sampleSize: figures.count,
    unknownCount: 0,
    interval: figures.medianInterval,
    rivals: [
      rival("mean", "Mean days of the same visits", "days", figures.mean, figures.meanInterval),
      rival("first quartile", "A quarter of the visits was shorter", "days", figures.quartile1),
      rival("third quartile", "A quarter of the visits was longer", "days", figures.quartile3),
      rival(
        "won only",
        "Median over visits of opportunities that were won in the end",
        "days",
        won.median,
        won.medianInterval,
      ),
    ],
  };
}

/** Days in the stage that three quarters of the won opportunities did not exceed, by what had happened on `day`. */
function wonThirdQuartile(lives: OpportunityLives, stage: number, day: number): number | undefined {
  const { visits } = lives;
  const days: number[] = [];
  for (const visit of visits.ofStage[stage]!) {
    const opportunity = visits.opportunity[visit]!;
    const isWonByThen = lives.outcome[opportunity] === OUTCOME.won && lives.closedOn[opportunity]! <= day;
    if (isWonByThen && visits.exitDay[visit]! <= day)
      days.push(visits.exitDay[visit]! - visits.entryDay[visit]!);
  }
  return days.length < FEWEST_WON ? undefined : selectQuantiles(Float64Array.from(days), [0.75])[0]!;
}

function overdue(lives: OpportunityLives, window: KpiWindow, stage: number): Measurement {
  const { view, visits } = lives;
  const limit = wonThirdQuartile(lives, stage, window.to);
  const inStage = new PartCollector(view, window);
  const late = new PartCollector(view, window);
  let lateAmount = 0;
  for (const visit of visits.ofStage[stage]!) {
    const opportunity = visits.opportunity[visit]!;
    if (
      visits.entryDay[visit]! > window.to ||
      visits.exitDay[visit]! <= window.to ||
      !isKept(window, opportunity)
    )
      continue;
    inStage.add(opportunity, visits.firstState[visit]!);
    if (limit === undefined || window.to - visits.entryDay[visit]! <= limit) continue;
    late.add(opportunity, visits.firstState[visit]!);
    lateAmount += knownAmount(view, opportunity, stateOn(view, opportunity, window.to)) || 0;
  }
  const nothing = missing(`fewer than ${FEWEST_WON} won opportunities had been in the stage`);
  return {
    value:
      limit === undefined
        ? nothing
        : ratioOf(late.count, inStage.count, "nothing was in the stage at the end of the period"),
    numerator: late.part("longer in the stage than the won P75"),
    denominator: inStage.part("in the stage"),
    sampleSize: inStage.count,
    unknownCount: 0,
    interval: limit === undefined ? null : shareInterval(late.count, inStage.count),
    rivals: [
      rival(
        "won P75",
        "The limit: days in the stage that three quarters of the won ones did not exceed",
        "days",
        limit === undefined ? nothing : found(limit),
      ),
      rival(
        "amount",
        "Amount then of the ones that are over the limit",
        "money",
        limit === undefined ? nothing : found(lateAmount),
      ),
    ],
  };
}

/** Share of the open pipeline where nothing was recorded for long, or whose expected close has passed. */
export function staleKpi(lives: OpportunityLives): KpiDefinition {
  return {
    id: "stale_share",
    name: "Stale share",
    stage: null,
    unit: "share",
    direction: "lower",
    department: "revOps",
    kind: "ratio",
    convention: `Of the opportunities open at the end of the period, the share about which nothing was recorded for more than ${STALE_DAYS} days`,
    measure: (window) => stale(lives, window),
  };
}

const STALE_DAYS = 30;

function stale(lives: OpportunityLives, window: KpiWindow): Measurement {
  const { view, expectedCloseOf } = lives;
  const open = new PartCollector(view, window);
  const silent = new PartCollector(view, window);
  const limits = view.openStages.map((_, stage) => wonThirdQuartile(lives, stage, window.to));
  let pastDue = 0;
  let slow = 0;
  for (const { opportunity, state, stage } of openOn(lives, window, window.to)) {
    open.add(opportunity, state);
    if (window.to - view.stateDay[state]! > STALE_DAYS) silent.add(opportunity, state);
    if (expectedCloseOf !== undefined && expectedCloseOf(state) < window.to) pastDue++;
    let entry = state;
    while (entry > view.stateStart[opportunity]! && view.stateStage[entry - 1] === stage) entry--;
    if (limits[stage] !== undefined && window.to - view.stateDay[entry]! > limits[stage]) slow++;
  }
  const reason = "nothing was open at the end of the period";
  return {
    value: ratioOf(silent.count, open.count, reason),
    numerator: silent.part(`nothing recorded for more than ${STALE_DAYS} days`),
    denominator: open.part("open"),
    sampleSize: open.count,
    unknownCount: 0,
    interval: shareInterval(silent.count, open.count),
    rivals: [
      rival(
        "slower than won",
        "In its stage for longer than three quarters of the won ones were",
        "share",
        ratioOf(slow, open.count, reason),
        shareInterval(slow, open.count),
      ),
      rival(
        "close date passed",
        "The expected close lies before the end of the period",
        "share",
        expectedCloseOf === undefined
          ? missing("no column holds expected close dates")
          : ratioOf(pastDue, open.count, reason),
      ),
    ],
  };
}
