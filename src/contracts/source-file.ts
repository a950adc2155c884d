import { z } from "zod";

/** A file that a result was made of, and what was read of it. */
export const SourceFile = z.strictObject({
  file: z.string(),
  sha256: z.string(),
  layout: z.string(),
  rowCount: z.int(),
  rejectedCount: z.int(),
});

/** A row that could not be used, and why. */
export const RejectedRow = z.strictObject({
  file: z.string(),
  line: z.int(),
  column: z.string(),
  reason: z.string(),
  value: z.string(),
});
