import { ImportPreview } from "../contracts/import-preview.ts";
import { isoFromDay, type Day } from "../core/base/day.ts";
import { stageKindOf } from "../core/pipeline/funnel.ts";
import { viewAsOf } from "../core/pipeline/pipeline-view.ts";
import type { ImportedPipeline, ImportOptions } from "../files/import-result.ts";
import type { ReadRecords } from "../files/records/read-customer-records.ts";
import { previewPipeline } from "../files/preview-pipeline.ts";

const MOST_REJECTIONS = 1_000;
const RECORD_LISTS = [
  "customers",
  "subscriptions",
  "leads",
  "touches",
  "spend",
  "finances",
  "surveys",
  "owners",
] as const;
/** Fields that hold the first day of a record. */
const FIRST_DAYS: ReadonlySet<string> = new Set(["since", "from", "createdOn", "on", "month"]);

/**
 * Says what an import of files would do, and writes nothing. A file that cannot be understood is part of the answer.
 * @throws {AppFailure} `usage`, `not_found`, `bad_input` or `cancelled` when the files cannot be opened
 */
export async function previewImport(
  paths: readonly string[],
  options: ImportOptions = {},
): Promise<ImportPreview> {
  const { files, imported, records, failure, warnings } = await previewPipeline(paths, options);
  return ImportPreview.parse({
    kind: "import-preview",
    files: files.map(({ source, columns, layout, preset, why, rowCount, rejectedCount }) => ({
      file: source.name,
      sha256: source.bytes.sha256,
      byteCount: source.bytes.byteCount,
      encoding: source.bytes.encoding,
      delimiter: source.derived === undefined ? source.head.shape.delimiter : null,
      layout,
      preset,
      why,
      rowCount,
      rejectedCount,
      columns: columns.map(({ header, role, use, format, chosenBy, confidence, counts, samples }) => {
        return { header, role, use, format, chosenBy, confidence, evidence: counts, samples };
      }),
    })),
    outcome: imported === undefined ? null : outcomeOf(imported),
    records: records === undefined ? null : recordsOf(records),
    rejections: [...(imported?.rejections ?? []), ...(records?.rejections ?? [])].slice(0, MOST_REJECTIONS),
    rejectionCount: (imported?.rejectionCount ?? 0) + (records?.rejectionCount ?? 0),
    warnings: [...warnings, ...(imported === undefined ? [] : wonWarnings(imported))],
    failure: failure === undefined ? null : { code: failure.code, message: failure.message },
  });
}

/** A pipeline of which nothing is won may be one whose word for it nobody knows. */
function wonWarnings({ log, funnel }: ImportedPipeline): ImportPreview["warnings"] {
  if (log.stages.length === 0 || log.stages.some((stage) => stageKindOf(stage, funnel) === "won")) return [];
  const message =
    "No stage means won, so that everything counts as open, lost or removed; if one does, name it in a funnel.yaml: `won: [...]`";
  return [{ code: "no_won_stage", message }];
}

function recordsOf({ records }: ReadRecords): NonNullable<ImportPreview["records"]> {
  const tables = RECORD_LISTS.flatMap((table) => {
    const list = records[table];
    if (list === undefined) return [];
    const days = list.flatMap((record) => firstDayOf(record) ?? []);
    const { firstDay, lastDay } = spanOf(days);
    return [{ table, recordCount: list.length, firstDay, lastDay }];
  });
  return { currency: records.currency, tables };
}

function firstDayOf(record: object): Day | undefined {
  const named = Object.entries(record).find(([name]) => FIRST_DAYS.has(name));
  return typeof named?.[1] === "number" ? (named[1] as Day) : undefined;
}

function spanOf(days: readonly Day[]): { readonly firstDay: string | null; readonly lastDay: string | null } {
  let [first, last] = [days[0], days[0]];
  for (const day of days) {
    if (day < first!) first = day;
    if (day > last!) last = day;
  }
  return {
    firstDay: first === undefined ? null : isoFromDay(first),
    lastDay: last === undefined ? null : isoFromDay(last),
  };
}

function outcomeOf({
  log,
  funnel,
  timeZone,
  ownerColumn,
}: ImportedPipeline): NonNullable<ImportPreview["outcome"]> {
  const { recordedOn, effectiveOn } = log.rows;
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < recordedOn.length; row++) {
    first = Math.min(first, effectiveOn[row]!);
    last = Math.max(last, recordedOn[row]!);
  }
  const isDated = recordedOn.length > 0;
  const view = isDated ? viewAsOf(log, last as Day, funnel) : undefined;
  return {
    opportunityCount: log.opportunityIds.length,
    stateCount: recordedOn.length,
    undatedCount: log.undated.length,
    firstDay: isDated ? isoFromDay(first as Day) : null,
    lastDay: isDated ? isoFromDay(last as Day) : null,
    currency: log.currency,
    timeZone,
    openStages: view?.ok === true ? [...view.value.openStages] : [],
    closedStages: log.stages.flatMap((stage) => {
      const kind = stageKindOf(stage, funnel);
      return kind === "open" ? [] : [{ stage, kind }];
    }),
    attributes: log.attributes.map(({ name }) => name),
    ownerColumn: ownerColumn ?? null,
  };
}
