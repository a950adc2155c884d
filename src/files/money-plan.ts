import { AppFailure } from "../contracts/failure.ts";
import type { ExchangeBook, RateView } from "../core/pipeline/exchange-book.ts";
import {
  CURRENCY_CODE as CODE,
  mentionsIn,
  oneCurrencyOf,
  type CurrencyFile,
  type Mention,
} from "./currency.ts";
import { exchangeBookOf } from "./exchange-book-of.ts";
import type { Findings } from "./findings.ts";
import type { StatedRate } from "./rates-table.ts";

/** In which currency amounts are, and how those of others get there. */
export interface MoneyPlan {
  /** ISO 4217 code of the log; `XXX` when nobody says. */
  readonly currency: string;
  /** Names of the files' currencies. */
  readonly names: readonly string[];
  /** Several currencies, converted by rates. */
  readonly book?: ExchangeBook;
  /** Several currencies, converted by what each row says itself. */
  readonly isByRow: boolean;
}

interface MoneyQuestion {
  /** Code by option or definition. */
  readonly option: string | undefined;
  readonly rates: readonly StatedRate[];
  /** Company's currency by the table of rates. */
  readonly company: string | undefined;
  readonly view: RateView | undefined;
  readonly findings: Findings;
}

/**
 * The currency of all amounts: what a currency column says, else what signs beside the amounts say, else the option,
 * else XXX; a blank cell of a currency column means the company's. Amounts of several currencies, or of another one than the
 * option says, are converted by the rates that are there, else by what the rows say themselves.
 * @throws {AppFailure} `bad_input` for several currencies without rates, `usage` when the option contradicts the files or the
 *   company's currency cannot be told
 */
export function decideMoney(files: readonly CurrencyFile[], question: MoneyQuestion): MoneyPlan {
  const { option, rates, view } = question;
  const mentions = mentionsIn(files, option);
  const names = mentions.map(({ name }) => name);
  const only = mentions.length === 1 ? mentions[0] : undefined;
  const target = option ?? question.company;
  const isOther = only !== undefined && target !== undefined && only.name !== target && CODE.test(only.name);
  if (mentions.length > 1 || (isOther && rates.length > 0)) {
    if (rates.length > 0) return byRates(mentions, question);
    if (canBeByRow(files)) return byRow(files, mentions, question);
    throw severalCurrencies(mentions);
  }
  if (view !== undefined && rates.length === 0 && isOther) throw severalCurrencies(mentions);
  return { currency: oneCurrencyOf(mentions, option), names, isByRow: false };
}

/** What a view does, in words. */
const VIEWS: Readonly<Record<RateView, string>> = {
  close: "what is closed at the spot rate of its day, what is open at that of the as-of day",
  spot: "everything at the spot rate of the as-of day",
  plan: "at plan rates, of the day of the close for what is closed and of the as-of day for what is open",
};

function byRates(mentions: readonly Mention[], question: MoneyQuestion): MoneyPlan {
  const { option, rates, company: stated, findings } = question;
  const unknown = mentions.find(({ name }) => !CODE.test(name));
  if (unknown !== undefined) {
    throw new AppFailure(
      "bad_input",
      `Cannot convert "${unknown.name}" (${unknown.place}): it is not an ISO 4217 code`,
    );
  }
  if (option !== undefined && stated !== undefined && option !== stated) {
    throw new AppFailure("usage", `Cannot convert into ${option}: the rates lead to ${stated}`);
  }
  const rated = new Set(rates.map(({ currency }) => currency));
  const unrated = mentions.filter(({ name }) => !rated.has(name)).map(({ name }) => name);
  const currency = option ?? stated ?? (unrated.length === 1 ? unrated[0] : undefined);
  if (currency === undefined) {
    throw new AppFailure(
      "usage",
      "Cannot tell the currency of the company, which the rates lead to: say it with --currency, e.g. --currency EUR",
    );
  }
  const hasSpot = rates.some(({ kind }) => kind === "spot");
  const view = question.view ?? (hasSpot ? "close" : "plan");
  if (question.view === undefined && !hasSpot) {
    findings.warn("plan_rates", "There are plan rates alone, so that all amounts are at plan rates");
  }
  const names = mentions.map(({ name }) => name);
  const foreign = names.filter((name) => name !== currency).sort();
  findings.warn(
    "currencies_converted",
    `Amounts in ${foreign.join(", ")} are in ${currency} here: ${VIEWS[view]}`,
  );
  const book = exchangeBookOf(rates, { view, company: currency, currencies: names });
  return { currency, names, book, isByRow: false };
}

/** Whether every file that names currencies tells the amount in that of the company, or a rate, row by row. */
function canBeByRow(files: readonly CurrencyFile[]): boolean {
  const naming = files.filter(({ profile }) => profile.currencies.size > 0);
  const isTold = ({ source: { columns } }: CurrencyFile): boolean =>
    columns.companyAmount !== undefined || columns.exchangeRate !== undefined;
  return naming.length > 0 && files.every((file) => isTold(file));
}

function byRow(
  files: readonly CurrencyFile[],
  mentions: readonly Mention[],
  { option, findings }: MoneyQuestion,
): MoneyPlan {
  const own = new Set(files.flatMap(({ profile }) => [...profile.companyCurrencies()]));
  const inferred = own.size === 1 ? [...own][0]! : undefined;
  const currency = option ?? (inferred !== undefined && CODE.test(inferred) ? inferred : undefined);
  if (currency === undefined) {
    throw new AppFailure(
      "usage",
      "Cannot tell the currency of the company, in which the rows give their amounts: say it with --currency, e.g. --currency EUR",
    );
  }
  findings.warn(
    "rates_of_rows",
    `Amounts of ${mentions.length} currencies are in ${currency} as the CRM converted them row by row, at rates that it set and ` +
      `that may be those of the export; put a rates.csv (currency, from, rate, kind) beside the files to choose the rates`,
  );
  return { currency, names: mentions.map(({ name }) => name), isByRow: true };
}

function severalCurrencies(mentions: readonly Mention[]): AppFailure {
  const shown = mentions.slice(0, 5).map(({ name, place }) => `${name} (${place})`);
  return new AppFailure(
    "bad_input",
    `Cannot add up amounts in several currencies: ${shown.join(", ")}; put their rates beside the files as rates.csv ` +
      `(currency, from, rate, kind) or into the funnel definition under "rates", and name the currency of the company with --currency`,
  );
}
