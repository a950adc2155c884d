import { addDays, addMonths, type Day } from "../base/day.ts";
import { found, missing, type Outcome } from "../base/outcome.ts";
import { grossRevenueRetention, netRevenueRetention } from "../customers/retention-measures.ts";
import type { CustomerBook } from "./customer-book.ts";
import { isCustomerKept, NO_SUBSCRIPTIONS, sourceOn, yearBefore } from "./customer-window.ts";
import type { KpiDefinition, KpiInterval, KpiRival, KpiWindow, Measurement } from "./kpi-record.ts";
import { mrrMovementsIn } from "./mrr-movement-kpis.ts";
import { isoDay } from "./iso-day.ts";
import { RecordPart } from "./record-part.ts";
import { ratioOf, rival } from "./ratio.ts";
import { unavailable } from "./unavailable.ts";

const Z_95 = 1.959963984540054;
type Kept = (start: number, end: number) => number;
const KEPT: Readonly<Record<"net" | "gross", Kept>> = { net: (_, end) => end, gross: Math.min };

/** NRR, GRR and the churn of MRR: what became of the MRR of those who paid before. */
export function revenueRetentionKpis(book: CustomerBook): KpiDefinition[] {
  const shared = { stage: null, unit: "share", department: "customerSuccess", kind: "ratio" } as const;
  const measured = (measure: (window: KpiWindow) => Measurement) => ({
    measure: (window: KpiWindow) => (book.hasSubscriptions ? measure(window) : unavailable(NO_SUBSCRIPTIONS)),
  });
  return [
    {
      ...shared,
      id: "nrr",
      name: "Net revenue retention (NRR)",
      direction: "higher",
      convention:
        "MRR at the end of the period of the customers that paid twelve months earlier, leavers at 0, over their MRR then",
      ...measured((window) => retention(book, window, "net")),
    },
    {
      ...shared,
      id: "grr",
      name: "Gross revenue retention (GRR)",
      direction: "higher",
      convention:
        "MRR at the end of the period of the customers that paid twelve months earlier, each counting with no more than it paid then: sum of min(then, now) over the sum then",
      ...measured((window) => retention(book, window, "gross")),
    },
    {
      ...shared,
      id: "mrr_churn",
      name: "MRR churn",
      direction: "lower",
      convention:
        "MRR before the period of the customers that paid then and do not at its end, over the MRR before the period",
      ...measured((window) => revenueChurn(book, window)),
    },
  ];
}

function retention(book: CustomerBook, window: KpiWindow, kind: "net" | "gross"): Measurement {
  const start = yearBefore(window);
  const reason = `nobody paid on ${isoDay(start)}, twelve months before: subscriptions begin on ${isoDay(book.firstDay)}`;
  const kept = cohortPart(book, window, [start, window.to], KEPT[kind]);
  const cohort = cohortPart(book, window, [start, window.to], (before) => before);
  return {
    value: ratioOf(kept.value, cohort.value, reason),
    numerator: kept.part(
      kind === "net" ? "their MRR at the end" : "their MRR at the end, at most that then",
      "money",
    ),
    denominator: cohort.part("MRR twelve months earlier", "money"),
    sampleSize: cohort.count,
    unknownCount: 0,
    interval: shareOfSumsInterval(book, window, [start, window.to], KEPT[kind]),
    rivals: window.isBare === true ? [] : retentionRivals(book, window, kind, reason),
  };
}

/** Customers that paid on the first of two days, each with what `kept` makes of its MRR on both. */
function cohortPart(
  book: CustomerBook,
  window: KpiWindow,
  [from, to]: readonly [number, number],
  kept: Kept,
): RecordPart {
  const part = new RecordPart(window, "customer");
  const [start, end] = [book.mrrOn(from), book.mrrOn(to)];
  for (let customer = 0; customer < start.length; customer++) {
    if (start[customer]! <= 0 || !isCustomerKept(window, customer)) continue;
    const value = kept(start[customer]!, end[customer]!);
    part.add(customer, book.ids[customer]!, sourceOn(book, window, customer, to), value);
  }
  return part;
}

function retentionRivals(
  book: CustomerBook,
  window: KpiWindow,
  kind: "net" | "gross",
  reason: string,
): KpiRival[] {
  const start = yearBefore(window);
  const year = { ...window, from: start + 1, rowLimit: 0 };
  const movements = mrrMovementsIn(book, year);
  const share = (name: string, convention: string, value: Outcome<number>) =>
    rival(name, convention, "share", value.ok ? value : missing(reason));
  const period = cohortShare(book, window, [window.from - 1, window.to], KEPT[kind]);
  const common = [
    share(
      "from movements",
      kind === "net"
        ? "(opening + expansion - contraction - churn) / opening, all movements of the twelve months, those of later customers too"
        : "(opening - contraction - churn) / opening, all movements of the twelve months, those of later customers too, without what came back",
      kind === "net" ? netRevenueRetention(movements) : grossRevenueRetention(movements),
    ),
    share(
      "chained months",
      "Product of the twelve monthly figures, each over those that paid on the day before the month",
      chainedMonths(book, window, KEPT[kind]),
    ),
    rival(
      "this period",
      "Over those that paid on the day before the period, at its end; not made yearly",
      "share",
      period,
    ),
  ];
  if (kind === "gross") return common;
  return [
    ...common,
    share(
      "with reactivation",
      "(closing - new) / opening: all that is not new counts as retained",
      movements.opening === 0
        ? missing(reason)
        : found((closingOf(movements) - movements.new) / movements.opening),
    ),
    share(
      "without FX",
      "The same, without what exchange rates did to their MRR",
      withoutExchange(book, window, start),
    ),
  ];
}

function closingOf(moved: ReturnType<typeof mrrMovementsIn>): number {
  return (
    moved.opening +
    moved.new +
    moved.expansion +
    moved.reactivation +
    moved.fx -
    moved.contraction -
    moved.churn
  );
}

function cohortShare(
  book: CustomerBook,
  window: KpiWindow,
  days: readonly [number, number],
  kept: Kept,
): Outcome<number> {
  const quiet = {
    from: window.from,
    to: window.to,
    periodEnd: window.periodEnd,
    followUntil: window.followUntil,
  };
  const scope =
    window.keeps === undefined ? { ...quiet, rowLimit: 0 } : { ...quiet, rowLimit: 0, keeps: window.keeps };
  const cohort = cohortPart(book, scope, days, (before) => before).value;
  return ratioOf(cohortPart(book, scope, days, kept).value, cohort, `nobody paid on ${isoDay(days[0])}`);
}

function chainedMonths(book: CustomerBook, window: KpiWindow, kept: Kept): Outcome<number> {
  const next = addDays(window.to as Day, 1);
  let product = 1;
  for (let month = 12; month >= 1; month--) {
    const days = [addDays(addMonths(next, -month), -1), addDays(addMonths(next, 1 - month), -1)] as const;
    const share = cohortShare(book, window, days, kept);
    if (!share.ok) return share;
    product *= share.value;
  }
  return found(product);
}

function withoutExchange(book: CustomerBook, window: KpiWindow, start: number): Outcome<number> {
  const { steps } = book;
  const [opening, closing] = [book.mrrOn(start), book.mrrOn(window.to)];
  let cohort = 0;
  let kept = 0;
  for (let customer = 0; customer < opening.length; customer++) {
    if (opening[customer]! <= 0 || !isCustomerKept(window, customer)) continue;
    cohort += opening[customer]!;
    if (!(closing[customer]! > 0)) continue;
    kept += closing[customer]!;
    for (let step = steps.start[customer]!; step < steps.start[customer + 1]!; step++)
      if (steps.day[step]! > start && steps.day[step]! <= window.to) kept -= steps.fx[step]!;
  }
  return ratioOf(kept, cohort, "nobody paid");
}

function revenueChurn(book: CustomerBook, window: KpiWindow): Measurement {
  const days = [window.from - 1, window.to] as const;
  const reason = `nobody paid on ${isoDay(days[0])}, the day before the period`;
  const left: Kept = (start, end) => (end === 0 ? start : 0);
  const lost = cohortPart(book, window, days, left);
  const cohort = cohortPart(book, window, days, (before) => before);
  const movements = mrrMovementsIn(book, { ...window, rowLimit: 0 });
  const over = (part: number) => ratioOf(part, movements.opening, reason);
  return {
    value: ratioOf(lost.value, cohort.value, reason),
    numerator: lost.part("MRR of those that left", "money"),
    denominator: cohort.part("MRR before the period", "money"),
    sampleSize: cohort.count,
    unknownCount: 0,
    interval: shareOfSumsInterval(book, window, days, left),
    rivals: [
      rival(
        "from movements",
        "All churned MRR of the period over the MRR before it, later customers included",
        "share",
        over(movements.churn),
      ),
      rival(
        "with contraction",
        "Churned and contraction MRR over the MRR before the period",
        "share",
        over(movements.churn + movements.contraction),
      ),
      rival(
        "net",
        "Churned and contraction less expansion MRR, over the MRR before the period; negative when it grows",
        "share",
        over(movements.churn + movements.contraction - movements.expansion),
      ),
    ],
  };
}

/**
 * 95 % interval of a ratio of sums over customers, taken as independent: with residuals e = y - R x its variance is
 * n / (n - 1) x sum e^2 / (sum x)^2 (the delta method, as for a ratio estimator).
 * @see Cochran (1977), "Sampling Techniques", section 6.3
 */
function shareOfSumsInterval(
  book: CustomerBook,
  window: KpiWindow,
  [from, to]: readonly [number, number],
  kept: Kept,
): KpiInterval | null {
  const [start, end] = [book.mrrOn(from), book.mrrOn(to)];
  const pairs: (readonly [x: number, y: number])[] = [];
  for (let customer = 0; customer < start.length; customer++)
    if (start[customer]! > 0 && isCustomerKept(window, customer))
      pairs.push([start[customer]!, kept(start[customer]!, end[customer]!)]);
  return ratioOfSumsInterval(pairs);
}

/** The same for pairs of denominator and numerator; null for fewer than two. */
export function ratioOfSumsInterval(pairs: readonly (readonly [x: number, y: number])[]): KpiInterval | null {
  const count = pairs.length;
  if (count < 2) return null;
  let [sumX, sumY, squares] = [0, 0, 0];
  for (const [x, y] of pairs) {
    sumX += x;
    sumY += y;
  }
  if (sumX <= 0) return null;
  const ratio = sumY / sumX;
  for (const [x, y] of pairs) squares += (y - ratio * x) ** 2;
  const half = (Z_95 * Math.sqrt((squares * count) / (count - 1))) / sumX;
  return { low: ratio - half, high: ratio + half, method: "delta method over customers" };
}
