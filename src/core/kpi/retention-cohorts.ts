import { addDays, addMonths, civilFromDay, dayFromCivil, type Day } from "../base/day.ts";
import { found, missing, type Outcome } from "../base/outcome.ts";
import type { CustomerBook } from "./customer-book.ts";
import { isCustomerKept, NO_SUBSCRIPTIONS, sourceOn } from "./customer-window.ts";
import { isoDay } from "./iso-day.ts";
import type { KpiDefinition, KpiWindow, Measurement } from "./kpi-record.ts";
import { RecordPart } from "./record-part.ts";
import { ratioOf, rival, shareInterval } from "./ratio.ts";
import { unavailable } from "./unavailable.ts";

/** Customers that paid for the first time in one month, and what is left of them after every month since. */
export interface RetentionCohort {
  /** First day of the month. */
  readonly month: Day;
  readonly customers: number;
  /** First MRR of these customers, whole minor units. */
  readonly mrr: number;
  /** Paying customers at the end of the month itself (0), of the next one (1), ...; shape [age], whole months only. */
  readonly paying: readonly number[];
  /** Their MRR then. */
  readonly mrrByAge: readonly number[];
}

/** Months of starts that are shown. */
const MOST_COHORTS = 24;

/**
 * The triangle of retention by month of start, oldest first, up to the window's end; the months of the last two years.
 * @returns undefined where no file tells of subscriptions
 */
export function retentionCohorts(
  book: CustomerBook,
  window: KpiWindow,
): readonly RetentionCohort[] | undefined {
  if (!book.hasSubscriptions) return undefined;
  const { year, month } = civilFromDay(addDays(window.to as Day, 1));
  const end = dayFromCivil(year, month, 1);
  const cohorts = new Map<number, number[]>();
  for (let customer = 0; customer < book.ids.length; customer++) {
    const day = book.firstPaidOn[customer]!;
    if (day >= end || !isCustomerKept(window, customer)) continue;
    const first = civilFromDay(day as Day);
    const age = (year - first.year) * 12 + month - first.month;
    if (age > MOST_COHORTS) continue;
    const members = cohorts.get(age);
    if (members === undefined) cohorts.set(age, [customer]);
    else members.push(customer);
  }
  return [...cohorts]
    .sort(([a], [b]) => b - a)
    .map(([age, members]) => cohortOf(book, addMonths(end, -age), age, members));
}

function cohortOf(
  book: CustomerBook,
  month: Day,
  months: number,
  members: readonly number[],
): RetentionCohort {
  const paying: number[] = [];
  const mrrByAge: number[] = [];
  for (let age = 0; age < months; age++) {
    const mrr = book.mrrOn(addDays(addMonths(month, age + 1), -1));
    paying.push(members.filter((customer) => mrr[customer]! > 0).length);
    mrrByAge.push(members.reduce((sum, customer) => sum + mrr[customer]!, 0));
  }
  const first = members.reduce((sum, customer) => sum + firstMrrOf(book, customer), 0);
  return { month, customers: members.length, mrr: first, paying, mrrByAge };
}

function firstMrrOf(book: CustomerBook, customer: number): number {
  const day = book.firstPaidOn[customer]!;
  return mrrOfCustomer(book, customer, day, day)[0];
}

/** Share of customers of a start window a year ago that still pay. */
export function cohortRetentionKpi(book: CustomerBook): KpiDefinition {
  return {
    id: "cohort_retention",
    name: "Retention after 12 months",
    stage: null,
    unit: "share",
    direction: "higher",
    department: "customerSuccess",
    kind: "ratio",
    convention:
      "Of the customers that paid for the first time in the same days a year before the period, the share that pays twelve months after its own first day",
    measure: (window) =>
      book.hasSubscriptions ? afterTwelveMonths(book, window) : unavailable(NO_SUBSCRIPTIONS),
  };
}

function afterTwelveMonths(book: CustomerBook, window: KpiWindow): Measurement {
  const from = addMonths(window.from as Day, -12);
  const to = addDays(addMonths(addDays(window.to as Day, 1), -12), -1);
  const joined = new RecordPart(window, "customer");
  const stayed = new RecordPart(window, "customer");
  let [first, kept] = [0, 0];
  for (let customer = 0; customer < book.ids.length; customer++) {
    const day = book.firstPaidOn[customer]!;
    if (day < from || day > to || !isCustomerKept(window, customer)) continue;
    const later = addMonths(day as Day, 12);
    const source = sourceOn(book, window, customer, later);
    joined.add(customer, book.ids[customer]!, source);
    const [start, end] = mrrOfCustomer(book, customer, day, later);
    first += start;
    kept += end;
    if (end > 0) stayed.add(customer, book.ids[customer]!, source);
  }
  const reason = `nobody paid for the first time from ${isoDay(from)} to ${isoDay(to)}`;
  return {
    value: ratioOf(stayed.count, joined.count, reason),
    numerator: stayed.part("still paying after twelve months"),
    denominator: joined.part("paid for the first time a year before"),
    sampleSize: joined.count,
    unknownCount: 0,
    interval: shareInterval(stayed.count, joined.count),
    rivals: [
      rival(
        "by revenue",
        "Their MRR after twelve months over their first MRR",
        "share",
        revenueShare(kept, first, reason),
      ),
    ],
  };
}

function revenueShare(kept: number, first: number, reason: string): Outcome<number> {
  return first === 0 ? missing(reason) : found(kept / first);
}

function mrrOfCustomer(
  { steps }: CustomerBook,
  customer: number,
  start: number,
  end: number,
): [number, number] {
  let [first, last] = [0, 0];
  for (let step = steps.start[customer]!; step < steps.start[customer + 1]!; step++) {
    if (steps.day[step]! <= start) first = steps.after[step]!;
    if (steps.day[step]! <= end) last = steps.after[step]!;
  }
  return [first, last];
}
