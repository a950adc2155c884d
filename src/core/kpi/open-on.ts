import { stateOn } from "../pipeline/pipeline-view.ts";
import { isKept } from "./closed-in.ts";
import type { KpiWindow } from "./kpi-record.ts";
import { knownAmount, type OpportunityLives } from "./opportunity-lives.ts";

/** An opportunity that was open at the end of a day, with the state that held then. */
export interface OpenOpportunity {
  readonly opportunity: number;
  readonly state: number;
  readonly stage: number;
  /** Whole minor units, NaN when not known by then. */
  readonly amount: number;
}

/** Opportunities in scope that were open at the end of `day`, ascending. */
export function openOn(lives: OpportunityLives, window: KpiWindow, day: number): OpenOpportunity[] {
  const { view } = lives;
  const open: OpenOpportunity[] = [];
  for (let opportunity = 0; opportunity < lives.count; opportunity++) {
    if (lives.createdOn[opportunity]! > day || !isKept(window, opportunity)) continue;
    // What closed for good before the day needs no search.
    if (lives.closedOn[opportunity]! <= day) continue;
    const state = stateOn(view, opportunity, day);
    const stage = view.stateStage[state]!;
    if (stage >= view.wonCode) continue;
    open.push({ opportunity, state, stage, amount: knownAmount(view, opportunity, state) });
  }
  return open;
}
