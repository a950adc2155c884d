import { found, missing, type Outcome } from "../base/outcome.ts";
import {
  logoChurn,
  LOGO_CHURN_CONVENTIONS,
  type CustomerCounts,
  type LogoChurnConvention,
} from "../customers/retention-measures.ts";
import { stepOn, type CustomerBook } from "./customer-book.ts";
import { isCustomerKept, monthCountOf, NO_SUBSCRIPTIONS } from "./customer-window.ts";
import { isoDay } from "./iso-day.ts";
import type { KpiDefinition, KpiRival, KpiWindow, Measurement } from "./kpi-record.ts";
import { RecordPart } from "./record-part.ts";
import { ratioOf, rival, shareInterval } from "./ratio.ts";
import { unavailable } from "./unavailable.ts";

const RIVALS: Readonly<Record<Exclude<LogoChurnConvention, "cohort">, readonly [string, string]>> = {
  start: [
    "all over start",
    "All that left in the period, those that joined in it too, over those that paid before it",
  ],
  average: [
    "all over average",
    "All that left in the period over the mean of those that paid before it and at its end",
  ],
  start_and_joined: [
    "all over start and joined",
    "All that left in the period over all that ever paid in it",
  ],
};

/** Logo churn, as it is and as what it would be in a year. */
export function logoChurnKpis(book: CustomerBook): KpiDefinition[] {
  const shared = {
    stage: null,
    unit: "share",
    direction: "lower",
    department: "customerSuccess",
  } as const;
  const measured = (measure: (window: KpiWindow) => Measurement) => ({
    measure: (window: KpiWindow) => (book.hasSubscriptions ? measure(window) : unavailable(NO_SUBSCRIPTIONS)),
  });
  return [
    {
      ...shared,
      id: "logo_churn",
      name: "Logo churn",
      kind: "ratio",
      convention:
        "Of the customers that paid on the day before the period, the share that does not at its end; one that came back by then has not left",
      ...measured((window) => churn(book, window)),
    },
    {
      ...shared,
      id: "logo_churn_annualised",
      name: "Logo churn, annualised",
      kind: "other",
      convention:
        "1 - (1 - m)^12, with m the logo churn of the period as one of a month: 1 - (1 - churn)^(1 / months of the period)",
      ...measured((window) => annualised(book, window)),
    },
  ];
}

/** Customers in scope by what the window did to them; who joined paid on some day of it and not on the day before. */
export function customerCountsIn(
  book: CustomerBook,
  window: KpiWindow,
): CustomerCounts & { readonly left: RecordPart; readonly start: RecordPart } {
  const { steps } = book;
  const [before, after] = [book.mrrOn(window.from - 1), book.mrrOn(window.to)];
  const left = new RecordPart(window, "customer");
  const start = new RecordPart(window, "customer");
  let [joined, leftOfJoined] = [0, 0];
  for (let customer = 0; customer < before.length; customer++) {
    if (!isCustomerKept(window, customer)) continue;
    const id = book.ids[customer]!;
    if (before[customer]! > 0) {
      const source = window.rowLimit === 0 ? undefined : sourceBy(book, customer, window.to);
      start.add(customer, id, source);
      if (!(after[customer]! > 0)) left.add(customer, id, source);
      continue;
    }
    let hasPaid = false;
    for (let step = steps.start[customer]!; step < steps.start[customer + 1]!; step++) {
      const day = steps.day[step]!;
      if (day >= window.from && day <= window.to && steps.after[step]! > 0) hasPaid = true;
    }
    if (!hasPaid) continue;
    joined++;
    if (!(after[customer]! > 0)) leftOfJoined++;
  }
  return { atStart: start.count, joined, leftOfStart: left.count, leftOfJoined, left, start };
}

function sourceBy(book: CustomerBook, customer: number, day: number) {
  const step = stepOn(book.steps, customer, day);
  return step < 0 ? undefined : book.subscriptions[book.steps.subscription[step]!]!.source;
}

function churn(book: CustomerBook, window: KpiWindow): Measurement {
  const counts = customerCountsIn(book, window);
  const reason = `nobody paid on ${isoDay(window.from - 1)}, the day before the period`;
  const { left, start } = counts;
  return {
    value: ratioOf(left.count, start.count, reason),
    numerator: left.part("left"),
    denominator: start.part("paying before the period"),
    sampleSize: start.count,
    unknownCount: 0,
    interval: shareInterval(left.count, start.count),
    rivals: LOGO_CHURN_CONVENTIONS.flatMap((convention): KpiRival[] => {
      if (convention === "cohort") return [];
      const [name, sentence] = RIVALS[convention];
      const value = logoChurn(counts, convention);
      return [rival(name, sentence, "share", value.ok ? value : missing(reason))];
    }),
  };
}

function annualised(book: CustomerBook, window: KpiWindow): Measurement {
  const usual = churn(book, window);
  const months = monthCountOf(window);
  const yearly = (share: number): number => 1 - (1 - share) ** (12 / months);
  const { interval } = usual;
  return {
    ...usual,
    value: mapped(usual.value, yearly),
    interval:
      interval === null
        ? null
        : { low: yearly(interval.low), high: yearly(interval.high), method: "Wilson, annualised" },
    rivals: [
      rival(
        "times",
        "Logo churn times the periods in a year, which overstates it and can pass 100 %",
        "share",
        mapped(usual.value, (share) => (share * 12) / months),
      ),
      rival(
        "by month",
        "The monthly logo churn that it comes from",
        "share",
        mapped(usual.value, (share) => 1 - (1 - share) ** (1 / months)),
      ),
    ],
  };
}

function mapped(value: Outcome<number>, map: (value: number) => number): Outcome<number> {
  return value.ok ? found(map(value.value)) : value;
}
