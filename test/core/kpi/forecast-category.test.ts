import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cumulativeSums } from "../../../src/core/kpi/category-sums.ts";
import {
  categoryOfWord,
  FORECAST_CATEGORIES,
  usualCategoryColumn,
} from "../../../src/core/kpi/forecast-category.ts";

describe("categoryOfWord()", () => {
  it("knows the words of Salesforce, HubSpot and Dynamics", () => {
    const words = [
      "Pipeline",
      "BestCase",
      "Best Case",
      "BEST_CASE",
      "Forecast",
      "Commit",
      "COMMIT",
      "Committed",
      "MostLikely",
      "Closed",
      "Omitted",
      "OMIT",
    ];
    expect(words.map(categoryOfWord)).toEqual([
      "pipeline", "bestCase", "bestCase", "bestCase", "commit", "commit", "commit", "commit", "mostLikely", "closed", "omitted", "omitted",
    ]); // prettier-ignore
    expect(categoryOfWord("Gut feeling")).toBeUndefined();
  });

  it("finds the column by its usual names", () => {
    expect(usualCategoryColumn(["owner", "ForecastCategoryName"])).toBe("ForecastCategoryName");
    expect(usualCategoryColumn(["Forecast category"])).toBe("Forecast category");
    expect(usualCategoryColumn(["hs_manual_forecast_category"])).toBe("hs_manual_forecast_category");
    expect(usualCategoryColumn(["category"])).toBeUndefined();
  });
});

describe("cumulativeSums()", () => {
  it("adds all surer categories: commit = closed + commit, and so on, omitted nowhere", () => {
    const amounts = [100, 20, 3, 40, 500, 9_000];
    const simple = Object.fromEntries(
      FORECAST_CATEGORIES.map((name, index) => [name, { amount: amounts[index]!, count: index }]),
    ) as Parameters<typeof cumulativeSums>[0];
    expect(cumulativeSums(simple)).toEqual({
      commit: { amount: 120, count: 1 },
      mostLikely: { amount: 123, count: 3 },
      bestCase: { amount: 163, count: 6 },
      pipeline: { amount: 663, count: 10 },
    });
  });

  it("never falls from one category to the next where amounts are not negative", () => {
    const sum = fc.record({ amount: fc.nat(1e9), count: fc.nat(100) });
    const all = fc.record({
      closed: sum,
      commit: sum,
      mostLikely: sum,
      bestCase: sum,
      pipeline: sum,
      omitted: sum,
    });
    fc.assert(
      fc.property(all, (simple) => {
        const { commit, mostLikely, bestCase, pipeline } = cumulativeSums(simple);
        const line = [simple.closed, commit, mostLikely, bestCase, pipeline].map(({ amount }) => amount);
        expect(line).toEqual(line.toSorted((a, b) => a - b));
        const total = FORECAST_CATEGORIES.reduce((whole, name) => whole + simple[name].amount, 0);
        expect(pipeline.amount + simple.omitted.amount).toBe(total);
      }),
    );
  });
});
