/** An amount as written, taken apart but for the meaning of its points and commas. */
export interface AmountText {
  readonly isNegative: boolean;
  /** Digits with points, commas, spaces and apostrophes between them. */
  readonly figure: string;
  /** Powers of ten by a suffix: k = 3, m = 6, b = 9. */
  readonly exponent: number;
  /** ISO 4217 code of a currency sign or code, if one is written. */
  readonly currency: string | undefined;
}

export type DecimalMark = "." | ",";

const SIGNS: Readonly<Record<string, string>> = {
  $: "USD",
  US$: "USD",
  C$: "CAD",
  CA$: "CAD",
  A$: "AUD",
  AU$: "AUD",
  NZ$: "NZD",
  HK$: "HKD",
  S$: "SGD",
  R$: "BRL",
  MX$: "MXN",
  "€": "EUR",
  "£": "GBP",
  "¥": "JPY",
  "₹": "INR",
  "₩": "KRW",
  "₪": "ILS",
  "₺": "TRY",
  "₽": "RUB",
  "₴": "UAH",
  "₫": "VND",
  "฿": "THB",
  zł: "PLN",
  Kč: "CZK",
  Fr: "CHF",
  "Fr.": "CHF",
  kr: "SEK",
};
/** Signs that several currencies share: they tell that there is one currency, and its usual name. */
export const SHARED_SIGNS: Readonly<Record<string, readonly string[]>> = {
  USD: ["CAD", "AUD", "NZD", "HKD", "SGD", "MXN", "CLP", "COP", "ARS", "TWD"],
  JPY: ["CNY"],
  SEK: ["NOK", "DKK", "ISK"],
};
const ALL_SIGNS = Object.keys(SIGNS).sort((a, b) => b.length - a.length);
const BLANKS: ReadonlySet<string> = new Set(["", "-", "–", "—", "n/a", "na", "null", "none"]);
const LONGEST = 60;

/** Cells that say nothing: empty, a dash, n/a, na, null, none. */
export function isBlankCell(cell: string): boolean {
  return cell.length <= 8 && BLANKS.has(cell.trim().toLowerCase());
}

/** Takes an amount apart, or undefined when it is none. */
export function parseAmountText(cell: string): AmountText | undefined {
  let text = cell
    .trim()
    .replaceAll(/[\u2212\u2013]/g, "-")
    .replaceAll(/[\u00a0\u202f\u2009]/g, " ");
  if (text.length === 0 || text.length > LONGEST) return undefined;
  let minusCount = 0;
  const dropMinus = (): void => {
    if (/^[-+]/.test(text)) {
      if (text.startsWith("-")) minusCount++;
      text = text.slice(1).trim();
    } else if (text.endsWith("-")) {
      minusCount++;
      text = text.slice(0, -1).trim();
    }
  };
  if (text.startsWith("(") && text.endsWith(")")) {
    minusCount++;
    text = text.slice(1, -1).trim();
  }
  dropMinus();
  const { rest, currency } = withoutCurrency(text);
  text = rest;
  if (currency !== undefined) dropMinus();
  const suffix = /^(.*\d)\s?([kmb])$/i.exec(text);
  const exponent = suffix === null ? 0 : { k: 3, m: 6, b: 9 }[suffix[2]!.toLowerCase() as "k" | "m" | "b"];
  const figure = suffix === null ? text : suffix[1]!;
  if (minusCount > 1 || !/^[\d.,][\d.,' ’]*$/.test(figure) || !/\d/.test(figure)) return scientific(cell);
  return { isNegative: minusCount === 1, figure: figure.replaceAll("’", "'"), exponent, currency };
}

/** `1.2E+05`, as spreadsheets write large numbers. */
function scientific(cell: string): AmountText | undefined {
  const match = /^\s*(-?)(\d{1,3}(?:[.,]\d+)?)[eE]([+-]?\d{1,2})\s*$/.exec(cell);
  if (match === null) return undefined;
  return { isNegative: match[1] === "-", figure: match[2]!, exponent: Number(match[3]), currency: undefined };
}

function withoutCurrency(text: string): { rest: string; currency: string | undefined } {
  const code = /^([A-Z]{3})(?=[\s\d.,(+-])|(?<=[\s\dkKmMbB])([A-Z]{3})$/.exec(text);
  if (code !== null) {
    const name = (code[1] ?? code[2])!;
    const rest = code[1] !== undefined ? text.slice(3) : text.slice(0, -3);
    return { rest: rest.trim(), currency: name };
  }
  for (const sign of ALL_SIGNS) {
    if (text.startsWith(sign)) return { rest: text.slice(sign.length).trim(), currency: SIGNS[sign] };
    if (text.endsWith(sign)) return { rest: text.slice(0, -sign.length).trim(), currency: SIGNS[sign] };
  }
  return { rest: text, currency: undefined };
}

/**
 * What the points and commas of a figure prove about the decimal mark. A mark that stands twice groups digits; of two
 * marks the last is the decimal one; three digits behind a single mark can be either.
 */
export function decimalMarkProvenBy(figure: string): DecimalMark | "either" | undefined {
  const point = figure.lastIndexOf(".");
  const comma = figure.lastIndexOf(",");
  if (point < 0 && comma < 0) return undefined;
  if (point >= 0 && comma >= 0) return point > comma ? "." : ",";
  const mark = point >= 0 ? "." : ",";
  const other = point >= 0 ? "," : ".";
  const at = Math.max(point, comma);
  if (figure.indexOf(mark) !== at) return other;
  const before = figure.slice(0, at);
  const couldGroup = figure.length - at === 4 && /^[1-9]\d{0,2}$/.test(before);
  return couldGroup ? "either" : mark;
}

/**
 * Digits of a figure and the number of them behind the decimal mark, or undefined when it is no number with this mark.
 * Groups hold three digits, or two in the Indian way before the last three.
 */
export function digitsOf(
  figure: string,
  mark: DecimalMark,
): { digits: string; decimals: number } | undefined {
  const parts = figure.split(mark);
  if (parts.length > 2) return undefined;
  const [whole, decimals] = [parts[0]!, parts[1] ?? ""];
  if (!/^\d*$/.test(decimals)) return undefined;
  if (/^\d*$/.test(whole)) {
    return whole.length + decimals.length === 0
      ? undefined
      : { digits: whole + decimals, decimals: decimals.length };
  }
  const separators = new Set(whole.replaceAll(/\d/g, ""));
  if (separators.size !== 1 || separators.has(mark)) return undefined;
  if (!/^\d{1,3}(?:\D\d{2,3})*\D\d{3}$/.test(whole)) return undefined;
  return { digits: whole.replaceAll(/\D/g, "") + decimals, decimals: decimals.length };
}
