import { AppFailure } from "../../contracts/failure.ts";
import { Findings } from "../findings.ts";
import type { ImportOptions } from "../import-result.ts";
import type { OpenedPipeline } from "../open-pipeline.ts";
import { readOpenedRecords, type ReadRecords } from "./read-customer-records.ts";
import type { RecognisedRecords } from "./record-table-of.ts";

/** What reading the tables of records would give, or why it would fail. */
export interface RecordsPreview {
  readonly read: ReadRecords | undefined;
  readonly failure: AppFailure | undefined;
}

/** Reads the tables of records among opened files as `readCustomerRecords` does; a failure is part of the answer. */
export async function previewRecords(
  opened: OpenedPipeline,
  options: ImportOptions,
): Promise<RecordsPreview> {
  if (!opened.sources.some(({ records }) => records !== undefined))
    return { read: undefined, failure: undefined };
  try {
    return { read: await readOpenedRecords(opened, options, new Findings()), failure: undefined };
  } catch (error) {
    if (!(error instanceof AppFailure) || error.code === "cancelled") throw error;
    return { read: undefined, failure: error };
  }
}

/** Names of the columns of a table by their place in the file. */
export function recordRoles({ columns }: RecognisedRecords): ReadonlyMap<number, string> {
  return new Map([...columns].map(([name, index]) => [index, name]));
}

/** What the cells of a column are looked at as. */
export function recordKind(
  { layout }: RecognisedRecords,
  name: string | undefined,
): "date" | "amount" | "text" {
  const kind = layout.columns.find((column) => column.name === name)?.kind;
  if (kind === "day") return "date";
  return kind === "money" || kind === "number" || kind === "rate" ? "amount" : "text";
}

/** What the file was recognised by, in words. */
export function whyRecords({ layout, columns }: RecognisedRecords, header: readonly string[]): string {
  const headers = [...columns.values()].sort((a, b) => a - b).slice(0, 6).map((index) => header[index]!); // prettier-ignore
  const reader = layout.table === "costs" ? "; scenarios and cost plans read it" : "";
  return `table of ${layout.table}, by the headers ${headers.join(", ")}${reader}`;
}
