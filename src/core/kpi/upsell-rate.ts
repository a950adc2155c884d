import { missing } from "../base/outcome.ts";
import { sourceOfStep, type CustomerBook } from "./customer-book.ts";
import { isCustomerKept, NO_SUBSCRIPTIONS, payingPartOn } from "./customer-window.ts";
import { isoDay } from "./iso-day.ts";
import type { KpiDefinition, KpiWindow, Measurement } from "./kpi-record.ts";
import { MRR_MOVES } from "./mrr-steps.ts";
import { RecordPart } from "./record-part.ts";
import { ratioOf, rival, shareInterval } from "./ratio.ts";
import { unavailable } from "./unavailable.ts";

const EXPANSION = MRR_MOVES.indexOf("expansion");
const NO_PRODUCTS =
  "no file tells the product of a subscription, so a larger amount and another product look alike";

/** How many of the customers that paid before the period paid more at some day of it. */
export function upsellRateKpi(book: CustomerBook): KpiDefinition {
  return {
    id: "upsell_rate",
    name: "Upsell rate",
    stage: null,
    unit: "share",
    direction: "higher",
    department: "customerSuccess",
    kind: "ratio",
    convention:
      "Of the customers that paid on the day before the period, the share with an expansion of their MRR in it, effects of exchange rates aside; upsell and cross-sell together",
    measure: (window) => (book.hasSubscriptions ? upsell(book, window) : unavailable(NO_SUBSCRIPTIONS)),
  };
}

function upsell(book: CustomerBook, window: KpiWindow): Measurement {
  const { steps } = book;
  const before = book.mrrOn(window.from - 1);
  const start = payingPartOn(book, window, window.from - 1);
  const expanded = new RecordPart(window, "customer");
  let [amount, opening, kept] = [0, 0, 0];
  const after = book.mrrOn(window.to);
  for (let customer = 0; customer < before.length; customer++) {
    if (before[customer]! <= 0 || !isCustomerKept(window, customer)) continue;
    opening += before[customer]!;
    if (after[customer]! > before[customer]!) kept++;
    let first = -1;
    for (let step = steps.start[customer]!; step < steps.start[customer + 1]!; step++) {
      const day = steps.day[step]!;
      if (day < window.from || day > window.to || steps.move[step] !== EXPANSION) continue;
      const rest = steps.after[step]! - steps.before[step]! - steps.fx[step]!;
      if (rest <= 0) continue;
      amount += rest;
      if (first < 0) first = step;
    }
    if (first >= 0) expanded.add(customer, book.ids[customer]!, sourceOfStep(book, first));
  }
  const reason = `nobody paid on ${isoDay(window.from - 1)}, the day before the period`;
  return {
    value: ratioOf(expanded.count, start.count, reason),
    numerator: expanded.part("with an expansion"),
    denominator: start.part("paying before the period"),
    sampleSize: start.count,
    unknownCount: 0,
    interval: shareInterval(expanded.count, start.count),
    rivals: [
      rival(
        "by value",
        "Expansion MRR of these customers over their MRR before the period",
        "share",
        ratioOf(amount, opening, reason),
      ),
      rival(
        "still more at the end",
        "Only those that pay more at the end of the period than before it",
        "share",
        ratioOf(kept, start.count, reason),
        shareInterval(kept, start.count),
      ),
      rival("cross-sell", "Share that took another product", "share", missing(NO_PRODUCTS)),
    ],
  };
}
