import { convertedUnits } from "./exchange-book.ts";
import type { PipelineView } from "./pipeline-view.ts";

/**
 * What a row of the log says of the amount, at the rates that a state of a view is converted at. Of a lost opportunity the last
 * open amount is worth what it is at the close, as a won amount is.
 * @param row   of the log that the view was made from
 * @param state of the view
 * @returns whole minor units of the company's currency; NaN when the row says no amount
 */
export function amountAtRatesOf(
  { log, stateRateDay }: Pick<PipelineView, "log" | "stateRateDay">,
  row: number,
  state: number,
): number {
  const { exchange, rows } = log;
  if (exchange === undefined) return rows.amount[row]!;
  const { book, amount, currency } = exchange;
  return convertedUnits(book, currency[row]!, amount[row]!, stateRateDay![state]!) ?? rows.amount[row]!;
}
