import { addDays, addMonths, civilFromDay, daysInMonth, type Day } from "../base/day.ts";
import { CALENDAR_MONTH_DAYS } from "./month-length.ts";
import type { CustomerBook } from "./customer-book.ts";
import type { KpiWindow } from "./kpi-record.ts";
import { RecordPart } from "./record-part.ts";

/** Why KPIs of customers have no value without their file. */
export const NO_SUBSCRIPTIONS =
  "no file tells of subscriptions (subscriptions.csv: customer, first and last day, amount by month)";

/** Whether a customer is in the scope of the window. */
export function isCustomerKept(window: KpiWindow, customer: number): boolean {
  return window.keeps === undefined || window.keeps[customer] === 1;
}

/** MRR of the customers in scope at the end of a day, each with the subscription that holds. */
export function mrrPartOn(book: CustomerBook, window: KpiWindow, day: number): RecordPart {
  const part = new RecordPart(window, "customer");
  const mrr = book.mrrOn(day);
  for (let customer = 0; customer < mrr.length; customer++) {
    if (mrr[customer]! <= 0 || !isCustomerKept(window, customer)) continue;
    part.add(customer, book.ids[customer]!, sourceOn(book, window, customer, day), mrr[customer]);
  }
  return part;
}

/** Customers in scope that pay at the end of a day. */
export function payingPartOn(book: CustomerBook, window: KpiWindow, day: number): RecordPart {
  const part = new RecordPart(window, "customer");
  const mrr = book.mrrOn(day);
  for (let customer = 0; customer < mrr.length; customer++) {
    if (mrr[customer]! <= 0 || !isCustomerKept(window, customer)) continue;
    part.add(customer, book.ids[customer]!, sourceOn(book, window, customer, day));
  }
  return part;
}

/** Row of the subscription that last began or changed by the day; undefined where no rows are asked for. */
export function sourceOn(book: CustomerBook, window: KpiWindow, customer: number, day: number) {
  if (window.rowLimit === 0) return undefined;
  const { steps } = book;
  let source;
  for (let step = steps.start[customer]!; step < steps.start[customer + 1]!; step++) {
    if (steps.day[step]! > day) break;
    source = book.subscriptions[steps.subscription[step]!]!.source;
  }
  return source;
}

/** The day a year before the last day of the window, month ends to month ends. */
export function yearBefore(window: KpiWindow): Day {
  return addDays(addMonths(addDays(window.to as Day, 1), -12), -1);
}

/** How many months a window has: whole where it is whole calendar months, else its days over those of a mean month. */
export function monthCountOf({ from, to }: Pick<KpiWindow, "from" | "to">): number {
  const first = civilFromDay(from as Day);
  const last = civilFromDay(to as Day);
  const isWhole = first.dayOfMonth === 1 && last.dayOfMonth === daysInMonth(last.year, last.month);
  if (isWhole) return (last.year - first.year) * 12 + last.month - first.month + 1;
  return (to - from + 1) / CALENDAR_MONTH_DAYS;
}
