import { z } from "zod";
import { pageOf } from "./page.ts";

export const AuditEntry = z.strictObject({
  entry: z.int().min(1),
  at: z.iso.datetime(),
  actor: z.string().describe("key:ID, or who worked at the machine itself"),
  action: z.string(),
  subject: z.string(),
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  previousSha256: z.string(),
  sha256: z.string(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

export const AuditPage = pageOf(AuditEntry);
export type AuditPage = z.infer<typeof AuditPage>;

export const AuditVerdict = z.strictObject({
  entryCount: z.int().min(0),
  head: z.string().describe("Digest of the last entry: keep it elsewhere to notice a log that was cut"),
  isIntact: z.boolean(),
  brokenAt: z.int().nullable().describe("First entry that does not fit"),
  reason: z.string().nullable(),
});
export type AuditVerdict = z.infer<typeof AuditVerdict>;
