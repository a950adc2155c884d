import { z } from "zod";

/** A failure as RFC 9457 has it; `code` is that of the table of failures. */
export const Problem = z.strictObject({
  type: z.string().describe("urn:revcast:failure: and the code"),
  title: z.string().describe("What the code means"),
  status: z.int(),
  code: z.string(),
  detail: z.string().describe("What was asked, why it cannot be, and what to do"),
  instance: z.string().describe("Id of the request, as it stands in the log"),
  issues: z
    .array(z.strictObject({ path: z.string(), message: z.string() }))
    .optional()
    .describe("Fields that cannot be used, by their path"),
});
export type Problem = z.infer<typeof Problem>;

/** Media type of a failure. */
export const PROBLEM_TYPE = "application/problem+json";
