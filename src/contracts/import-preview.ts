import { z } from "zod";
import { Warning } from "./forecast.ts";
import { RejectedRow } from "./source-file.ts";

const Count = z.int().min(0);

export const PreviewColumn = z.strictObject({
  header: z.string(),
  role: z.string().nullable().describe("What the column is for; null = it has no role of its own"),
  use: z
    .enum(["role", "preset", "attribute", "joined", "ignored"])
    .describe(
      "read as its role, read by the preset, kept as an attribute, joined to another table, or not used",
    ),
  chosenBy: z
    .enum(["definition", "name", "synonym", "translation", "content", "preset"])
    .nullable()
    .describe(
      "By what it came to its role: the funnel definition, its header, what its cells hold, or a CRM's preset",
    ),
  confidence: z.number().min(0).max(1).nullable().describe("How sure that is; null without a role"),
  format: z.string().nullable().describe("How its cells are read; null = as they are written"),
  evidence: z
    .record(z.string(), Count)
    .describe("Cells by what they show: blank, text, ISO dates, dates that prove an order, amounts, ..."),
  samples: z
    .array(z.string())
    .max(3)
    .describe("The first distinct values that are not blank, cut at 60 characters"),
});
export type PreviewColumn = z.infer<typeof PreviewColumn>;

export const PreviewFile = z.strictObject({
  file: z.string(),
  sha256: z.string(),
  byteCount: Count,
  encoding: z.string(),
  delimiter: z.string().nullable().describe("null = the file is no text with delimiters"),
  layout: z
    .string()
    .nullable()
    .describe("Layout of a pipeline, or table of records; null = the file is not used"),
  preset: z.string().nullable(),
  why: z.string().describe("What the file was recognised by"),
  rowCount: Count,
  rejectedCount: Count,
  columns: z.array(PreviewColumn),
});
export type PreviewFile = z.infer<typeof PreviewFile>;

/** What an import would do; nothing is written. */
export const ImportPreview = z.strictObject({
  kind: z.literal("import-preview"),
  files: z.array(PreviewFile),
  outcome: z
    .strictObject({
      opportunityCount: Count,
      stateCount: Count.describe("Recorded states, each content once"),
      undatedCount: Count.describe("Opportunities without any date"),
      firstDay: z.iso.date().nullable(),
      lastDay: z.iso.date().nullable(),
      currency: z.string(),
      timeZone: z.string(),
      openStages: z.array(z.string()).describe("First to last, as of the last day"),
      closedStages: z.array(z.strictObject({ stage: z.string(), kind: z.enum(["won", "lost", "removed"]) })),
      attributes: z.array(z.string()),
      ownerColumn: z.string().nullable(),
    })
    .nullable()
    .describe("null = the import would fail, or no file tells of opportunities"),
  records: z
    .strictObject({
      currency: z.string(),
      tables: z.array(
        z.strictObject({
          table: z.string(),
          recordCount: Count,
          firstDay: z.iso.date().nullable().describe("Earliest first day of a record"),
          lastDay: z.iso.date().nullable().describe("Latest first day of a record"),
        }),
      ),
    })
    .nullable()
    .describe("Tables of customers, spend, books and people; null = there are none, or they cannot be read"),
  rejections: z.array(RejectedRow).describe("The first thousand"),
  rejectionCount: Count,
  warnings: z.array(Warning),
  failure: z
    .strictObject({ code: z.string(), message: z.string() })
    .nullable()
    .describe("Why the import would fail"),
});
export type ImportPreview = z.infer<typeof ImportPreview>;
