import { AppFailure } from "../contracts/failure.ts";
import { minorDigitsOf } from "../core/base/money.ts";
import type { ChangeLog } from "../core/pipeline/change-log.ts";
import { ChangeLogBuilder } from "../core/pipeline/change-log-builder.ts";
import { addChangeHistory } from "./add-change-history.ts";
import { addOpportunities } from "./add-opportunities.ts";
import { addSnapshots } from "./add-snapshots.ts";
import { AttributePlan } from "./attributes.ts";
import { columnNamed } from "./check-names.ts";
import { choosePipelinesOfLog } from "./choose-pipelines-of-log.ts";
import { chooseSources, type ChosenSource } from "./choose-sources.ts";
import { withContentRoles } from "./content-roles.ts";
import { decideFormats } from "./column-formats.ts";
import { UNKNOWN_CURRENCY } from "./currency.ts";
import { decideMoney, type MoneyPlan } from "./money-plan.ts";
import { refuseMissingRates } from "./missing-rates.ts";
import { stageMapOf } from "./funnel-definition.ts";
import { ratesOfDefinition } from "./rates-table.ts";
import type { StageMap } from "../core/pipeline/stage-map.ts";
import { Findings } from "./findings.ts";
import type { ImportedPipeline, ImportedSource, ImportOptions } from "./import-result.ts";
import { inspectFile } from "./inspect-file.ts";
import { openPipeline, type OpenedPipeline } from "./open-pipeline.ts";
import { applyPresets } from "./presets/apply-presets.ts";
import { progressOf } from "./progress.ts";
import type { ImportContext, ReadableSource } from "./row-reader.ts";

const ADDERS = {
  "change history": addChangeHistory,
  "snapshot series": addSnapshots,
  opportunities: addOpportunities,
} as const;

/**
 * Imports the pipeline that files tell about. Any order and any repetition of the same paths gives the same log.
 * @param paths files, or folders of files that belong together
 * @throws {AppFailure} `not_found`, `bad_input`, `ambiguous_input`, `not_supported`, `usage` or `cancelled`; the message
 *   names file, line, column and what to do
 */
export async function importPipeline(
  paths: readonly string[],
  options: ImportOptions = {},
): Promise<ImportedPipeline> {
  const findings = new Findings(options.mostRejections);
  return importOpened(await openPipeline(paths, options, findings), options, findings);
}

/**
 * The same of files that are open already.
 * @param findings what was noticed while they were opened; what is noticed now comes on top
 */
export async function importOpened(
  opened: OpenedPipeline,
  options: ImportOptions,
  findings: Findings,
): Promise<ImportedPipeline> {
  const { definition, definitionPath, context } = opened;
  const { clock } = context;
  const presets = await applyPresets(opened.sources, opened.preset, context);
  const { sources: made, lookedUp, funnel } = presets;
  const shaped = made.map(withContentRoles);
  const { chosen, joinedTables } = await chooseSources(shaped, findings, options);
  const money = decideMoney(chosen, moneyQuestionOf(opened, options, findings));
  const { currency, book } = money;
  if (currency === UNKNOWN_CURRENCY) {
    findings.warn(
      "currency_unknown",
      "No column, sign or option names the currency: amounts are labelled XXX",
    );
  }
  const decimalMark = options.decimalMark ?? definition.decimalMark;
  const readable = chosen.map((file, fileIndex): ReadableSource => {
    const formats = decideFormats(file.source, file.profile, {
      dateOrder: options.dateOrder ?? definition.dateOrder,
      decimalMark,
    });
    return { source: file.source, profile: file.profile, joined: file.joined, formats, fileIndex };
  });
  const currencyName = book === undefined ? undefined : currencyNameIn(readable);
  const attributes = new AttributePlan(readable, currencyName);
  const segmentName = options.segmentColumn ?? definition.segmentColumn;
  const segmentColumn =
    segmentName === undefined ? undefined : columnNamed(attributes, segmentName, "segment");
  const ownerColumn =
    definition.ownerColumn === undefined
      ? ownerIn(readable, attributes)
      : columnNamed(attributes, definition.ownerColumn, "owner");

  const { log: read, sources } = await readFiles(
    readable,
    {
      attributes,
      money,
      currencyName,
      stageMap: stageMapOf(definition),
      funnel,
      clock,
      findings,
      decimalMark,
    },
    options,
  );
  const log = presets.isGeneric ? choosePipelinesOfLog(read, context.pipeline, { funnel, findings }) : read;
  refuseMissingRates(log);
  sources.push(...joinedTables, ...lookedUp, ...opened.rateTables.map(({ source }) => source));
  if (definitionPath !== undefined) sources.push(await definitionSource(definitionPath));
  return {
    log,
    funnel,
    ...(segmentColumn === undefined ? {} : { segmentColumn }),
    ...(ownerColumn === undefined ? {} : { ownerColumn }),
    ...(definition.holidays === undefined ? {} : { holidays: definition.holidays }),
    ...(definition.fiscalYear === undefined ? {} : { fiscalYear: definition.fiscalYear }),
    ...(definition.forecastCategories === undefined
      ? {}
      : { forecastCategories: definition.forecastCategories }),
    timeZone: clock.timeZone,
    sources,
    rejections: findings.rejections.sort((a, b) =>
      a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1,
    ),
    rejectionCount: findings.rejectionCount,
    warnings: findings.warnings(),
  };
}

/** What was said about currencies and their rates. */
function moneyQuestionOf(
  { definition, rateTables }: OpenedPipeline,
  options: ImportOptions,
  findings: Findings,
): Parameters<typeof decideMoney>[1] {
  const companies = new Set(rateTables.flatMap(({ company }) => company ?? []));
  if (companies.size > 1) {
    throw new AppFailure(
      "bad_input",
      `Cannot convert amounts: the rates lead to ${[...companies].sort().join(" and ")}, not to one currency`,
    );
  }
  return {
    option: options.currency ?? definition.currency,
    rates: [...rateTables.flatMap(({ rates }) => rates), ...ratesOfDefinition(definition.rates)],
    company: [...companies][0],
    view: options.rateView ?? definition.rateView,
    findings,
  };
}

/** Header of the first column of currencies, under which every row's currency is kept. */
function currencyNameIn(files: readonly ReadableSource[]): string {
  const headers = files.map(({ source }) => source.header[source.columns.currency ?? -1] ?? "");
  return headers.find((name) => name !== "") ?? "currency";
}

/** The second pass: fills the log with the rows of all files. */
async function readFiles(
  files: readonly ReadableSource[],
  shared: Pick<ImportContext, "attributes" | "funnel" | "clock" | "findings" | "decimalMark"> & {
    readonly money: MoneyPlan;
    readonly currencyName: string | undefined;
    readonly stageMap: StageMap;
  },
  options: ImportOptions,
): Promise<{ readonly log: ChangeLog; readonly sources: ImportedSource[] }> {
  const { attributes, money, currencyName, funnel, findings, stageMap } = shared;
  const { currency, book } = money;
  const minorDigits = minorDigitsOf(currency);
  const names = files.map(({ source }) => source.name);
  const builder = new ChangeLogBuilder({
    currency,
    minorDigits,
    attributeNames: attributes.names,
    files: names,
    funnel,
    stageMap,
    exchange: book && { book, attribute: currencyName! },
  });
  const sources: ImportedSource[] = [];
  let usedCount = 0;
  for (const file of files) {
    const rejectedBefore = findings.rejectionCount;
    const onBytes = progressOf(file, options, 2);
    const context: ImportContext = { ...shared, builder, minorDigits, signal: options.signal, onBytes };
    const rowCount = await ADDERS[file.source.layout](file, context);
    const rejectedCount = findings.rejectionCount - rejectedBefore;
    usedCount += rowCount - rejectedCount;
    sources.push({ ...sourceOf(file), rowCount, rejectedCount });
  }
  if (findings.rejectionCount > 0) judgeRejections(findings, usedCount, options.strict === true);
  return { log: builder.build(), sources };
}

async function definitionSource(path: string): Promise<ImportedSource> {
  const { sha256 } = await inspectFile(path);
  const file = path.replace(/^.*[\\/]/, "");
  return { file, sha256, layout: "funnel definition", rowCount: 0, rejectedCount: 0 };
}

function judgeRejections(findings: Findings, usedCount: number, isStrict: boolean): void {
  const count = findings.rejectionCount;
  if (usedCount === 0) findings.refuse("Cannot import: no row can be used");
  if (isStrict)
    findings.refuse(`Cannot import strictly: ${count} row${count === 1 ? "" : "s"} cannot be used`);
  findings.warn(
    "rows_rejected",
    "Rows that cannot be used were left out; they are listed with line and reason",
    count,
  );
}

function ownerIn(files: readonly ReadableSource[], attributes: AttributePlan): string | undefined {
  for (const { source } of files) {
    const index = source.columns.owner;
    if (index !== undefined) return attributes.find(source.header[index]!);
  }
  return undefined;
}

function sourceOf({ source }: ChosenSource): Pick<ImportedSource, "file" | "sha256" | "layout"> {
  return { file: source.name, sha256: source.bytes.sha256, layout: source.layout };
}
