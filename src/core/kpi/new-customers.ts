import { found } from "../base/outcome.ts";
import type { CustomerBook } from "./customer-book.ts";
import { isCustomerKept, NO_SUBSCRIPTIONS } from "./customer-window.ts";
import type { KpiDefinition, KpiWindow, Measurement } from "./kpi-record.ts";
import { RecordPart } from "./record-part.ts";
import { rival } from "./ratio.ts";
import { unavailable } from "./unavailable.ts";

/** Customers that paid for the first time in the period. */
export function newCustomersKpi(book: CustomerBook): KpiDefinition {
  return {
    id: "new_customers",
    name: "New customers",
    stage: null,
    unit: "count",
    direction: "higher",
    department: "marketing",
    kind: "sum",
    convention: "Customers whose first paid day lies in the period",
    measure: (window) => (book.hasSubscriptions ? joined(book, window) : unavailable(NO_SUBSCRIPTIONS)),
  };
}

function joined(book: CustomerBook, window: KpiWindow): Measurement {
  const part = new RecordPart(window, "customer");
  const paying = book.mrrOn(window.to);
  let stayed = 0;
  for (let customer = 0; customer < book.ids.length; customer++) {
    const day = book.firstPaidOn[customer]!;
    if (day < window.from || day > window.to || !isCustomerKept(window, customer)) continue;
    part.add(customer, book.ids[customer]!, book.subscriptions[book.subscriptionStart[customer]!]!.source);
    if (paying[customer]! > 0) stayed++;
  }
  return {
    value: found(part.count),
    numerator: part.part("paid for the first time"),
    denominator: null,
    sampleSize: part.count,
    unknownCount: 0,
    interval: null,
    rivals: [
      rival("still there", "Only those that pay at the end of the period too", "count", found(stayed)),
    ],
  };
}
