import type { KpiWindow } from "./kpi-record.ts";
import { OUTCOME, type OpportunityLives } from "./opportunity-lives.ts";

/** Opportunities in scope whose outcome is one of `outcomes` and began inside the window, ascending. */
export function closedIn(lives: OpportunityLives, window: KpiWindow, outcomes: readonly number[]): number[] {
  const opportunities: number[] = [];
  for (let opportunity = 0; opportunity < lives.count; opportunity++) {
    const day = lives.closedOn[opportunity]!;
    if (day < window.from || day > window.to || !isKept(window, opportunity)) continue;
    if (outcomes.includes(lives.outcome[opportunity]!)) opportunities.push(opportunity);
  }
  return opportunities;
}

/** Opportunities in scope that were created inside the window, ascending. */
export function createdIn(lives: OpportunityLives, window: KpiWindow): number[] {
  const opportunities: number[] = [];
  for (let opportunity = 0; opportunity < lives.count; opportunity++) {
    const day = lives.createdOn[opportunity]!;
    if (day >= window.from && day <= window.to && isKept(window, opportunity))
      opportunities.push(opportunity);
  }
  return opportunities;
}

/** Outcome as it stood at the end of a day. */
export function outcomeBy(lives: OpportunityLives, opportunity: number, day: number): number {
  return lives.closedOn[opportunity]! <= day ? lives.outcome[opportunity]! : OUTCOME.open;
}

export function isKept(window: KpiWindow, opportunity: number): boolean {
  return window.keeps === undefined || window.keeps[opportunity] === 1;
}
