import type { Day } from "../base/day.ts";
import { stageKey } from "../pipeline/funnel.ts";
import { attributeOf, type PipelineView } from "../pipeline/pipeline-view.ts";

/** The rep's call, from the surest on. `closed` is won; `omitted` counts nowhere. */
export const FORECAST_CATEGORIES = [
  "closed",
  "commit",
  "mostLikely",
  "bestCase",
  "pipeline",
  "omitted",
] as const;
export type ForecastCategory = (typeof FORECAST_CATEGORIES)[number];

/** Categories of the stages from a day on. */
export interface StageCategories {
  /** First day; since ever when not said. */
  readonly from?: Day | undefined;
  readonly stages: ReadonlyMap<string, ForecastCategory>;
}

/** Where an open opportunity's category is told: by a column, or by its stage. */
export interface CategoryRules {
  readonly column?: string | undefined;
  /** Oldest first; the last that has begun holds. Asked where the column does not say. */
  readonly byStage: readonly StageCategories[];
}

/** Columns that CRMs keep the category in. */
const COLUMN_NAMES = new Set([
  "forecastcategory",
  "forecastcategoryname",
  "hsmanualforecastcategory",
  "hsforecastcategory",
  "msdynforecastcategory",
]);

const WORDS: ReadonlyMap<string, ForecastCategory> = new Map(
  Object.entries({
    closed: "closed",
    won: "closed",
    commit: "commit",
    committed: "commit",
    forecast: "commit",
    mostlikely: "mostLikely",
    likely: "mostLikely",
    bestcase: "bestCase",
    upside: "bestCase",
    pipeline: "pipeline",
    omitted: "omitted",
    omit: "omitted",
    lost: "omitted",
  } as const),
);

/** Name of the column that holds categories by its usual name, or undefined. */
export function usualCategoryColumn(names: readonly string[]): string | undefined {
  return names.find((name) => COLUMN_NAMES.has(plain(name)));
}

/** Category of a word of a CRM: `Best Case`, `BEST_CASE`, `Forecast` (which Salesforce shows as Commit); undefined for others. */
export function categoryOfWord(word: string): ForecastCategory | undefined {
  return WORDS.get(plain(word));
}

/**
 * Tells the category of a state on a day.
 * @returns undefined for what neither the column nor the mapping that holds on the day says
 */
export function categoryReader(
  view: PipelineView,
  rules: CategoryRules,
  day: Day,
): (state: number) => ForecastCategory | undefined {
  const column = view.attributes.find(({ name }) => name === rules.column);
  const held = rules.byStage.findLast(({ from }) => from === undefined || from <= day);
  const ofStage = view.openStages.map((stage) => held?.stages.get(stageKey(stage)));
  return (state) => {
    const told = column === undefined ? undefined : categoryOfWord(attributeOf(view, column, state));
    return told ?? ofStage[view.stateStage[state]!];
  };
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z]/g, "");
}
