import { found, missing, type Outcome } from "../base/outcome.ts";
import type { FinanceRecord } from "../customers/customer-records.ts";
import { annualRecurringRevenue } from "../customers/retention-measures.ts";
import { NO_SPEND, NOTHING_SPENT, spendPart } from "./acquisition-cost.ts";
import type { AcquisitionBook } from "./acquisition-book.ts";
import { acquisitionWindows } from "./acquisition-window.ts";
import { monthsBefore, monthsInside, sumOfMonths, type BookSpan } from "./company-books.ts";
import { NO_SUBSCRIPTIONS } from "./customer-window.ts";
import { isoDay } from "./iso-day.ts";
import type { KpiDefinition, KpiPart, KpiWindow, Measurement } from "./kpi-record.ts";
import { mrrMovementsIn } from "./mrr-movement-kpis.ts";
import { ratioOf, rival } from "./ratio.ts";
import { channelSpend } from "./spend-in.ts";
import { unavailable } from "./unavailable.ts";

/** New CAC ratio, magic number and burn multiple: what growth costs. */
export function growthEfficiencyKpis(
  book: AcquisitionBook,
  books: readonly FinanceRecord[] | undefined,
): KpiDefinition[] {
  const finance = { stage: null, department: "finance", unit: "ratio", kind: "other" } as const;
  return [
    {
      ...finance,
      id: "new_cac_ratio",
      name: "New CAC ratio",
      direction: "lower",
      convention:
        "Sales and marketing spend of the period over the new ARR (12 x new MRR) of customers that paid for the first time in it",
      measure: (window) => newCacRatio(book, window),
    },
    {
      ...finance,
      id: "magic_number",
      name: "Magic number",
      direction: "higher",
      convention:
        "Revenue of the whole months of the period less that of as many months before, made yearly, over the sales and marketing spend of the months before (a lag of one period)",
      measure: (window) => magicNumber(book, books, window),
    },
    {
      ...finance,
      id: "burn_multiple",
      name: "Burn multiple",
      direction: "lower",
      convention:
        "Net burn of the whole months of the period over the net new ARR of the same months: new, expansion, reactivation and FX less contraction and churn",
      measure: (window) => burnMultiple(book, books, window),
    },
  ];
}

function newCacRatio(book: AcquisitionBook, window: KpiWindow): Measurement {
  if (book.spend === undefined) return unavailable(NO_SPEND);
  if (!book.customers.hasSubscriptions) return unavailable(NO_SUBSCRIPTIONS);
  const won = acquisitionWindows(book)(window.from, window.to);
  if (won.spend.recordCount === 0) return unavailable(NOTHING_SPENT);
  const moved = mrrMovementsIn(book.customers, window);
  const none = "no new ARR in the period";
  const spend = spendPart(book, window, won);
  const length = window.to - window.from + 1;
  const before = channelSpend(book, window.from - length, window.to - length);
  const newArr = annualRecurringRevenue(moved.new);
  return {
    value: ratioOf(spend.value, newArr, none),
    numerator: spend,
    denominator: customersPart(book, window, "new ARR", newArr, won.newCustomers),
    sampleSize: won.newCustomers.length,
    unknownCount: 0,
    interval: null,
    rivals: [
      rival(
        "blended",
        "Over new and expansion ARR",
        "ratio",
        ratioOf(
          spend.value,
          annualRecurringRevenue(moved.new + moved.expansion),
          "no new or expansion ARR in the period",
        ),
      ),
      rival(
        "spend a period earlier",
        `With the spend of the ${length} days before the period`,
        "ratio",
        before.recordCount === 0
          ? missing("no spend is recorded for these earlier days")
          : ratioOf(before.total, newArr, none),
      ),
    ],
  };
}

function customersPart(
  { customers }: AcquisitionBook,
  window: KpiWindow,
  label: string,
  value: number,
  members: readonly number[],
): KpiPart {
  const first = members.slice(0, window.rowLimit).map((customer) => ({
    id: customers.ids[customer]!,
    ...customers.subscriptions[customers.subscriptionStart[customer]!]!.source,
  }));
  return { label, unit: "money", value, rows: { of: "customer", count: members.length, first } };
}

function monthsPart(label: string, value: number, spans: readonly BookSpan[]): KpiPart {
  const first = spans.flatMap(({ months }) =>
    months.map(({ month, source }) => ({ id: isoDay(month).slice(0, 7), ...source })),
  );
  return { label, unit: "money", value, rows: { of: "month", count: first.length, first } };
}

function magicNumber(
  book: AcquisitionBook,
  books: readonly FinanceRecord[] | undefined,
  window: KpiWindow,
): Measurement {
  if (book.spend === undefined) return unavailable(NO_SPEND);
  const span = monthsInside(books, window);
  if (!span.ok) return unavailable(span.reason);
  const prior = monthsBefore(books, span.value);
  if (!prior.ok) return unavailable(prior.reason);
  const [now, before] = [span.value, prior.value].map((months) => sumOfMonths(months, "revenue"));
  if (!now!.ok) return unavailable(now!.reason);
  if (!before!.ok) return unavailable(before!.reason);
  const growth = ((now!.value - before!.value) * 12) / span.value.months.length;
  const spendOf = ({ from, to }: BookSpan) => channelSpend(book, from, to);
  const lagged = spendOf(prior.value);
  const same = spendOf(span.value);
  const over = (gain: number, { total, recordCount }: typeof same): Outcome<number> =>
    recordCount === 0 || total === 0
      ? missing("no spend is recorded for the days that it is measured against")
      : found(gain / total);
  const priorWindow = { ...window, from: prior.value.from, to: prior.value.to };
  return {
    value: over(growth, lagged),
    numerator: monthsPart("growth of the revenue, yearly", growth, [prior.value, span.value]),
    denominator: spendPart(book, priorWindow, acquisitionWindows(book)(prior.value.from, prior.value.to)),
    sampleSize: 2 * span.value.months.length,
    unknownCount: 0,
    interval: null,
    rivals: [
      rival("without a lag", "Over the spend of the period itself", "ratio", over(growth, same)),
      rival(
        "net new ARR",
        "Net new ARR of the months of the period over the spend of as many months before",
        "ratio",
        book.customers.hasSubscriptions
          ? over(annualRecurringRevenue(netNewMrr(book, span.value, window)), lagged)
          : missing(NO_SUBSCRIPTIONS),
      ),
    ],
  };
}

function netNewMrr(book: AcquisitionBook, { from, to }: BookSpan, window: KpiWindow): number {
  const moved = mrrMovementsIn(book.customers, {
    from,
    to,
    periodEnd: window.periodEnd,
    followUntil: window.followUntil,
    rowLimit: 0,
  });
  return moved.new + moved.expansion + moved.reactivation + moved.fx - moved.contraction - moved.churn;
}

function burnMultiple(
  book: AcquisitionBook,
  books: readonly FinanceRecord[] | undefined,
  window: KpiWindow,
): Measurement {
  if (!book.customers.hasSubscriptions) return unavailable(NO_SUBSCRIPTIONS);
  const span = monthsInside(books, window);
  if (!span.ok) return unavailable(span.reason);
  const burn = sumOfMonths(span.value, "netBurn");
  if (!burn.ok) return unavailable(burn.reason);
  const arr = annualRecurringRevenue(netNewMrr(book, span.value, window));
  const { steps, ids } = book.customers;
  const moved = new Set<number>();
  for (let step = 0; step < steps.day.length; step++)
    if (steps.day[step]! >= span.value.from && steps.day[step]! <= span.value.to)
      moved.add(steps.customer[step]!);
  const members = [...moved].sort((a, b) => (ids[a]! < ids[b]! ? -1 : 1));
  return {
    value: multipleOf(burn.value, arr),
    numerator: monthsPart("net burn", burn.value, [span.value]),
    denominator: customersPart(book, window, "net new ARR", arr, members),
    sampleSize: span.value.months.length,
    unknownCount: 0,
    interval: null,
    rivals: [
      rival(
        "over new ARR",
        "Over new and expansion ARR, losses not taken off, which flatters",
        "ratio",
        multipleOf(burn.value, grossNewArr(book, span.value, window)),
      ),
    ],
  };
}

function multipleOf(burn: number, arr: number): Outcome<number> {
  if (burn <= 0) return missing("money came in over the months: there is no burn");
  return arr <= 0 ? missing("the ARR did not grow, so no multiple says what growth cost") : found(burn / arr);
}

function grossNewArr(book: AcquisitionBook, { from, to }: BookSpan, window: KpiWindow): number {
  const moved = mrrMovementsIn(book.customers, { ...window, from, to, rowLimit: 0 });
  return annualRecurringRevenue(moved.new + moved.expansion);
}
