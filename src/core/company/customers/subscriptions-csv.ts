import { isoFromDay, type Day } from "../../base/day.ts";
import { amountText } from "../csv-text.ts";
import { csvRows } from "./csv-rows.ts";
import type { CustomerBook } from "./customer-book.ts";

const HEADER =
  "subscription_id,customer_id,start_date,end_date,amount,billing_period,currency,rate,term_end,opportunity_id,churn_reason";

/** subscriptions.csv: one row per stretch of days with one amount, by opportunity and day. */
export function subscriptionsCsv({ subscriptions }: CustomerBook): Iterable<string> {
  const dayText = (day: Day | undefined): string => (day === undefined ? "" : isoFromDay(day));
  function* rows(): Generator<readonly string[]> {
    for (const { id, customer, currency, opportunityId, stretches, truth } of subscriptions) {
      for (const { from, to, amount, rate, termEnd, churnReason } of stretches) {
        yield [
          id,
          customer.id,
          dayText(from),
          dayText(to),
          amountText(amount),
          truth.billingPeriod,
          currency,
          String(rate),
          dayText(termEnd),
          opportunityId,
          churnReason ?? "",
        ];
      }
    }
  }
  return csvRows(HEADER, rows());
}
