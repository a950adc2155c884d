import { importPipeline } from "../../files/import-pipeline.ts";
import { readCustomerRecords } from "../../files/records/read-customer-records.ts";
import { checkDocument } from "../documents/check-document.ts";
import { previewImport } from "../preview-import.ts";
import { checkKeepable } from "../workspace/check-keepable.ts";
import { logDigest } from "../workspace/log-digest.ts";
import type { FileReader } from "./file-reader.ts";

/** Reads in this process: for commands, whose files are those of the one who runs them. */
export const readHere: FileReader = {
  pipeline: async (paths, options) => {
    const imported = await importPipeline(paths, options);
    checkKeepable(imported.log);
    return { imported, logSha256: logDigest(imported.log) };
  },
  preview: previewImport,
  records: readCustomerRecords,
  checkDocument,
};
