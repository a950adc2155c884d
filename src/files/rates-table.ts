import { AppFailure } from "../contracts/failure.ts";
import { dayFromIso, type Day } from "../core/base/day.ts";
import { plainName } from "./column-roles.ts";
import { ambiguousColumn, DATE_ORDER_OPTION } from "./column-formats.ts";
import { DateColumnEvidence, type DateOrder } from "./date-column.ts";
import { DateReader } from "./date-reader.ts";
import type { ImportedSource } from "./import-result.ts";
import { readRows } from "./read-rows.ts";
import type { SourceFile } from "./source-file.ts";
import { detached } from "./text-pool.ts";
import type { ZoneClock } from "./zone-clock.ts";

export type RateKind = "plan" | "spot";

/** A rate of exchange as somebody stated it. */
export interface StatedRate {
  readonly currency: string;
  readonly kind: RateKind;
  /** Day on which it takes effect. */
  readonly day: Day;
  /** Decimal text. */
  readonly rate: string;
  /** false: units of the company's currency for one of this one; true: the other way round, as Salesforce keeps them. */
  readonly isInverse: boolean;
  /** Where it was stated, for messages. */
  readonly place: string;
}

export interface RatesTable {
  readonly rates: readonly StatedRate[];
  /** ISO 4217 code of the company's currency, where the table says. */
  readonly company: string | undefined;
  readonly source: ImportedSource;
  /** The file, and what its columns are for: by their index. */
  readonly file: SourceFile;
  readonly roles: ReadonlyMap<number, string>;
}

const COLUMNS = {
  currency: ["currency", "currencycode", "fromcurrency", "isocode", "currencyisocode"],
  day: ["from", "fromday", "validfrom", "effectivefrom", "effectiveon", "startdate", "date", "day"],
  rate: ["rate", "exchangerate", "fxrate", "spotrate", "planrate"],
  inverse: ["conversionrate"],
  kind: ["kind", "type", "ratetype", "ratekind"],
  company: ["tocurrency", "companycurrency", "basecurrency", "homecurrency", "corporatecurrency"],
} as const;
const KINDS: Readonly<Record<string, RateKind>> = { "": "spot", spot: "spot", actual: "spot", market: "spot", plan: "plan", budget: "plan" }; // prettier-ignore
const CODE = /^[A-Z]{3}$/;

/** Whether a file is a table of rates: a currency, a day and a rate a row, and nothing about opportunities. */
export function isRatesTable({ header, layout, columns, records }: SourceFile): boolean {
  if (records !== undefined) return false; // rows of money may state the rate that they were made with
  const names = new Set(header.map(plainName));
  const has = (some: readonly string[]): boolean => some.some((name) => names.has(name));
  const isOfOpportunities =
    layout !== undefined || (columns.stage !== undefined && columns.amount !== undefined);
  return !isOfOpportunities && has(COLUMNS.currency) && has(COLUMNS.day) && (has(COLUMNS.rate) || has(COLUMNS.inverse)); // prettier-ignore
}

/**
 * Reads a table of rates. One that cannot be understood throughout is not used: amounts hang on every row of it.
 * @throws {AppFailure} `bad_input` with file, line, column and value; `ambiguous_input` for dates in an order that nothing settles
 */
export async function readRatesTable(
  source: SourceFile,
  { clock, dateOrder, signal }: { readonly clock: ZoneClock; readonly dateOrder: DateOrder | undefined; readonly signal: AbortSignal | undefined }, // prettier-ignore
): Promise<RatesTable> {
  const names = source.header.map(plainName);
  const column = (some: readonly string[]): number =>
    names.findIndex((_, i) => i === names.indexOf(some.find((name) => names.includes(name)) ?? "\0"));
  const at = { currency: column(COLUMNS.currency), day: column(COLUMNS.day), kind: column(COLUMNS.kind), company: column(COLUMNS.company) }; // prettier-ignore
  const isInverse = column(COLUMNS.rate) < 0;
  const rateAt = isInverse ? column(COLUMNS.inverse) : column(COLUMNS.rate);
  const refuse = (line: number, index: number, reason: string, value: string): never => {
    const place = `${source.name} line ${line}, column "${source.header[index]}"`;
    throw new AppFailure("bad_input", `Cannot read the rates of exchange: ${place}: ${reason} ("${value}")`);
  };
  const rows: { readonly cells: readonly string[]; readonly line: number }[] = [];
  const days = new DateColumnEvidence();
  const rowCount = await readRows(source, {
    signal,
    onRow: (cells, line) => {
      rows.push({ line, cells: cells.map((cell) => detached(cell.trim())) });
      days.add(cells[at.day]!.trim(), line);
    },
    onBroken: (line, reason, value) => refuse(line, 0, reason, value),
  });
  const order = days.provenOrder() ?? dateOrder;
  const doubt = order === undefined ? days.contradiction() : [];
  if (doubt.length > 0) {
    throw ambiguousColumn(source.name, source.header[at.day]!, doubt, "day and month", DATE_ORDER_OPTION);
  }
  const reader = new DateReader(days.format(order), clock);
  let company: string | undefined;
  const rates = rows.map(({ cells, line }): StatedRate => {
    const currency = cells[at.currency]!.toUpperCase();
    if (!CODE.test(currency)) refuse(line, at.currency, "not an ISO 4217 code", currency);
    if (cells[at.day] === "" || reader.read(cells[at.day]!) !== undefined)
      refuse(line, at.day, "not a date in the format of the column", cells[at.day]!);
    const day = reader.day;
    const rate = decimalOf(cells[rateAt]!);
    if (rate === undefined)
      refuse(line, rateAt, "not a rate above 0: digits and one decimal mark", cells[rateAt]!);
    const kind = KINDS[(cells[at.kind] ?? "").toLowerCase()];
    if (kind === undefined) refuse(line, at.kind, "the kind is plan or spot", cells[at.kind]!);
    const to = (cells[at.company] ?? "").toUpperCase();
    if (to !== "" && company !== undefined && to !== company)
      refuse(line, at.company, `another row says ${company}: rates lead to one currency`, to);
    if (to !== "") company = to;
    return { currency, kind: kind!, day, rate: rate!, isInverse, place: `${source.name} line ${line}` };
  });
  const named = { currency: at.currency, from: at.day, rate: rateAt, kind: at.kind, company: at.company };
  const present = Object.entries(named).filter(([, index]) => index >= 0);
  return {
    rates,
    company,
    file: source,
    roles: new Map(present.map(([role, index]) => [index, role])),
    source: {
      file: source.name,
      sha256: source.bytes.sha256,
      layout: "exchange rates",
      rowCount,
      rejectedCount: 0,
    },
  };
}

/** The rates that a funnel definition states. */
export function ratesOfDefinition(
  rates: readonly { readonly currency: string; readonly from: string; readonly rate: number | string; readonly kind: RateKind }[], // prettier-ignore
): readonly StatedRate[] {
  return rates.map(({ currency, from, rate, kind }) => {
    const text = decimalOf(String(rate));
    if (text === undefined) {
      throw new AppFailure("bad_input", `Cannot use the funnel definition: the rate of ${currency} from ${from} is "${rate}": write it with digits and one decimal point`); // prettier-ignore
    }
    return { currency, kind, day: dayFromIso(from)!, rate: text, isInverse: false, place: `the funnel definition (${currency} from ${from})` }; // prettier-ignore
  });
}

/** Rates have no groups of digits, so that one mark is the decimal one. */
function decimalOf(cell: string): string | undefined {
  const text = cell.replace(",", ".");
  return /^\d{1,12}(\.\d{1,15})?$/.test(text) && /[1-9]/.test(text) ? text : undefined;
}
