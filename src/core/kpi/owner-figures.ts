import type { Day } from "../base/day.ts";
import { FORECAST_CATEGORIES, type ForecastCategory } from "./forecast-category.ts";
import { closedIn } from "./closed-in.ts";
import type { KpiWindow } from "./kpi-record.ts";
import { openOn } from "./open-on.ts";
import { OUTCOME, type OpportunityLives } from "./opportunity-lives.ts";
import { stageChances } from "./stage-chances.ts";

/** What is added up along the tree. `unsaid`: open and due in the period, of no category. */
export const FIGURE_NAMES = ["booked", "open", "weighted", ...FORECAST_CATEGORIES, "unsaid"] as const;
export type FigureName = (typeof FIGURE_NAMES)[number];

/** One opportunity's part in one figure. */
export interface FigurePart {
  readonly figure: FigureName;
  readonly opportunity: number;
  /** State whose row of the files is named. */
  readonly state: number;
  /** Whole minor units; an unknown amount counts as 0. */
  readonly amount: number;
}

/**
 * All that a window's figures are made of: booked is what was won in it, open what is open at its end whenever it is due, weighted
 * the open amounts times the chance of their stage, each rounded to whole minor units so that every sum over owners is exact.
 * Categories are those of what is open at the end and expected to close by the end of the period (all that is open where no column
 * says when), closed is what was won in it.
 * @param categoryOf tells the category of a state; undefined where nobody says categories
 */
export function figureParts(
  lives: OpportunityLives,
  window: KpiWindow,
  categoryOf: ((state: number) => ForecastCategory | undefined) | undefined,
): readonly FigurePart[] {
  const parts: FigurePart[] = [];
  for (const opportunity of closedIn(lives, window, [OUTCOME.won])) {
    const state = lives.lastState[opportunity]!;
    const amount = lives.amount[opportunity]! || 0;
    parts.push({ figure: "booked", opportunity, state, amount });
    if (categoryOf !== undefined) parts.push({ figure: "closed", opportunity, state, amount });
  }
  const chances = stageChances(lives, window.to);
  for (const { opportunity, state, stage, amount: known } of openOn(lives, window, window.to)) {
    const amount = known || 0;
    parts.push({ figure: "open", opportunity, state, amount });
    parts.push({
      figure: "weighted",
      opportunity,
      state,
      amount: roundHalfEven(amount * (chances[stage]!.estimate ?? 0)),
    });
    if (categoryOf === undefined || !isDue(lives, state, window.periodEnd as Day)) continue;
    const category = categoryOf(state);
    // What is open is not closed, whatever the column still or already says.
    const figure = category === undefined || category === "closed" ? "unsaid" : category;
    parts.push({ figure, opportunity, state, amount });
  }
  return parts;
}

/** Whether a state expects the close by a day; true where no column says. */
function isDue({ expectedCloseOf }: OpportunityLives, state: number, day: Day): boolean {
  return expectedCloseOf === undefined || expectedCloseOf(state) <= day;
}

function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}
