import type { DocumentKind } from "../../contracts/document.ts";
import type { ImportPreview } from "../../contracts/import-preview.ts";
import type { ImportedPipeline, ImportOptions } from "../../files/import-result.ts";
import type { ReadRecords } from "../../files/records/read-customer-records.ts";

/** A pipeline of files that a database can keep as it is. */
export interface KeepablePipeline {
  readonly imported: ImportedPipeline;
  /** `logDigest` of its log; hexadecimal. */
  readonly logSha256: string;
}

/**
 * Reads what people send. Where a stranger may send it, the reading is done in a process of its own (`reading-processes.ts`), so that
 * no file takes more than its own reading down.
 */
export interface FileReader {
  /** @throws {AppFailure} as `importPipeline` and `checkKeepable` */
  readonly pipeline: (paths: readonly string[], options: ImportOptions) => Promise<KeepablePipeline>;
  /** @throws {AppFailure} as `previewImport` */
  readonly preview: (paths: readonly string[], options: ImportOptions) => Promise<ImportPreview>;
  /** @throws {AppFailure} as `readCustomerRecords` */
  readonly records: (paths: readonly string[], options: ImportOptions) => Promise<ReadRecords>;
  /** @throws {AppFailure} as `checkDocument` */
  readonly checkDocument: (kind: DocumentKind, name: string, text: string) => Promise<void>;
}
