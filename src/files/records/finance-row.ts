import type { FinanceRecord } from "../../core/customers/customer-records.ts";
import type { RecordRow } from "./record-row.ts";
import { moneyOf, wholeUnits, type RecordMoney } from "./row-money.ts";

/** Reads a month of the books; undefined when it is listed. */
export function financeOf(row: RecordRow, money: RecordMoney): FinanceRecord | undefined {
  const month = row.month("month");
  if (month === undefined) row.reject("month", "no month");
  const unitsOf = (name: string, mayBeNegative: boolean): number | undefined => {
    const amount = month && moneyOf(row, name, money, { from: month.from, mayBeNegative });
    return amount === undefined ? undefined : wholeUnits(row, name, amount.minorUnits);
  };
  const revenue = unitsOf("revenue", false);
  const costOfRevenue = unitsOf("cost_of_revenue", false);
  const netBurn = unitsOf("net_burn", true);
  if (month === undefined || row.isRejected) return undefined;
  if (revenue === undefined && costOfRevenue === undefined && netBurn === undefined) {
    row.reject("month", "a month without revenue, cost of revenue or net burn");
    return undefined;
  }
  return { month: month.from, revenue, costOfRevenue, netBurn, source: row.source };
}
