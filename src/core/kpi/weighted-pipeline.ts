import { found, missing } from "../base/outcome.ts";
import type { KpiDefinition, KpiWindow, Measurement } from "./kpi-record.ts";
import { openOn } from "./open-on.ts";
import { OUTCOME, type OpportunityLives } from "./opportunity-lives.ts";
import { outcomeBy } from "./closed-in.ts";
import { PartCollector } from "./part-collector.ts";
import { rival } from "./ratio.ts";

/**
 * Open amounts, each times the share that history won from its stage. An expectation alone; `revcast forecast` has the
 * distribution and the day.
 * @param crmProbabilities the CRM's own, by name of the stage, 0..1
 */
export function weightedPipelineKpi(
  lives: OpportunityLives,
  crmProbabilities: Readonly<Record<string, number>>,
): KpiDefinition {
  return {
    id: "weighted_pipeline",
    name: "Weighted pipeline",
    stage: null,
    unit: "money",
    direction: "higher",
    department: "finance",
    kind: "sum",
    convention:
      "Open amounts at the end of the period x the share of decided opportunities that were won of all that had been in the stage by then, whenever they close",
    measure: (window) => weighted(lives, window, crmProbabilities),
  };
}

function weighted(
  lives: OpportunityLives,
  window: KpiWindow,
  crmProbabilities: Readonly<Record<string, number>>,
): Measurement {
  const { view } = lives;
  const won = new PartCollector(view, window);
  const open = openOn(lives, window, window.to);
  const shares = view.openStages.map((_, stage) => wonShare(lives, stage, window.to));
  const crm = view.openStages.map((stage) => crmProbabilities[stage]);
  let crmAmount = 0;
  let unknown = 0;
  let hasAllCrm = true;
  for (const { opportunity, state, stage, amount } of open) {
    if (Number.isNaN(amount) || shares[stage] === undefined) unknown++;
    won.add(opportunity, state, (amount || 0) * (shares[stage] ?? 0));
    if (crm[stage] === undefined) hasAllCrm = false;
    else crmAmount += (amount || 0) * crm[stage];
  }
  const isUnknown = open.length > 0 && unknown === open.length;
  return {
    value: isUnknown
      ? missing("no open opportunity has both a known amount and a stage with a history")
      : found(won.value),
    numerator: won.part("open amount x share won", "money"),
    denominator: null,
    sampleSize: open.length,
    unknownCount: unknown,
    interval: null,
    rivals: [
      rival(
        "CRM probabilities",
        "Open amounts x the CRM's own probability of the stage",
        "money",
        hasAllCrm
          ? found(crmAmount)
          : missing("the funnel definition does not give a probability for every stage"),
      ),
    ],
  };
}

/** Share won of the decided opportunities that were in the stage, by what had happened on a day. */
function wonShare(lives: OpportunityLives, stage: number, day: number): number | undefined {
  const { visits } = lives;
  let won = 0;
  let decided = 0;
  for (const visit of visits.ofStage[stage]!) {
    if (visits.isFirst[visit] === 0 || visits.entryDay[visit]! > day) continue;
    const outcome = outcomeBy(lives, visits.opportunity[visit]!, day);
    if (outcome === OUTCOME.won) won++;
    if (outcome === OUTCOME.won || outcome === OUTCOME.lost) decided++;
  }
  return decided === 0 ? undefined : won / decided;
}
