import { addDays, addMonths, type Day } from "../base/day.ts";
import { found, missing, type Outcome } from "../base/outcome.ts";
import type { FinanceRecord } from "../customers/customer-records.ts";
import type { KpiWindow } from "./kpi-record.ts";

const NO_BOOKS =
  "no file tells the company's books (finances.csv: month, revenue, cost of revenue, net burn)";
/** Where no month ends in the window, the last one counts that ended at most this many days before its end. */
const LATEST_MONTH_DAYS = 92;

/** Months of the books one after another, whole and known. */
export interface BookSpan {
  readonly months: readonly FinanceRecord[];
  readonly from: Day;
  readonly to: Day;
}

/** Books as known on a day: a month counts once it is over. */
export function knownBooks(
  finances: readonly FinanceRecord[] | undefined,
  asOf: Day,
): readonly FinanceRecord[] | undefined {
  return finances?.filter(({ month }) => lastDayOf(month) <= asOf);
}

/** Whole months inside the window, without a gap. */
export function monthsInside(
  books: readonly FinanceRecord[] | undefined,
  { from, to }: Pick<KpiWindow, "from" | "to">,
): Outcome<BookSpan> {
  if (books === undefined) return missing(NO_BOOKS);
  const months = books.filter(({ month }) => month >= from && lastDayOf(month) <= to);
  const [first] = months;
  if (first === undefined) return missing("the books tell of no whole month of the period");
  return unbroken(months, first.month);
}

/** As many months just before a span. */
export function monthsBefore(books: readonly FinanceRecord[] | undefined, span: BookSpan): Outcome<BookSpan> {
  const from = addMonths(span.from, -span.months.length);
  const months = (books ?? []).filter(({ month }) => month >= from && month < span.from);
  if (months.length < span.months.length)
    return missing("the books do not tell of as many months before the period");
  return unbroken(months, from);
}

function unbroken(months: readonly FinanceRecord[], from: Day): Outcome<BookSpan> {
  const isWhole = months.every(({ month }, index) => month === addMonths(from, index));
  if (!isWhole) return missing("the books lack a month, or have one twice");
  return found({ months, from, to: lastDayOf(months.at(-1)!.month) });
}

/** Sum of one figure over months; missing where one of them does not say it. */
export function sumOfMonths(
  { months }: BookSpan,
  figure: "revenue" | "costOfRevenue" | "netBurn",
): Outcome<number> {
  let sum = 0;
  for (const month of months) {
    const value = month[figure];
    if (value === undefined) return missing(`the books do not say the ${NAMES[figure]} of every month`);
    sum += value;
  }
  return found(sum);
}

const NAMES = { revenue: "revenue", costOfRevenue: "cost of revenue", netBurn: "net burn" } as const;

export interface GrossMargin {
  /** 0..1. */
  readonly share: number;
  readonly revenue: number;
  readonly cost: number;
  readonly months: readonly FinanceRecord[];
}

/** Gross margin of the whole months of a window; where none ends in it, of the last one before, at most a quarter old. */
export function grossMarginIn(
  books: readonly FinanceRecord[] | undefined,
  window: Pick<KpiWindow, "from" | "to">,
): Outcome<GrossMargin> {
  const inside = monthsInside(books, window);
  const span = inside.ok ? inside : latestMonth(books, window.to);
  if (!span.ok) return span;
  const revenue = sumOfMonths(span.value, "revenue");
  const cost = sumOfMonths(span.value, "costOfRevenue");
  if (!revenue.ok) return revenue;
  if (!cost.ok) return cost;
  if (revenue.value <= 0) return missing("the books have no revenue in the period");
  const share = 1 - cost.value / revenue.value;
  if (share < 0) return missing("the cost of revenue is above the revenue: there is no margin");
  return found({ share, revenue: revenue.value, cost: cost.value, months: span.value.months });
}

function latestMonth(books: readonly FinanceRecord[] | undefined, day: number): Outcome<BookSpan> {
  if (books === undefined) return missing(NO_BOOKS);
  const last = books.findLast(
    ({ month }) => lastDayOf(month) <= day && lastDayOf(month) > day - LATEST_MONTH_DAYS,
  );
  return last === undefined
    ? missing("the books tell of no month of the period")
    : found({ months: [last], from: last.month, to: lastDayOf(last.month) });
}

function lastDayOf(month: Day): Day {
  return addDays(addMonths(month, 1), -1);
}
