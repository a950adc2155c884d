import { found, missing } from "../base/outcome.ts";
import type { KpiDefinition, KpiWindow, Measurement } from "./kpi-record.ts";
import { openOn } from "./open-on.ts";
import type { OpportunityLives } from "./opportunity-lives.ts";
import { PartCollector } from "./part-collector.ts";
import { rival } from "./ratio.ts";
import { stageChances } from "./stage-chances.ts";

/**
 * Open amounts, each times the chance that history gives its stage. An expectation alone; `revcast forecast` has the
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
      "Open amounts at the end of the period x the chance of being won in the end of all that had been in the stage by then (competing-risks estimate, open ones count as watched), whenever they close",
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
  const chances = stageChances(lives, window.to);
  const crm = view.openStages.map((stage) => crmProbabilities[stage]);
  let crmAmount = 0;
  let decidedAmount = 0;
  let unknown = 0;
  let hasAllCrm = true;
  for (const { opportunity, state, stage, amount } of open) {
    const { estimate, ofDecided } = chances[stage]!;
    if (Number.isNaN(amount) || estimate === undefined) unknown++;
    won.add(opportunity, state, (amount || 0) * (estimate ?? 0));
    decidedAmount += (amount || 0) * (ofDecided ?? 0);
    if (crm[stage] === undefined) hasAllCrm = false;
    else crmAmount += (amount || 0) * crm[stage];
  }
  const isUnknown = open.length > 0 && unknown === open.length;
  return {
    value: isUnknown
      ? missing("no open opportunity has both a known amount and a stage with a history")
      : found(won.value),
    numerator: won.part("open amount x chance", "money"),
    denominator: null,
    sampleSize: open.length,
    unknownCount: unknown,
    interval: null,
    rivals: [
      rival(
        "decided only",
        "Open amounts x the share won of the decided ones that had been in the stage",
        "money",
        isUnknown ? missing("nothing is decided") : found(decidedAmount),
      ),
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
