import { z } from "zod";

/** An amount as a decimal text in the currency of the result. */
const Money = z.string().regex(/^-?\d+(\.\d+)?$/);

/** The scenarios that bring most for a budget. */
export const BestSubset = z.strictObject({
  budget: Money.describe("Present value of costs that may be spent"),
  chosen: z.array(z.string()),
  presentValueOfCosts: Money,
  netPresentValue: Money.describe("Sum of the chosen scenarios' mean net present values"),
  together: z
    .strictObject({
      netPresentValue: Money.describe("Mean of the chosen scenarios simulated as one, on the same draws"),
      lessThanSum: Money.describe("By how much that is less than the sum; negative where it is more"),
    })
    .optional()
    .describe("Left out with fewer than two chosen, or where they cannot be simulated as one"),
  method: z.string(),
});
export type BestSubset = z.infer<typeof BestSubset>;
