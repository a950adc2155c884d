import { basename, dirname } from "node:path";
import { AppFailure } from "../contracts/failure.ts";
import type { Day } from "../core/base/day.ts";
import { minorDigitsOf } from "../core/base/money.ts";
import { EMPTY_COST_PLAN, type CostPlan } from "../core/costs/cost-plan.ts";
import { AmountColumnEvidence } from "./amount-column.ts";
import { AmountReader } from "./amount-reader.ts";
import type { DecimalMark } from "./amount-text.ts";
import { CaseMonthReader, namesDay } from "./case-month.ts";
import { costColumnsOf, type CostColumns } from "./cost-columns.ts";
import { CostRows } from "./cost-rows.ts";
import { decideCurrency } from "./currency.ts";
import { DateColumnEvidence, type DateOrder, type Example } from "./date-column.ts";
import { Findings } from "./findings.ts";
import type { ImportWarning } from "./import-result.ts";
import { inspectFile } from "./inspect-file.ts";
import { readHead } from "./read-head.ts";
import { readRows } from "./read-rows.ts";
import { ShareColumn } from "./share-column.ts";
import type { SourceFile } from "./source-file.ts";
import { detached } from "./text-pool.ts";
import { readXlsxSheets } from "./xlsx-source.ts";

export interface CostTableOptions {
  /** A day of the month that is month 1 of the case; needed where the table names calendar months. */
  readonly caseStart?: Day;
  /** ISO 4217 code of all amounts. */
  readonly currency?: string;
  readonly dateOrder?: DateOrder;
  readonly decimalMark?: DecimalMark;
  readonly delimiter?: string;
  readonly signal?: AbortSignal;
}

export interface ImportedCostTable {
  /** Items with fixed amounts by month, one for each category, name and department, in the order of the file. */
  readonly plan: CostPlan;
  /** ISO 4217 code, XXX when neither file nor option says. */
  readonly currency: string;
  readonly file: string;
  readonly sha256: string;
  readonly layout: "long" | "wide";
  readonly rowCount: number;
  readonly warnings: readonly ImportWarning[];
}

/**
 * Reads a table of costs: one row for each item and month, or one row for each item with a column for each month. Rows of
 * one category, name and department are one item; amounts of one month add up. A ledger is exact, so no row is left out: one
 * that cannot be used fails the import.
 * @throws {AppFailure} `bad_input` with file, line, column and what to do; `ambiguous_input` with the option that settles it
 */
export async function importCostTable(
  path: string,
  options: CostTableOptions = {},
): Promise<ImportedCostTable> {
  const { signal } = options;
  const name = basename(path);
  const source = await openCostFile(path, options);
  const { bytes, header } = source;
  const columns = costColumnsOf(header, name);
  const profile = await profileTable(source, columns, signal);
  const currency = decideCurrency(
    [
      {
        source,
        profile: {
          ...NO_PROFILE,
          amounts: new Map([["amount", profile.amounts]]),
          currencies: profile.currencies,
        },
      },
    ],
    options.currency,
  );
  const mark = profile.amounts.provenMark() ?? options.decimalMark;
  if (mark === undefined) refuseDoubt(name, profile.amounts.contradiction(), "the decimal mark", MARK_OPTION);
  const order = profile.dates.provenOrder() ?? options.dateOrder;
  if (order === undefined) refuseDoubt(name, profile.dates.contradiction(), "day and month", ORDER_OPTION);

  const findings = new Findings();
  const minorDigits = minorDigitsOf(currency);
  const rows = new CostRows(source, columns, findings, {
    months: new CaseMonthReader(options.caseStart, profile.dates, order),
    amounts: new AmountReader(mark ?? ".", minorDigits),
    minorDigits,
  });
  const rowCount = await readRows(source, {
    signal,
    onRow: (cells, line) => rows.add(cells, line),
    onBroken: (line, reason, value) => findings.reject({ file: name, line, column: "", reason, value }),
  });
  if (findings.rejectionCount > 0) findings.refuse("Cannot use the cost table");
  if (rowCount === 0) {
    throw new AppFailure("bad_input", `Cannot use the cost table ${name}: there is no row below the header`);
  }
  warnOf(findings, source, columns);
  const plan = { ...EMPTY_COST_PLAN, fixed: rows.items() };
  const { layout } = columns;
  return {
    plan,
    currency,
    file: name,
    sha256: bytes.sha256,
    layout,
    rowCount,
    warnings: findings.warnings(),
  };
}

/** A text file, or a workbook of which one sheet alone holds anything. */
async function openCostFile(path: string, { delimiter, signal }: CostTableOptions): Promise<SourceFile> {
  const place = { name: basename(path), folder: dirname(path), columns: {}, layout: undefined };
  if (!/\.xlsx$/i.test(path)) {
    const bytes = await inspectFile(path, signal);
    const head = await readHead(bytes, delimiter, signal);
    return { ...place, bytes, head, header: head.header.map((name) => name.trim()) };
  }
  const sheets = await readXlsxSheets(path);
  if (sheets.length > 1) {
    const names = sheets.map(({ sheet }) => `"${sheet}"`).join(", ");
    throw new AppFailure(
      "ambiguous_input",
      `Cannot tell which sheet of ${place.name} is the cost table: ${names} all hold something; save the one as a workbook of its own`,
    );
  }
  const { bytes, header: cells, headerLine, derived } = sheets[0]!;
  const header = cells.map((name) => name.trim());
  return {
    ...place,
    bytes,
    head: { shape: { delimiter: ",", newline: "\n" }, header, headerLine, sample: [] },
    header,
    derived,
  };
}

const MARK_OPTION = '--decimal-mark "." or --decimal-mark ","';
const ORDER_OPTION = "--date-order mdy or --date-order dmy";
const MOST_CURRENCIES = 50; // two are too many already

const NO_PROFILE = {
  rowCount: 0,
  dates: new Map(),
  shares: new ShareColumn(),
  ids: new Set<string>(),
  datedStages: new Set<string>(),
  values: new Map(),
};

/** Reads the whole table once to learn how its amounts and dates are written. All months of a wide table are written alike. */
async function profileTable(source: SourceFile, columns: CostColumns, signal: AbortSignal | undefined) {
  const amounts = new AmountColumnEvidence();
  const dates = new DateColumnEvidence();
  const currencies = new Map<string, number>();
  const addDate = (cell: string, line: number): void => {
    if (namesDay(cell)) dates.add(cell.trim(), line);
  };
  if (columns.layout === "wide") {
    for (const index of columns.amounts) addDate(source.header[index]!, source.head.headerLine);
  }
  await readRows(source, {
    signal,
    onRow: (cells, line) => {
      for (const index of columns.amounts) amounts.add(cells[index]!, line);
      if (columns.month !== undefined) addDate(cells[columns.month]!, line);
      if (columns.currency === undefined || currencies.size >= MOST_CURRENCIES) return;
      const text = cells[columns.currency]!;
      if (!currencies.has(text)) currencies.set(detached(text), line);
    },
  });
  return { amounts, dates, currencies };
}

function refuseDoubt(fileName: string, examples: readonly Example[], what: string, option: string): void {
  if (examples.length === 0) return;
  const shown = examples.map(({ text, line }) => `"${text.trim()}" in line ${line}`).join(" and ");
  throw new AppFailure(
    "ambiguous_input",
    `Cannot tell ${what} in the cost table ${fileName}: ${shown} can be read in two ways and no cell settles it; say ${option}`,
  );
}

function warnOf(findings: Findings, { name, header, bytes }: SourceFile, { unused }: CostColumns): void {
  if (unused.length > 0) {
    const names = unused.map((index) => `"${header[index]}"`).join(", ");
    findings.warn("columns_not_used", `${name}: ${names} ${unused.length === 1 ? "is" : "are"} not read`);
  }
  if (bytes.encoding === "windows-1252") {
    findings.warn("encoding_assumed", `${name} is not UTF-8 and was read as windows-1252`);
  }
}
