import { ensure } from "../base/ensure.ts";
import { BOOK_MEASURES, emptyBookRows, type BookMeasure, type BookRows } from "./book-draws.ts";
import {
  ensureAdjustments,
  leavingChanceOf,
  NO_ADJUSTMENTS,
  withHazardTimes,
  type RateAdjustments,
} from "./rate-adjustments.ts";
import { ensureRecurringBook, type BookSegment, type RecurringBook } from "./recurring-book.ts";
import { renewalBucketsOf } from "./renewal-buckets.ts";

/** What is won into a segment on average; shape [month] each, not rounded. */
export interface ExpectedWins {
  readonly wonMrr: Float64Array;
  readonly wonCustomers: Float64Array;
}

export interface ExpectedBookQuestion {
  readonly monthCount: number;
  /** By name of segment; multipliers by month only, shape [month]. */
  readonly adjustments?: ReadonlyMap<string, RateAdjustments>;
  /** By name of segment. */
  readonly wins?: ReadonlyMap<string, ExpectedWins>;
}

/**
 * Mean of what `simulateBook` draws, in closed form and before rounding, as rows with a single draw: every step is linear in
 * customers and MRR, because who leaves takes the average MRR, so means follow the rates exactly.
 * @throws {RangeError} when the book breaks its rules, or a multiplier differs by draw
 */
export function expectedBook(book: RecurringBook, question: ExpectedBookQuestion): BookRows {
  ensureRecurringBook(book);
  const { monthCount } = question;
  const total = emptyBookRows(monthCount, 1);
  for (const segment of book.segments) {
    const adjustments = question.adjustments?.get(segment.name) ?? NO_ADJUSTMENTS;
    ensureAdjustments(adjustments, monthCount, 1, `segment "${segment.name}"`);
    const wins = question.wins?.get(segment.name);
    ensure(
      wins === undefined || (wins.wonMrr.length === monthCount && wins.wonCustomers.length === monthCount),
      `Cannot add expected wins to segment "${segment.name}": one for each of ${monthCount} months is needed`,
    );
    addSegment(total, segment, adjustments, wins);
  }
  return total;
}

function addSegment(
  total: BookRows,
  segment: BookSegment,
  adjustments: RateAdjustments,
  wins: ExpectedWins | undefined,
): void {
  const { rates } = segment;
  const buckets = renewalBucketsOf(segment).map(({ customers, mrr }) => ({ customers, mrr }));
  const lapsed = { ...segment.lapsed };
  const chanceOf = leavingChanceOf(rates.leaving);
  for (let month = 0; month < total.monthCount; month++) {
    const due = buckets[month % buckets.length]!;
    const opening = sumOfBuckets(buckets);
    const chance = chanceOf(adjustments.churn?.[month] ?? 1, adjustments.renewal?.[month] ?? 1);
    const churned = move(due, chance);
    const stayed = sumOfBuckets(buckets).mrr;
    const contraction = withHazardTimes(rates.contractionPerMonth, adjustments.contraction?.[month] ?? 1);
    const expansion = withHazardTimes(rates.expansionPerMonth, adjustments.expansion?.[month] ?? 1);
    for (const bucket of buckets) bucket.mrr *= 1 - contraction + expansion;
    const back = move(
      lapsed,
      withHazardTimes(rates.reactivationPerMonth, adjustments.reactivation?.[month] ?? 1),
    );
    const won = { customers: wins?.wonCustomers[month] ?? 0, mrr: wins?.wonMrr[month] ?? 0 };
    add(lapsed, churned);
    add(due, back);
    add(due, won);
    const closing = sumOfBuckets(buckets);
    addRow(total, month, {
      openingMrr: opening.mrr,
      newMrr: won.mrr,
      expansionMrr: stayed * expansion,
      contractionMrr: stayed * contraction,
      churnedMrr: churned.mrr,
      reactivatedMrr: back.mrr,
      closingMrr: closing.mrr,
      openingCustomers: opening.customers,
      newCustomers: won.customers,
      churnedCustomers: churned.customers,
      reactivatedCustomers: back.customers,
      closingCustomers: closing.customers,
    });
  }
}

interface Pool {
  customers: number;
  mrr: number;
}

/** Takes a share out of a pool and returns it. */
function move(pool: Pool, share: number): Pool {
  const moved = { customers: pool.customers * share, mrr: pool.mrr * share };
  pool.customers -= moved.customers;
  pool.mrr -= moved.mrr;
  return moved;
}

function add(pool: Pool, added: Pool): void {
  pool.customers += added.customers;
  pool.mrr += added.mrr;
}

function sumOfBuckets(buckets: readonly Pool[]): Pool {
  const sum = { customers: 0, mrr: 0 };
  for (const bucket of buckets) add(sum, bucket);
  return sum;
}

function addRow(total: BookRows, month: number, row: Readonly<Record<BookMeasure, number>>): void {
  for (const measure of BOOK_MEASURES) total.columns[measure][month]! += row[measure];
}
