import { z } from "zod";

/** A whole number as it stands in a query: digits and nothing else. */
export function wholeNumberText(low: number, high: number) {
  return z
    .string()
    .regex(/^\d{1,9}$/, "Give a whole number")
    .refine(
      (text) => Number(text) >= low && Number(text) <= high,
      `Give a whole number from ${low} to ${high}`,
    );
}

/** Part of a list: at most `limit` rows after those that `cursor` stands for. */
export const PageQuery = z.strictObject({
  limit: wholeNumberText(1, 1_000).default("100").describe("Rows at most, 1 to 1000"),
  cursor: z
    .string()
    .max(1_000)
    .regex(/^[A-Za-z0-9_-]+$/)
    .optional()
    .describe("nextCursor of the page before"),
});

/** A page of rows and where the next one begins. */
export function pageOf<Row extends z.ZodType>(row: Row) {
  return z.strictObject({
    rows: z.array(row),
    nextCursor: z.string().nullable().describe("null: this is the last page"),
  });
}
