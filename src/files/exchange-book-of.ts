import { AppFailure } from "../contracts/failure.ts";
import { isoFromDay } from "../core/base/day.ts";
import { minorDigitsOf } from "../core/base/money.ts";
import type { CurrencyRates, ExchangeBook, RateView } from "../core/pipeline/exchange-book.ts";
import type { StatedRate } from "./rates-table.ts";

/**
 * The rates of the currencies that files hold, as a log needs them.
 * @throws {AppFailure} `bad_input` for two rates of one day, or a currency without any rate of the kind that the view needs
 */
export function exchangeBookOf(
  stated: readonly StatedRate[],
  { view, company, currencies }: { readonly view: RateView; readonly company: string; readonly currencies: readonly string[] }, // prettier-ignore
): ExchangeBook {
  const kind = view === "plan" ? "plan" : "spot";
  const codes = [...new Set([company, ...currencies])].sort();
  return {
    view,
    company,
    currencies: codes.map((code) => {
      const own =
        code === company ? [] : stated.filter((rate) => rate.currency === code && rate.kind === kind);
      if (own.length === 0 && code !== company) {
        const other = stated.some(({ currency }) => currency === code);
        throw new AppFailure(
          "bad_input",
          `Cannot convert ${code} into ${company}: there is no ${kind} rate of it${other ? ", only of the other kind" : ""}; ` +
            `add its rates to the rates.csv or the funnel definition${other ? ", or choose another view with --rates" : ""}`,
        );
      }
      return ratesOf(code, company, own);
    }),
  };
}

function ratesOf(code: string, company: string, stated: readonly StatedRate[]): CurrencyRates {
  const inOrder = stated.toSorted((a, b) => a.day - b.day);
  const distinct: StatedRate[] = [];
  for (const rate of inOrder) {
    const last = distinct.at(-1);
    if (last?.day !== rate.day) distinct.push(rate);
    else if (last.rate !== rate.rate || last.isInverse !== rate.isInverse) {
      throw new AppFailure(
        "bad_input",
        `Cannot convert ${code}: ${last.place} and ${rate.place} state two rates from ${isoFromDay(rate.day)}, ${last.rate} and ${rate.rate}; remove one`,
      );
    }
  }
  const shares = distinct.map((rate) => shareOf(rate, minorDigitsOf(company) - minorDigitsOf(code)));
  return {
    code,
    days: Int32Array.from(distinct, ({ day }) => day),
    numerators: shares.map(({ numerator }) => numerator),
    denominators: shares.map(({ denominator }) => denominator),
  };
}

/** A rate as a fraction of minor units. */
function shareOf(
  { rate, isInverse }: StatedRate,
  digits: number,
): { numerator: bigint; denominator: bigint } {
  const [whole, decimals = ""] = rate.split(".") as [string, string?];
  const figure = BigInt(whole + decimals);
  const scale = 10n ** BigInt(decimals.length);
  const [up, down] = isInverse ? [scale, figure] : [figure, scale];
  const power = 10n ** BigInt(Math.abs(digits));
  const [numerator, denominator] = digits >= 0 ? [up * power, down] : [up, down * power];
  const common = commonDivisor(numerator, denominator);
  return { numerator: numerator / common, denominator: denominator / common };
}

function commonDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : commonDivisor(b, a % b);
}
