import { FORECAST_CATEGORIES, type ForecastCategory } from "./forecast-category.ts";

/** Categories that have a cumulative figure of their own, from the surest on. */
export const CUMULATIVE_CATEGORIES = ["commit", "mostLikely", "bestCase", "pipeline"] as const;
export type CumulativeCategory = (typeof CUMULATIVE_CATEGORIES)[number];

export interface CategorySum {
  /** Whole minor units. */
  readonly amount: number;
  readonly count: number;
}

/** Each category with all surer ones: commit = closed + commit, best case = that and most likely and best case, and so on. */
export function cumulativeSums(
  simple: Readonly<Record<ForecastCategory, CategorySum>>,
): Readonly<Record<CumulativeCategory, CategorySum>> {
  const sums: Partial<Record<ForecastCategory, CategorySum>> = {};
  let amount = 0;
  let count = 0;
  for (const category of FORECAST_CATEGORIES) {
    amount += simple[category].amount;
    count += simple[category].count;
    sums[category] = { amount, count };
  }
  return {
    commit: sums.commit!,
    mostLikely: sums.mostLikely!,
    bestCase: sums.bestCase!,
    pipeline: sums.pipeline!,
  };
}
