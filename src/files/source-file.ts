import { basename, dirname } from "node:path";
import type { ColumnRole, FunnelDefinition } from "../contracts/funnel.ts";
import { plainName, roleColumnsOf, type RoleColumns } from "./column-roles.ts";
import type { DerivedRows } from "./derived-rows.ts";
import type { FoundFile } from "./find-files.ts";
import { headBelowPreamble } from "./head-below-preamble.ts";
import { inspectFile, type FileBytes } from "./inspect-file.ts";
import { readJsonSource } from "./json-source.ts";
import { layoutOf, type Layout } from "./layouts.ts";
import type { PropertyHistories } from "./presets/hubspot-json.ts";
import { recordTableOf, type RecognisedRecords } from "./records/record-table-of.ts";
import { readXlsxSheets } from "./xlsx-source.ts";
import { readHead, type CsvHead } from "./read-head.ts";

/** A file whose header was read. */
export interface SourceFile {
  readonly name: string;
  readonly folder: string;
  readonly bytes: FileBytes;
  readonly head: CsvHead;
  /** Headers without outer spaces. */
  readonly header: readonly string[];
  /** Headers as a preset knows them, where the file has them in another language. */
  readonly presetNames?: readonly string[];
  readonly columns: RoleColumns;
  readonly layout: Layout | undefined;
  /** The table of customers, spend, books or people that the file holds instead of a pipeline. */
  readonly records?: RecognisedRecords | undefined;
  /** Rows that stand in for those of the file. */
  readonly derived?: DerivedRows;
  /** Of each derived row, in their order: what its properties were before. */
  readonly histories?: readonly PropertyHistories[];
  /** Whether the file says that another page of it follows. */
  readonly hasNextPage?: boolean;
  /** Roles that columns have by what they hold, with the share of cells that show it, 0..1. */
  readonly contentRoles?: Partial<Readonly<Record<ColumnRole, number>>>;
  /** Name of the preset that made the rows. */
  readonly preset?: string;
}

/** Opens a file: a workbook gives a source for each of its sheets. Throws as the readers of its kind do. */
export async function openFile(
  file: FoundFile,
  settings: Parameters<typeof openSource>[1],
): Promise<readonly SourceFile[]> {
  if (!/\.xlsx$/i.test(file.path)) return [await openSource(file, settings)];
  const sheets = await readXlsxSheets(file.path);
  return sheets.map(({ sheet, bytes, header: cells, headerLine, derived }): SourceFile => {
    const name = sheet === "" ? basename(file.path) : `${basename(file.path)} [${sheet}]`;
    const header = cells.map((cell) => cell.trim());
    const { columns, layout, records } = tableOf(header, settings.mapping, name);
    return {
      name,
      folder: dirname(file.path),
      bytes,
      head: { shape: { delimiter: ",", newline: "\n" }, header, headerLine, sample: [] },
      header,
      columns,
      layout,
      records,
      derived,
    };
  });
}

/** Looks at a file: its bytes, its header and its layout. Throws as `inspectFile` and `readHead` do. */
export async function openSource(
  file: FoundFile,
  settings: {
    readonly mapping: FunnelDefinition["columns"];
    readonly delimiter: string | undefined;
    readonly signal: AbortSignal | undefined;
  },
): Promise<SourceFile> {
  const name = basename(file.path);
  const folder = dirname(file.path);
  if (/\.json$/i.test(name)) {
    const { bytes, header, rows, histories, hasNextPage } = await readJsonSource(file.path, settings.signal);
    const derived = { rows, broken: [], rowCount: rows.length };
    return {
      name,
      folder,
      bytes,
      header,
      derived,
      histories,
      hasNextPage,
      head: { shape: { delimiter: ",", newline: "\n" }, header, headerLine: 1, sample: [] },
      columns: {},
      layout: undefined,
    };
  }
  const bytes = await inspectFile(file.path, settings.signal);
  const head = await readHead(bytes, settings.delimiter, settings.signal);
  const header = head.header.map((name) => name.trim());
  const table = tableOf(header, settings.mapping, name);
  const below =
    table.layout === undefined && table.records === undefined
      ? await headBelowPreamble(bytes, settings.delimiter, settings.signal)
      : undefined;
  if (below === undefined) return { name, folder, bytes, head, header, ...table };
  const found = tableOf(below.header, settings.mapping, name);
  return { name, folder, bytes, head: below, header: below.header, ...found };
}

/** What a header says the table is: one of records, or a pipeline with its columns and layout. */
function tableOf(
  header: readonly string[],
  mapping: FunnelDefinition["columns"],
  name: string,
): Pick<SourceFile, "columns" | "layout" | "records"> {
  const records = recordTableOf(header);
  // A definition that names the column of the stage says that this is a pipeline, whatever else it looks like.
  const stage = mapping.stage === undefined ? undefined : plainName(mapping.stage);
  if (records !== undefined && !header.some((cell) => plainName(cell) === stage))
    return { columns: {}, layout: undefined, records };
  const columns = asHistory(header, roleColumnsOf(header, mapping, name));
  const layout = layoutOf(columns);
  return layout === undefined && records !== undefined
    ? { columns: {}, layout, records }
    : { columns, layout };
}

/**
 * A table with an id of its own beside that of the opportunity has one row per change: its date of creation is that of the
 * change, as in the OpportunityHistory of Salesforce.
 */
function asHistory(header: readonly string[], columns: RoleColumns): RoleColumns {
  const { createdDate, ...others } = columns;
  if (createdDate === undefined || others.changedAt !== undefined || others.snapshotDate !== undefined)
    return columns;
  const names = header.map(plainName);
  const isHistory = names.includes("id") && others.opportunityId === names.indexOf("opportunityid");
  return isHistory ? { ...others, changedAt: createdDate } : columns;
}
