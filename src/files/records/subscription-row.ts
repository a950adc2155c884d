import type { Decimal } from "decimal.js";
import type { Day } from "../../core/base/day.ts";
import type { SubscriptionRecord } from "../../core/customers/customer-records.ts";
import { MoneyDecimal } from "../../core/base/money.ts";
import { billingMonths } from "./billing-months.ts";
import type { RecordRow } from "./record-row.ts";
import { moneyOf, wholeUnits, type RecordMoney } from "./row-money.ts";

/** A row that is no record of money that recurs, and needs no correction either. */
export type LeftOut = { readonly leftOut: string };

const NOT_PAYING = /^(in)?_?trial|^trialing|^trialling|^future|^draft|^incomplete|^pending|^quote/i;
const ENDED = /^(cancell?ed|ended|expired|churned|terminated)/i;

/** Reads a row of subscriptions; undefined when it is listed. */
export function subscriptionOf(row: RecordRow, money: RecordMoney): SubscriptionRecord | LeftOut | undefined {
  const status = row.text("status") ?? "";
  if (NOT_PAYING.test(status)) return { leftOut: "trials and subscriptions that have not begun" };
  const id = row.needed("subscription_id");
  const customerId = row.needed("customer_id");
  const from = row.neededDay("start_date");
  const to = row.day("end_date");
  const termEnd = row.day("term_end");
  if (row.isRejected) return undefined;
  if (to !== undefined && to < from) row.reject("end_date", "ends before it starts");
  if (to === undefined && ENDED.test(status))
    row.reject("status", `its status is ${status}, but it has no end date`);
  if (termEnd !== undefined && termEnd < from) row.reject("term_end", "its term ends before it starts");
  const recurring = recurringOf(row, money, from);
  if (recurring === undefined || row.isRejected) return undefined;
  return {
    id,
    customerId,
    from,
    to,
    monthly: recurring.monthly,
    termEnd,
    opportunityId: row.text("opportunity_id"),
    churnReason: row.text("churn_reason"),
    rate: recurring.rate,
    source: row.source,
  };
}

/** The billing period in one text: `3 month` of a number and its unit, or of an interval and its count. */
function periodOf(row: RecordRow): string {
  const [period, unit, count] = ["billing_period", "billing_period_unit", "interval_count"].map((name) => row.text(name)); // prettier-ignore
  return [count, period, unit].filter((text) => text !== undefined).join(" ");
}

/** The amount by month: as it is told, else amount or price times quantity over the months of the billing period. */
function recurringOf(
  row: RecordRow,
  money: RecordMoney,
  from: Day,
): { readonly monthly: number; readonly rate: number } | undefined {
  const name = ["monthly_amount", "amount", "unit_price"].find((column) => row.text(column) !== undefined);
  if (name === undefined) {
    const column = ["amount", "monthly_amount", "unit_price"].find((other) => row.has(other)) ?? "amount";
    row.reject(column, "no amount");
    return undefined;
  }
  const amount = moneyOf(row, name, money, { from });
  if (amount === undefined) return undefined;
  let minorUnits: Decimal = amount.minorUnits;
  if (name === "unit_price") {
    const quantity = row.number("quantity") ?? new MoneyDecimal(1);
    if (quantity.isNegative()) row.reject("quantity", "a negative quantity");
    minorUnits = minorUnits.times(quantity);
  }
  const quantity = name === "unit_price" ? undefined : row.text("quantity");
  if (quantity !== undefined && quantity !== "1")
    row.note(
      "quantity_not_used",
      "quantities do not multiply amounts; a price of one unit is called unit_price",
    );
  if (name !== "monthly_amount") {
    const months = billingMonths(periodOf(row));
    if (months === undefined) {
      row.reject(
        "billing_period",
        "not a billing period: say month, quarter, half-year, year or a number of months",
      );
      return undefined;
    }
    minorUnits = minorUnits.div(months);
  }
  const monthly = wholeUnits(row, name, minorUnits);
  return monthly === undefined ? undefined : { monthly, rate: amount.rate };
}
