import { z } from "zod";
import { sizeProblem } from "../core/scenario/size-problem.ts";
import type { LeverSize, UncertainSize } from "../core/scenario/lever-size.ts";

const Size = z
  .number("sizes are numbers; five per cent is 0.05")
  .min(-10, "is below -1000 %; sizes are fractions, five per cent is 0.05")
  .max(10, "is above 1000 %; sizes are fractions, five per cent is 0.05");

const THREE_POINTS = {
  low: Size.describe("Least possible size"),
  likely: Size.describe("Most likely size"),
  high: Size.describe("Greatest possible size"),
};

const Lognormal = z.strictObject({
  distribution: z.literal("lognormal").describe("Skewed away from 0, on one side of it"),
  median: Size.optional().describe("Half of the chance lies on each side; with spread"),
  spread: z
    .number("write a number such as 0.4")
    .optional()
    .describe("Standard deviation of the logarithm: with 0.4 the 90th percentile is 1.67 times the median"),
  p10: Size.optional().describe("10th percentile; with p90, instead of median and spread"),
  p90: Size.optional().describe("90th percentile"),
});

const Distribution = z.discriminatedUnion("distribution", [
  z.strictObject({
    distribution: z.literal("triangular").describe("Three points joined by straight lines"),
    ...THREE_POINTS,
  }),
  z.strictObject({
    distribution: z
      .literal("pert")
      .describe("Three points with a smooth hump; the likely one weighs four times"),
    ...THREE_POINTS,
  }),
  z.strictObject({
    distribution: z.literal("normal").describe("Bell curve without ends"),
    mean: Size.describe("Mean"),
    sd: z.number("write a number such as 0.02").describe("Standard deviation, above 0"),
  }),
  Lognormal,
  z.strictObject({
    distribution: z.literal("uniform").describe("Every size between two alike"),
    low: Size.describe("Least possible size"),
    high: Size.describe("Greatest possible size"),
  }),
  z.strictObject({
    distribution: z.literal("discrete").describe("A few sizes with a probability each"),
    values: z.array(Size).min(1).max(100).describe("The sizes"),
    probabilities: z
      .array(z.number().min(0, "cannot be negative").max(1, "is more than certain"))
      .max(100)
      .describe("One for each size; they add up to 1"),
  }),
]);

/** The `size` of a lever. */
export const LeverSizeDocument = z
  .union([Size, Distribution], {
    error: ({ input }) =>
      typeof input === "string" || Array.isArray(input)
        ? "is neither a number nor a distribution; write 0.05 for five per cent more, or { distribution: triangular, low: 0.01, likely: 0.05, high: 0.08 }"
        : undefined,
  })
  .superRefine((written, context) => {
    const fail = (field: string, message: string): void =>
      context.addIssue({ code: "custom", path: field === "" ? [] : [field], message });
    const size = leverSizeOf(written);
    if (size === undefined) {
      fail(
        "",
        "a lognormal size is said by median and spread, or by p10 and p90; write one of the two pairs",
      );
      return;
    }
    const problem = sizeProblem(size);
    if (problem !== undefined) fail(problem.field, problem.message);
  })
  .describe(
    "A number, or a distribution of what is not known; a fraction, so that five per cent more is 0.05",
  );
export type LeverSizeDocument = z.infer<typeof LeverSizeDocument>;

/** The size that a document says; undefined for a lognormal one that is said by neither or both of its pairs. */
export function leverSizeOf(written: number | z.infer<typeof Distribution>): LeverSize | undefined {
  return typeof written === "object" && written.distribution === "lognormal" ? lognormalOf(written) : written;
}

function lognormalOf({ median, spread, p10, p90 }: z.infer<typeof Lognormal>): UncertainSize | undefined {
  const isByMedian = median !== undefined && spread !== undefined && p10 === undefined && p90 === undefined;
  if (isByMedian) return { distribution: "lognormal", median, spread };
  const isByEnds = p10 !== undefined && p90 !== undefined && median === undefined && spread === undefined;
  return isByEnds ? { distribution: "lognormal", p10, p90 } : undefined;
}
