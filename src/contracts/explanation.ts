import { z } from "zod";

/** A number that is added to others, in decimal text. */
export const Term = z.strictObject({
  label: z.string(),
  value: z.string().describe("Decimal text, unrounded: the terms add up to the figure exactly"),
  formula: z.string().optional(),
});

export type Term = z.infer<typeof Term>;

/** A number that a formula is fed with, opened in turn. */
export const Working = Term.extend({
  value: z.string().describe("Decimal text, unrounded"),
  terms: z
    .array(Term)
    .describe("What it is made of, adding up to it exactly; none where it is given or stands in the formula"),
});
export type Working = z.infer<typeof Working>;

/** A figure taken apart: its terms add up to it exactly. */
export const Explanation = z.strictObject({
  figure: z.string(),
  formula: z.string(),
  value: z.string().describe("Decimal text, unrounded"),
  terms: z.array(Term),
  workings: z
    .array(Working)
    .optional()
    .describe(
      "The numbers that the formulas of the terms are fed with, or a proof of the figure; results of earlier versions have none",
    ),
});
export type Explanation = z.infer<typeof Explanation>;
