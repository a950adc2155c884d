import type { Rejection } from "../import-result.ts";
import type { SourceFile } from "../source-file.ts";
import type { RecognisedRecords } from "./record-table-of.ts";

/** A file that holds a table of records. */
export interface RecordFile extends RecognisedRecords {
  readonly source: SourceFile;
}

/** A record with the file that it was read from, for what only all rows together show. */
export interface Entry<Value> {
  readonly record: Value;
  readonly file: RecordFile;
}

/** Header of a column as the file writes it; "" when the file has no such column. */
export function headerOf({ source, columns }: RecordFile, name: string): string {
  return source.header[columns.get(name) ?? -1] ?? "";
}

/** Lists a row of a file. */
export type RejectRow = (file: RecordFile, rejection: Omit<Rejection, "file">) => void;
