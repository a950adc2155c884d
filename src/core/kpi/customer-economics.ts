import { found, missing, type Outcome } from "../base/outcome.ts";
import type { FinanceRecord } from "../customers/customer-records.ts";
import { wilsonInterval } from "../scoring/wilson-interval.ts";
import type { AcquisitionBook } from "./acquisition-book.ts";
import { NO_SPEND, NOTHING_SPENT } from "./acquisition-cost.ts";
import type { acquisitionWindows } from "./acquisition-window.ts";
import { grossMarginIn, type GrossMargin } from "./company-books.ts";
import { monthCountOf, mrrPartOn } from "./customer-window.ts";
import type { KpiWindow } from "./kpi-record.ts";
import { customerCountsIn } from "./logo-churn.ts";
import { mrrMovementsIn } from "./mrr-movement-kpis.ts";
import { joinedRevenue } from "./recurring-revenue.ts";

/** What the values of one customer are made from; an outcome each, because each has its own file. */
export interface Economics {
  readonly margin: Outcome<GrossMargin>;
  readonly arpa: Outcome<number>;
  readonly newArpa: Outcome<number>;
  /** Logo churn of a month. */
  readonly churn: Outcome<number>;
  readonly churnInterval: { readonly low: number; readonly high: number } | undefined;
  readonly revenueChurn: Outcome<number>;
  readonly cost: Outcome<number>;
  readonly spend: number;
  readonly newMrr: number;
  /** Sum of the squares of the first MRR of the new customers. */
  readonly newMrrSquares: number;
  readonly newCount: number;
}

/** What the values of one customer are made from, in a window. */
export function economicsIn(
  book: AcquisitionBook,
  books: readonly FinanceRecord[] | undefined,
  window: KpiWindow,
  windowOf: ReturnType<typeof acquisitionWindows>,
): Economics {
  const quiet = { ...window, rowLimit: 0 };
  const { customers } = book;
  const revenue = mrrPartOn(customers, quiet, window.to);
  const joined = joinedRevenue(customers, quiet);
  const counts = customerCountsIn(customers, quiet);
  const moved = mrrMovementsIn(customers, quiet);
  const months = monthCountOf(window);
  const monthly = (share: number): number => 1 - (1 - share) ** (1 / months);
  const won = windowOf(window.from, window.to);
  const hasCohort = counts.atStart > 0;
  const interval = hasCohort ? wilsonInterval(counts.leftOfStart, counts.atStart) : undefined;
  const noCohort = missing("nobody paid on the day before the period: its churn is not known");
  const lostMrr = Math.min(1, (moved.churn + moved.contraction) / moved.opening);
  return {
    margin: grossMarginIn(books, window),
    arpa:
      revenue.count > 0
        ? found(revenue.value / revenue.count)
        : missing("nobody pays at the end of the period"),
    newArpa:
      joined.count > 0
        ? found(joined.mrr / joined.count)
        : missing("nobody paid for the first time in the period"),
    churn: hasCohort ? found(monthly(counts.leftOfStart / counts.atStart)) : noCohort,
    churnInterval: interval && { low: monthly(interval.low), high: monthly(interval.high) },
    revenueChurn: moved.opening > 0 ? found(monthly(lostMrr)) : noCohort,
    cost: costOf(book, won.spend.total, won.spend.recordCount, joined.count),
    spend: won.spend.total,
    newMrr: joined.mrr,
    newMrrSquares: joined.squares,
    newCount: joined.count,
  };
}

function costOf(book: AcquisitionBook, spend: number, recordCount: number, count: number): Outcome<number> {
  if (book.spend === undefined) return missing(NO_SPEND);
  if (recordCount === 0) return missing(NOTHING_SPENT);
  return count === 0 ? missing("nobody paid for the first time in the period") : found(spend / count);
}

/** Joins outcomes: the first reason that one of them is missing, or what `make` makes of the values. */
export function allOf(
  outcomes: readonly Outcome<number>[],
  make: (values: readonly number[]) => Outcome<number>,
) {
  const values: number[] = [];
  for (const outcome of outcomes) {
    if (!outcome.ok) return outcome;
    values.push(outcome.value);
  }
  return make(values);
}

export const shareOf = (margin: Outcome<GrossMargin>): Outcome<number> =>
  margin.ok ? found(margin.value.share) : margin;
