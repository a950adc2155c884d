import type { Decimal } from "decimal.js";
import type { Day } from "../../core/base/day.ts";
import { MoneyDecimal } from "../../core/base/money.ts";
import type { StatedRate } from "../rates-table.ts";

/** What one unit of a currency was worth in the company's on a day; undefined where no rate had taken effect. */
export type SpotRates = (currency: string, day: Day) => Decimal | undefined;

/** Spot rates as tables of rates and the definition state them: the last one that had taken effect by the day holds. */
export function spotRatesOf(stated: readonly StatedRate[]): SpotRates {
  const byCurrency = new Map<string, StatedRate[]>();
  for (const rate of stated.filter(({ kind }) => kind === "spot").toSorted((a, b) => a.day - b.day))
    byCurrency.set(rate.currency, [...(byCurrency.get(rate.currency) ?? []), rate]);
  return (currency, day) => {
    const rate = byCurrency.get(currency)?.findLast((one) => one.day <= day);
    if (rate === undefined) return undefined;
    return rate.isInverse ? new MoneyDecimal(1).div(rate.rate) : new MoneyDecimal(rate.rate);
  };
}
