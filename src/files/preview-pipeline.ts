import type { ColumnRole } from "../contracts/funnel.ts";
import { AppFailure } from "../contracts/failure.ts";
import { Findings } from "./findings.ts";
import type { ImportedPipeline, ImportOptions, ImportWarning } from "./import-result.ts";
import { importPipeline } from "./import-pipeline.ts";
import { openPipeline } from "./open-pipeline.ts";
import { applyPresets, tableNameOf } from "./presets/apply-presets.ts";
import { evidenceOf, kindOfRole, type ColumnEvidence, type ColumnKind } from "./preview-columns.ts";
import { previewRecords, recordKind, recordRoles, whyRecords } from "./records/preview-records.ts";
import type { ReadRecords } from "./records/read-customer-records.ts";
import type { RecognisedRecords } from "./records/record-table-of.ts";
import type { SourceFile } from "./source-file.ts";
import { plainName, roleReasonOf, type RoleReason } from "./column-roles.ts";
import { withContentRoles } from "./content-roles.ts";
import type { RatesTable } from "./rates-table.ts";

export interface PreviewedColumn extends ColumnEvidence {
  readonly header: string;
  /** Role in a pipeline, or column of a table of records. */
  readonly role: string | null;
  readonly use: "role" | "preset" | "attribute" | "joined" | "ignored";
  readonly format: string | null;
  /** By what it came to its role, and how sure that is; null where nobody says. */
  readonly chosenBy: RoleReason | "preset" | null;
  readonly confidence: number | null;
}

export interface PreviewedFile {
  readonly source: SourceFile;
  readonly layout: string | null;
  readonly preset: string | null;
  readonly why: string;
  readonly rowCount: number;
  readonly rejectedCount: number;
  readonly columns: readonly PreviewedColumn[];
}

export interface PipelinePreview {
  readonly files: readonly PreviewedFile[];
  /** Undefined when the import would fail. */
  readonly imported: ImportedPipeline | undefined;
  /** Undefined when no file holds a table of records, or reading them would fail. */
  readonly records: ReadRecords | undefined;
  readonly failure: AppFailure | undefined;
  /** Of the import, or of what came before it failed. */
  readonly warnings: readonly ImportWarning[];
}

/**
 * What an import of the paths would do: every file with its columns, and the import itself without writing anything. A
 * failure of the import is part of the answer; one to find or open the files is thrown.
 * @throws {AppFailure} `usage`, `not_found`, `bad_input` or `cancelled`
 */
export async function previewPipeline(
  paths: readonly string[],
  options: ImportOptions,
): Promise<PipelinePreview> {
  const findings = new Findings();
  const opened = await openPipeline(paths, options, findings);
  const uses = new Map<string, Map<number, ColumnRole | undefined>>();
  const onColumn = (source: SourceFile, column: number, role: ColumnRole | undefined): void => {
    const known = uses.get(source.bytes.sha256) ?? new Map<number, ColumnRole | undefined>();
    uses.set(source.bytes.sha256, known);
    known.set(column, known.get(column) ?? role);
  };
  let imported: ImportedPipeline | undefined;
  let failure: AppFailure | undefined;
  try {
    await applyPresets(opened.sources, opened.preset, { ...opened.context, onColumn });
    imported = await importPipeline(paths, options);
  } catch (error) {
    if (!(error instanceof AppFailure) || error.code === "cancelled") throw error;
    failure = error;
  }
  const { read: records, failure: recordsFailure } = await previewRecords(opened, options);
  // Tables of records alone are no pipeline, and need none.
  if (opened.sources.every((source) => source.records !== undefined)) failure = undefined;
  failure ??= recordsFailure;
  const warnings = [...(imported?.warnings ?? findings.warnings()), ...(records?.warnings ?? [])];
  const files: PreviewedFile[] = [];
  for (const opening of opened.sources) {
    const source = uses.has(opening.bytes.sha256) ? opening : mappedByContent(opening);
    if (source.records !== undefined) {
      files.push(await previewRecordFile({ ...source, records: source.records }, records, options));
      continue;
    }
    const { sha256 } = source.bytes;
    const asked = uses.get(sha256);
    const roles = asked ?? rolesOf(source);
    const evidence = await evidenceOf(source, (index) => kindOfRole(roles.get(index)), options.signal);
    const told = imported?.sources.find((other) => other.sha256 === sha256);
    const isUsed = told !== undefined;
    const table = tableNameOf(source, opened.preset);
    files.push({
      source,
      layout: told?.layout ?? null,
      preset: asked === undefined ? null : (table?.preset ?? null),
      why: whyOf(source, { table: asked === undefined ? undefined : table, roles, isUsed, warnings }),
      rowCount: evidence.rowCount,
      rejectedCount: told?.rejectedCount ?? 0,
      columns: source.header.map((header, index): PreviewedColumn => {
        const { counts, samples } = evidence.columns[index]!;
        const role = roles.get(index) ?? null;
        const use = useOf(header, {
          index,
          roles,
          isPreset: asked !== undefined,
          told: told?.layout,
          imported,
        });
        const format = formatOf(kindOfRole(role ?? undefined), counts, options);
        const why =
          role === null || use === "ignored"
            ? undefined
            : asked !== undefined
              ? { reason: "preset" as const, confidence: 1 }
              : roleReasonOf(role, header, {
                  mapping: opened.context.mapping,
                  contentRoles: source.contentRoles,
                });
        const [chosenBy, confidence] = [why?.reason ?? null, why?.confidence ?? null];
        return { header, role, use, format, chosenBy, confidence, counts, samples };
      }),
    });
  }
  for (const table of opened.rateTables) files.push(await previewRates(table, options));
  return { files, imported, records, failure, warnings };
}

async function previewRates(
  { file, roles, source }: RatesTable,
  options: ImportOptions,
): Promise<PreviewedFile> {
  const kindAt = (index: number): ColumnKind => (roles.get(index) === "from" ? "date" : "text");
  const evidence = await evidenceOf(file, kindAt, options.signal);
  return {
    source: file,
    layout: source.layout,
    preset: null,
    why: `exchange rates, by the headers ${[...roles.keys()].map((index) => file.header[index]).join(", ")}`,
    rowCount: evidence.rowCount,
    rejectedCount: 0,
    columns: file.header.map((header, index): PreviewedColumn => {
      const { counts, samples } = evidence.columns[index]!;
      const role = roles.get(index) ?? null;
      const use = role === null ? "ignored" : "role";
      return { header, role, use, format: null, chosenBy: null, confidence: null, counts, samples };
    }),
  };
}

async function previewRecordFile(
  source: SourceFile & { readonly records: RecognisedRecords },
  read: ReadRecords | undefined,
  options: ImportOptions,
): Promise<PreviewedFile> {
  const { records, header, bytes } = source;
  const roles = recordRoles(records);
  const kindAt = (index: number): ColumnKind => recordKind(records, roles.get(index));
  const evidence = await evidenceOf(source, kindAt, options.signal);
  return {
    source,
    layout: records.layout.table,
    preset: null,
    why: whyRecords(records, header),
    rowCount: evidence.rowCount,
    rejectedCount: read?.sources.find(({ sha256 }) => sha256 === bytes.sha256)?.rejectedCount ?? 0,
    columns: header.map((name, index): PreviewedColumn => {
      const { counts, samples } = evidence.columns[index]!;
      const role = roles.get(index) ?? null;
      const format = formatOf(kindAt(index), counts, options);
      return {
        header: name,
        role,
        use: role === null ? "ignored" : "role",
        format,
        chosenBy: null,
        confidence: null,
        counts,
        samples,
      };
    }),
  };
}

/** What cannot be told fails the import, which says so; the columns are shown without roles then. */
function mappedByContent(source: SourceFile): SourceFile {
  try {
    return withContentRoles(source);
  } catch (error) {
    if (error instanceof AppFailure) return source;
    throw error;
  }
}

function rolesOf({ columns, layout }: SourceFile): ReadonlyMap<number, ColumnRole | undefined> {
  if (layout === undefined) return new Map();
  return new Map(Object.entries(columns).map(([role, index]) => [index, role as ColumnRole]));
}

function whyOf(
  source: SourceFile,
  known: {
    readonly table: ReturnType<typeof tableNameOf>;
    readonly roles: ReadonlyMap<number, ColumnRole | undefined>;
    readonly isUsed: boolean;
    readonly warnings: readonly ImportWarning[];
  },
): string {
  const names = [...known.roles].flatMap(([index, role]) =>
    role === undefined ? [] : [source.header[index]!],
  );
  const headers = names.slice(0, 6).join(", ");
  if (known.table !== undefined) {
    const { title, kind } = known.table;
    return `${title} ${kind}, by its headers${headers === "" ? "" : ` ${headers}`}`;
  }
  const skipped = known.warnings.find(
    ({ code, message }) => code.startsWith("file_") && message.startsWith(`${source.name} `),
  );
  if (skipped !== undefined) return skipped.message;
  if (source.layout !== undefined) return `${source.layout}, by the headers ${headers}`;
  return known.isUsed ? "joined by a column that it shares" : "its columns are no layout that is known";
}

function useOf(
  header: string,
  known: {
    readonly index: number;
    readonly roles: ReadonlyMap<number, ColumnRole | undefined>;
    readonly isPreset: boolean;
    readonly told: string | undefined;
    readonly imported: ImportedPipeline | undefined;
  },
): PreviewedColumn["use"] {
  const { index, roles, isPreset, told, imported } = known;
  const role = roles.get(index);
  if (!isPreset && told === undefined) return "ignored";
  if (told === "joined table") return "joined";
  if (role !== undefined) return "role";
  const names = imported?.log.attributes.map(({ name }) => plainName(name)) ?? [];
  const isAttribute = header !== "" && names.includes(plainName(header));
  if (isAttribute) return "attribute";
  return roles.has(index) ? "preset" : "ignored";
}

/** How the cells of a column are read, in words; null when they are kept as they are written. */
function formatOf(
  kind: ColumnKind,
  counts: Readonly<Record<string, number>>,
  { dateOrder, decimalMark }: Pick<ImportOptions, "dateOrder" | "decimalMark">,
): string | null {
  const count = (name: string): number => counts[name] ?? 0;
  if (kind === "date") {
    const order =
      count("month first") > 0 && count("day first") === 0
        ? "month/day/year"
        : count("day first") > 0 && count("month first") === 0
          ? "day/month/year"
          : dateOrder === "mdy"
            ? "month/day/year, as said"
            : dateOrder === "dmy"
              ? "day/month/year, as said"
              : "day and month cannot be told apart";
    if (count("month first") + count("day first") + count("either order") > 0) return order;
    const kinds = ["day and time", "day", "yyyymmdd", "serial", "epochSeconds", "epochMilliseconds"];
    return kinds.find((kind) => count(kind) > 0) ?? null;
  }
  if (kind === "amount") {
    if (count("decimal point") > 0 && count("decimal comma") === 0) return "decimal point";
    if (count("decimal comma") > 0 && count("decimal point") === 0) return "decimal comma";
    if (decimalMark !== undefined) return `decimal ${decimalMark === "." ? "point" : "comma"}, as said`;
    return count("either mark") > 0 ? "the decimal mark cannot be told" : "whole numbers";
  }
  return null;
}
