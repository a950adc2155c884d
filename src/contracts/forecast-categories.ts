import { z } from "zod";
import { FORECAST_CATEGORIES } from "../core/kpi/forecast-category.ts";

const Category = z.enum(FORECAST_CATEGORIES);

/** The rep's call on what is open, as a funnel definition says it. */
export const ForecastCategoryRules = z
  .strictObject({
    column: z
      .string()
      .min(1)
      .optional()
      .describe("Column that holds the category; usual names are found without it"),
    stages: z
      .array(
        z.strictObject({
          from: z.iso
            .date()
            .optional()
            .describe("First day on which the stages mean this; the oldest needs none"),
          categories: z
            .record(z.string(), Category)
            .describe("Category by stage: commit, mostLikely, bestCase, pipeline or omitted"),
        }),
      )
      .default([])
      .describe("What stages stand for where the column does not say, oldest first"),
  })
  .superRefine(({ stages }, context) => {
    for (const [index, { from }] of stages.entries()) {
      if (index === 0) continue;
      const before = stages[index - 1]!.from ?? "";
      const path = ["stages", index, "from"];
      if (from === undefined)
        context.addIssue({
          code: "custom",
          path,
          message: "say from which day it holds; only the first may leave it out",
        });
      else if (from <= before)
        context.addIssue({
          code: "custom",
          path,
          message: "begins before the one above it; put the oldest first",
        });
    }
  });
export type ForecastCategoryRules = z.infer<typeof ForecastCategoryRules>;
