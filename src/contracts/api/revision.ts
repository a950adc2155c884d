import { z } from "zod";
import { pageOf } from "./page.ts";

/** A set of files of the workspace and what an import made of them. */
export const RevisionSummary = z.strictObject({
  revision: z.int().min(1),
  importId: z.string(),
  logSha256: z.string().describe("Digest of the change log"),
  changeCount: z.int().min(0),
  madeBy: z.string(),
  madeAt: z.iso.datetime(),
  files: z.array(z.strictObject({ name: z.string(), sha256: z.string() })),
});
export type RevisionSummary = z.infer<typeof RevisionSummary>;
export const RevisionPage = pageOf(RevisionSummary);
export type RevisionPage = z.infer<typeof RevisionPage>;
