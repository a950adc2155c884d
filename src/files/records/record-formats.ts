import { AmountColumnEvidence } from "../amount-column.ts";
import type { DecimalMark } from "../amount-text.ts";
import { namesDay } from "../case-month.ts";
import { ambiguousColumn, DATE_ORDER_OPTION } from "../column-formats.ts";
import { DateColumnEvidence, type DateFormat, type DateOrder } from "../date-column.ts";
import { readRows } from "../read-rows.ts";
import { detached } from "../text-pool.ts";
import { headerOf, type RecordFile } from "./record-file.ts";

/** What a first pass over a table shows of its columns. */
export interface RecordProfile {
  readonly rowCount: number;
  readonly dates: ReadonlyMap<string, DateColumnEvidence>;
  readonly amounts: ReadonlyMap<string, AmountColumnEvidence>;
  /** Currency codes with the line that shows each first, and whether it is ever seen at a rate that is not 1. */
  readonly currencies: ReadonlyMap<string, { readonly line: number; isHome: boolean }>;
}

export interface RecordFormats {
  readonly dates: ReadonlyMap<string, DateFormat>;
  readonly marks: ReadonlyMap<string, DecimalMark>;
}

const MOST_CURRENCIES = 200;

/** Reads a table once to learn how its columns are written. */
export async function profileRecords(
  file: RecordFile,
  signal: AbortSignal | undefined,
  onBytes: (byteCount: number) => void,
): Promise<RecordProfile> {
  const { source, layout, columns } = file;
  const dates = new Map<string, DateColumnEvidence>();
  const amounts = new Map<string, AmountColumnEvidence>();
  for (const { name, kind } of layout.columns) {
    if (!columns.has(name)) continue;
    if (kind === "day" || kind === "month") dates.set(name, new DateColumnEvidence());
    if (kind === "money" || kind === "number" || kind === "rate")
      amounts.set(name, new AmountColumnEvidence());
  }
  const months = new Set(layout.columns.filter(({ kind }) => kind === "month").map(({ name }) => name));
  const dateColumns = [...dates].map(([name, evidence]) => ({
    index: columns.get(name)!,
    evidence,
    isMonth: months.has(name),
  }));
  const amountColumns = [...amounts].map(([name, evidence]) => ({ index: columns.get(name)!, evidence }));
  const [currency, rate] = [columns.get("currency") ?? -1, columns.get("rate") ?? -1];
  const currencies = new Map<string, { line: number; isHome: boolean }>();
  const rowCount = await readRows(source, {
    signal,
    onBytes,
    onRow: (cells, line) => {
      for (const { index, evidence, isMonth } of dateColumns)
        if (!isMonth || namesDay(cells[index]!)) evidence.add(cells[index]!, line);
      for (const { index, evidence } of amountColumns) evidence.add(cells[index]!, line);
      if (currency < 0) return;
      const code = currencyCode(cells[currency]!);
      if (code === undefined || (currencies.size >= MOST_CURRENCIES && !currencies.has(code))) return;
      const isHome = rate < 0 || /^\s*(1([.,]0*)?)?\s*$/.test(cells[rate]!);
      const known = currencies.get(code);
      if (known === undefined) currencies.set(detached(code), { line, isHome });
      else known.isHome &&= isHome;
    },
  });
  return { rowCount, dates, amounts, currencies };
}

/** `USD` of `usd`; undefined for what is no code. */
export function currencyCode(cell: string): string | undefined {
  const code = cell.trim().toUpperCase();
  return /^[A-Z]{3}$/.test(code) ? code : undefined;
}

/**
 * Decides how the columns of a table are read, as `decideFormats` does for a pipeline: what a column proves holds, then
 * the option, then the other columns of the file if those agree.
 * @throws {AppFailure} `ambiguous_input` that names file, column, an example and the option that settles it
 */
export function decideRecordFormats(
  file: RecordFile,
  profile: RecordProfile,
  options: { readonly dateOrder: DateOrder | undefined; readonly decimalMark: DecimalMark | undefined },
): RecordFormats {
  const dates = new Map<string, DateFormat>();
  const orders = agreed([...profile.dates.values()].map((evidence) => evidence.provenOrder()));
  for (const [name, evidence] of profile.dates) {
    const contradictsItself = evidence.mdy.length > 0 && evidence.dmy.length > 0;
    const order = evidence.provenOrder() ?? options.dateOrder ?? (contradictsItself ? undefined : orders);
    const doubt = order === undefined ? evidence.contradiction() : [];
    if (doubt.length > 0)
      throw ambiguousColumn(
        file.source.name,
        headerOf(file, name),
        doubt,
        "day and month",
        DATE_ORDER_OPTION,
      );
    dates.set(name, evidence.format(order));
  }
  const marks = new Map<string, DecimalMark>();
  const agreedMark = agreed([...profile.amounts.values()].map((evidence) => evidence.provenMark()));
  for (const [name, evidence] of profile.amounts) {
    const contradictsItself = evidence.points.length > 0 && evidence.commas.length > 0;
    const mark = evidence.provenMark() ?? options.decimalMark ?? (contradictsItself ? undefined : agreedMark);
    const doubt = mark === undefined ? evidence.contradiction() : [];
    if (doubt.length > 0) {
      const option = '--decimal-mark "." or --decimal-mark ","';
      throw ambiguousColumn(file.source.name, headerOf(file, name), doubt, "the decimal mark", option);
    }
    marks.set(name, mark ?? ".");
  }
  return { dates, marks };
}

function agreed<Answer>(answers: readonly (Answer | undefined)[]): Answer | undefined {
  const distinct = new Set(answers.filter((answer) => answer !== undefined));
  return distinct.size === 1 ? [...distinct][0] : undefined;
}
