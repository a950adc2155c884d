import { join } from "node:path";
import type { ImportOptions } from "../../../src/files/import-result.ts";
import { readCustomerRecords, type ReadRecords } from "../../../src/files/records/read-customer-records.ts";
import { withFolder, type Texts } from "../import-texts.ts";

/** Reads texts as a folder of files. */
export function readTexts(texts: Texts, options: ImportOptions = {}): Promise<ReadRecords> {
  return withFolder(texts, (folder) => readCustomerRecords([folder], options));
}

/** Reads texts as files that are named in an order. */
export function readNamed(
  texts: Texts,
  names: readonly string[],
  options: ImportOptions = {},
): Promise<ReadRecords> {
  return withFolder(texts, (folder) =>
    readCustomerRecords(
      names.map((name) => join(folder, name)),
      options,
    ),
  );
}

/** The rejected rows as lines such as `customers.csv:3 name: reason (value)`. */
export function rejectedLines({ rejections }: Pick<ReadRecords, "rejections">): string[] {
  return rejections.map(
    ({ file, line, column, reason, value }) => `${file}:${line} ${column}: ${reason} (${value})`,
  );
}
