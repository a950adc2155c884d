import { z } from "zod";

/** Kinds of documents that a workspace keeps, and what they are. */
export const DOCUMENT_KINDS = {
  scenario: "a scenario or investment case in YAML",
  costs: "a table of costs in CSV",
  policy: "limits that the scores of a backtest must hold, in YAML",
  "kpi-targets": "targets, baselines and benchmarks of KPIs, in YAML",
  funnel: "what stages and columns mean, in YAML",
} as const;

export const DocumentKind = z.enum(Object.keys(DOCUMENT_KINDS) as [keyof typeof DOCUMENT_KINDS]);
export type DocumentKind = z.infer<typeof DocumentKind>;

export const DocumentName = z
  .string()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,99}$/u)
  .describe("Letters, digits, blanks and . _ -; at most 100");

/** A version of a document, without its text. */
export const DocumentVersion = z.strictObject({
  kind: DocumentKind,
  name: DocumentName,
  version: z.int().min(1).describe("1 = the first; every version is kept"),
  sha256: z.string(),
  byteCount: z.int(),
  isDeleted: z.boolean().describe("Whether this version says that there is no such document any more"),
  madeBy: z.string(),
  madeAt: z.iso.datetime(),
});
export type DocumentVersion = z.infer<typeof DocumentVersion>;

/** What keeping a document answers. */
export const KeptVersion = DocumentVersion.extend({
  isNew: z.boolean().describe("false: the newest version had this text already"),
});

export const DocumentText = DocumentVersion.extend({ text: z.string() });
export type DocumentText = z.infer<typeof DocumentText>;
