import { z } from "zod";
import { Warning } from "./forecast.ts";
import { RejectedRow, SourceFile } from "./source-file.ts";

/** What an import made of a workspace. */
export const WorkspaceImportReply = z.strictObject({
  schema: z.literal("revcast.workspace-import.1"),
  importId: z.uuid(),
  revision: z.int().min(1).describe("Number of the set of files that the workspace holds now"),
  isNew: z.boolean().describe("False when every file was there already"),
  files: z.array(
    z.strictObject({
      name: z.string().describe("Name that rows of the file are traced to"),
      sha256: z.string(),
      state: z
        .enum(["added", "replaced", "known", "renamed"])
        .describe("renamed: another file has its name, so it stands beside it under a name with its digest"),
    }),
  ),
  addedCount: z.int().min(0).describe("Rows of the change log that the revision before did not have"),
  endedCount: z.int().min(0).describe("Rows of the revision before that this one does not have"),
  pipeline: z.strictObject({
    opportunityCount: z.int(),
    changeCount: z.int(),
    firstDay: z.iso.date().nullable(),
    lastDay: z.iso.date().nullable(),
    currency: z.string(),
    timeZone: z.string(),
  }),
  sources: z.array(SourceFile),
  rejectionCount: z.int(),
  rejections: z.array(RejectedRow).describe("The first thousand"),
  warnings: z.array(Warning),
});
export type WorkspaceImportReply = z.infer<typeof WorkspaceImportReply>;
