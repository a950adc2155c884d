import type { CustomerRecords } from "../../core/customers/customer-records.ts";
import { minorDigitsOf } from "../../core/base/money.ts";
import { Findings } from "../findings.ts";
import type { ImportedSource, ImportOptions, ImportWarning, Rejection } from "../import-result.ts";
import { openPipeline, type OpenedPipeline } from "../open-pipeline.ts";
import { progressOf } from "../progress.ts";
import { ratesOfDefinition } from "../rates-table.ts";
import { decideRecordCurrency } from "./decide-record-currency.ts";
import type { RecordFile } from "./record-file.ts";
import { decideRecordFormats, profileRecords } from "./record-formats.ts";
import { readRecordRows } from "./read-record-rows.ts";
import { checkTwins } from "./record-table-of.ts";
import { settleRecords } from "./settle-records.ts";
import { spotRatesOf } from "./spot-rates.ts";

/** Records of customers with the files that told them and everything that was noticed on the way. */
export interface ReadRecords {
  readonly records: CustomerRecords;
  /** The files that hold such tables; costs are not among them. */
  readonly sources: readonly ImportedSource[];
  /** The first thousand; `rejectionCount` counts them all. */
  readonly rejections: readonly Rejection[];
  readonly rejectionCount: number;
  readonly warnings: readonly ImportWarning[];
}

/**
 * Reads what files tell of customers, subscriptions, leads, spend, the books, surveys and owners; files of a pipeline beside
 * them are left alone. Any order and any repetition of the same paths gives the same records. A row that cannot be used is
 * listed and left out; a table whose rows are all listed is empty, not absent.
 * @param paths    files, or folders of files that belong together
 * @param options  as of `importPipeline`; the currency is that of the company
 * @param findings where rejections and warnings go, besides the result
 * @throws {AppFailure} `not_found`, `bad_input`, `ambiguous_input`, `usage` or `cancelled`; with `strict` also for listed rows
 */
export async function readCustomerRecords(
  paths: readonly string[],
  options: ImportOptions = {},
  findings: Findings = new Findings(),
): Promise<ReadRecords> {
  return readOpenedRecords(await openPipeline(paths, options, new Findings()), options, findings);
}

/** The same of files that are open already. */
export async function readOpenedRecords(
  opened: OpenedPipeline,
  options: ImportOptions = {},
  findings: Findings = new Findings(),
): Promise<ReadRecords> {
  const { definition, context } = opened;
  const files = recordFilesOf(opened);
  const profiled = [];
  for (const file of files) {
    checkTwins(file, file.source.header, file.source.name);
    const profile = await profileRecords(file, options.signal, progressOf(file, options, 1));
    const formats = decideRecordFormats(file, profile, {
      dateOrder: options.dateOrder ?? definition.dateOrder,
      decimalMark: options.decimalMark ?? definition.decimalMark,
    });
    profiled.push({ file, profile, formats });
  }
  const stated = [...opened.rateTables.flatMap(({ rates }) => rates), ...ratesOfDefinition(definition.rates)];
  const company = opened.rateTables.find((table) => table.company !== undefined)?.company;
  const option = options.currency ?? definition.currency ?? company;
  const currency = decideRecordCurrency(profiled, option, stated.map((rate) => rate.currency)); // prettier-ignore
  const money = { currency, minorDigits: minorDigitsOf(currency), spotRates: spotRatesOf(stated) };
  const rejectedOf = new Map<RecordFile, number>();
  const rejectRow = (file: RecordFile, rejection: Omit<Rejection, "file">): void => {
    rejectedOf.set(file, (rejectedOf.get(file) ?? 0) + 1);
    findings.reject({ file: file.source.name, ...rejection });
  };
  const { clock } = context;
  const rows = await readRecordRows(profiled, { money, clock, rejectRow, findings, options });
  const records = settleRecords(rows, { ...money, rejectRow, findings });
  if (findings.rejectionCount > 0 && options.strict === true)
    findings.refuse("Cannot read the records strictly: rows cannot be used");
  return {
    records,
    sources: profiled.map(({ file, profile }): ImportedSource => {
      const { name, bytes } = file.source;
      const { rowCount } = profile;
      const rejectedCount = rejectedOf.get(file) ?? 0;
      return { file: name, sha256: bytes.sha256, layout: file.layout.table, rowCount, rejectedCount };
    }),
    rejections: findings.rejections.toSorted((a, b) =>
      a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1,
    ),
    rejectionCount: findings.rejectionCount,
    warnings: findings.warnings(),
  };
}

/** The opened files that hold tables of records; costs are read elsewhere. */
function recordFilesOf({ sources }: OpenedPipeline): readonly RecordFile[] {
  return sources.flatMap((source): readonly RecordFile[] =>
    source.records === undefined || source.records.layout.table === "costs"
      ? []
      : [{ ...source.records, source }],
  );
}
