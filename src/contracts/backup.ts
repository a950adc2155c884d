import { z } from "zod";

/** Format of the file. */
export const BACKUP_FORMAT = "revcast.backup.1";

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const Count = z.int().min(0);

/** First line of a backup. */
export const BackupHeader = z.strictObject({
  format: z.literal(BACKUP_FORMAT),
  version: z.string().describe("Version of revcast that wrote it"),
  madeAt: z.iso.datetime(),
  migrations: z.array(z.string()).min(1).describe("What the schema was made by, in order"),
});
export type BackupHeader = z.infer<typeof BackupHeader>;

/** Line before the rows of a table; each of those is a JSON text that holds the row as PostgreSQL writes it. */
export const BackupTable = z.strictObject({
  table: z.string(),
  columns: z.array(z.strictObject({ name: z.string(), type: z.string() })),
  key: z.array(z.string()),
});
export type BackupTable = z.infer<typeof BackupTable>;

/** Line after the rows of a table. */
export const BackupTableEnd = z.strictObject({
  end: z.string(),
  rowCount: Count,
  sha256: Sha256.describe("Of the lines of its rows"),
});
export type BackupTableEnd = z.infer<typeof BackupTableEnd>;

/** Last line but one; the last holds the digest of all bytes before it. */
export const BackupContent = z.strictObject({
  tableCount: Count,
  rowCount: Count,
  contentSha256: Sha256.describe(
    "Of the migrations and the digests of all tables: equal content, equal digest",
  ),
});

/** What was saved, checked or restored. */
export const BackupSummary = z.strictObject({
  schema: z.literal("revcast.backup-summary.1"),
  file: z.string(),
  byteCount: Count,
  header: BackupHeader,
  tables: z.array(z.strictObject({ name: z.string(), rowCount: Count, sha256: Sha256 })),
  rowCount: Count,
  contentSha256: Sha256,
});
export type BackupSummary = z.infer<typeof BackupSummary>;
