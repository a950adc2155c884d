import { z } from "zod";

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** The `manifest.json` of an export. */
export const ExportManifest = z.strictObject({
  schema: z.literal("revcast.export.1"),
  version: z.string().describe("Version of revcast that wrote it"),
  madeAt: z.iso.datetime(),
  madeBy: z.string().optional().describe("key:ID, or who worked at the machine itself"),
  tenant: z.string(),
  revision: z.int().nullable().describe("Revision of the workspace that files/ and change-log/ hold"),
  changeLog: z
    .strictObject({
      changeCount: z.int(),
      isReadAgainEqual: z
        .boolean()
        .describe(
          "Whether change-log/ read as files gives the same log, and so the same results; it was tried",
        ),
      reasons: z.array(z.string()).describe("Why not; files/ gives the same in every case"),
    })
    .nullable(),
  files: z.array(z.strictObject({ path: z.string(), byteCount: z.int(), sha256: Sha256 })),
  leftOut: z.array(z.strictObject({ what: z.string(), why: z.string() })),
});
export type ExportManifest = z.infer<typeof ExportManifest>;
