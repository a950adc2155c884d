import { stateOn, type PipelineView } from "../../../src/core/pipeline/pipeline-view.ts";

/** One opportunity on one day on which it could leave the stage it was in at the end of the day before. */
export interface RiskDay {
  readonly opportunity: number;
  readonly day: number;
  readonly stage: number;
  /** Days since the stage was entered: 1 on the day after. */
  readonly dwell: number;
  /** Stage at the end of the day, -1 when it stayed. */
  readonly exit: number;
}

export interface NaiveEvent {
  readonly opportunity: number;
  readonly day: number;
  readonly from: number;
  readonly to: number;
}

/** The view read day by day: nothing but the state at the end of each day of each opportunity. */
export function walk(view: PipelineView): {
  readonly riskDays: readonly RiskDay[];
  readonly firsts: readonly { readonly day: number; readonly stage: number }[];
  readonly changes: readonly NaiveEvent[];
} {
  const riskDays: RiskDay[] = [];
  const firsts: { day: number; stage: number }[] = [];
  const changes: NaiveEvent[] = [];
  for (let opportunity = 0; opportunity < view.opportunityIds.length; opportunity++) {
    const firstDay = view.stateDay[view.stateStart[opportunity]!]!;
    let stage = view.stateStage[stateOn(view, opportunity, firstDay)]!;
    let entered = firstDay;
    firsts.push({ day: firstDay, stage });
    for (let day = firstDay + 1; day <= view.knownThrough; day++) {
      const now = view.stateStage[stateOn(view, opportunity, day)]!;
      const hasLeft = now !== stage;
      riskDays.push({ opportunity, day, stage, dwell: day - entered, exit: hasLeft ? now : -1 });
      if (hasLeft) {
        changes.push({ opportunity, day, from: stage, to: now });
        stage = now;
        entered = day;
      }
    }
  }
  return { riskDays, firsts, changes };
}
