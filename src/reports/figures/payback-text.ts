import type { CaseFigures } from "../../contracts/investment.ts";
import { reasonText } from "./reason-text.ts";

type Payback = CaseFigures["payback"];

/** `13.4 months`, `1 month`. */
export function monthsText(months: number): string {
  const text = String(Number(months.toFixed(1)));
  return `${text} month${text === "1" ? "" : "s"}`;
}

/** When the ledger case is paid back: `paid back after 13.4 months, in 2019-08`, or why it is not. */
export function paybackText({ months, month, reason }: Payback): string {
  if (months === null) return reason === null ? "not paid back" : `no payback: ${reasonText(reason)}`;
  if (months === 0) return "paid back from the start";
  return `paid back after ${monthsText(months)}${month === null ? "" : `, in ${reasonText(month)}`}`;
}

/**
 * By the end of which month a share of the draws is paid back: `14`, or `>36` where it is not within the horizon.
 * @param chanceByMonth initial column first
 * @param share         0..1
 */
export function paidBackMonthText(chanceByMonth: readonly number[], share: number): string {
  const month = chanceByMonth.findIndex((chance) => chance >= share);
  return month < 0 ? `>${Math.max(0, chanceByMonth.length - 1)}` : String(month);
}
