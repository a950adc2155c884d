import { z } from "zod";
import { PRESET_CHOICES } from "../funnel.ts";
import { WorkspaceImportReply } from "../workspace-import.ts";
import { pageOf } from "./page.ts";

/** How uploaded files are to be read where they do not say it themselves; fields of the form beside the files. */
export const ImportFields = z.strictObject({
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .optional()
    .describe("ISO 4217 code of all amounts"),
  timeZone: z
    .string()
    .max(60)
    .regex(/^[\w/+-]+$/)
    .optional()
    .describe("IANA zone whose midnight separates days"),
  dateOrder: z.enum(["mdy", "dmy"]).optional(),
  decimalMark: z.enum([".", ","]).optional(),
  delimiter: z.string().length(1).optional(),
  preset: z.enum(PRESET_CHOICES).optional(),
  pipeline: z.string().min(1).max(200).optional(),
  segmentColumn: z.string().min(1).max(200).optional(),
  strict: z
    .stringbool({ truthy: ["true"], falsy: ["false"] })
    .optional()
    .describe("Refuse when a row cannot be used"),
  replace: z
    .stringbool({ truthy: ["true"], falsy: ["false"] })
    .optional()
    .describe("A file takes the place of the one of its name"),
});
export type ImportFields = z.infer<typeof ImportFields>;

export const ImportQuery = z.strictObject({
  dryRun: z
    .stringbool({ truthy: ["true"], falsy: ["false"] })
    .optional()
    .describe("Say what would be read, and keep nothing"),
});

/** Files that tell what became of the rows of an import. */
export const IMPORT_FILES = ["accepted.csv", "rejected.csv", "duplicates.csv"] as const;
export const ImportFileParams = z.strictObject({ importId: z.uuid(), file: z.enum(IMPORT_FILES) });

/** An import as lists show it; those that brought nothing new are there too. */
export const ImportSummary = WorkspaceImportReply.pick({
  importId: true,
  revision: true,
  isNew: true,
  files: true,
  rejectionCount: true,
}).extend({ madeBy: z.string(), madeAt: z.iso.datetime() });
export const ImportPage = pageOf(ImportSummary);
export type ImportPage = z.infer<typeof ImportPage>;
