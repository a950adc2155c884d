import { ensure } from "../base/ensure.ts";
import { ensureAdjustments, type RateAdjustments } from "./rate-adjustments.ts";
import { ensureRecurringBook, type RecurringBook } from "./recurring-book.ts";

/** What joins a segment by won bookings. A won customer first can leave, shrink or grow in the month after. */
export interface BookWins {
  /** Whole minor units a month; shape [month x draw]. */
  readonly wonMrr: Float64Array;
  /** At least one wherever `wonMrr` is above 0, or that MRR could never leave; shape [month x draw]. */
  readonly wonCustomers: Float64Array;
}

/** What a simulation of a book depends on besides the book. */
export interface BookQuestion {
  readonly monthCount: number;
  readonly drawCount: number;
  /** Whole number 0..2^32-1. */
  readonly seed: number;
  /** By name of segment; none means that nothing is changed. */
  readonly adjustments?: ReadonlyMap<string, RateAdjustments>;
  /** By name of segment; none means that nothing is won. */
  readonly wins?: ReadonlyMap<string, BookWins>;
  /** Keep the rows of each segment beside the total: 12 columns of months x draws x 8 bytes a segment. */
  readonly keepSegments?: boolean;
}

/**
 * Stops a question that cannot be answered.
 * @throws {RangeError} naming the segment and what is wrong
 */
export function ensureBookQuestion(book: RecurringBook, question: BookQuestion): void {
  ensureRecurringBook(book);
  const { monthCount, drawCount, seed } = question;
  ensure(Number.isInteger(monthCount) && monthCount >= 1, `Cannot simulate a book over ${monthCount} months`);
  ensure(Number.isInteger(drawCount) && drawCount >= 1, `Cannot simulate a book with ${drawCount} draws`);
  ensure(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32, `Cannot use ${seed} as a seed`);
  const names = new Set(book.segments.map(({ name }) => name));
  for (const name of [...(question.adjustments?.keys() ?? []), ...(question.wins?.keys() ?? [])]) {
    ensure(names.has(name), `Cannot change segment "${name}" of the recurring book: there is none`);
  }
  for (const [name, adjustments] of question.adjustments ?? []) {
    ensureAdjustments(adjustments, monthCount, drawCount, `segment "${name}"`);
  }
  for (const [name, wins] of question.wins ?? []) ensureWins(wins, monthCount * drawCount, name);
}

function ensureWins({ wonMrr, wonCustomers }: BookWins, cellCount: number, name: string): void {
  ensure(
    wonMrr.length === cellCount && wonCustomers.length === cellCount,
    `Cannot add wins to segment "${name}": ${wonMrr.length} and ${wonCustomers.length} cells instead of ${cellCount}`,
  );
  for (let cell = 0; cell < cellCount; cell++) {
    const mrr = wonMrr[cell]!;
    const customers = wonCustomers[cell]!;
    ensure(
      Number.isInteger(mrr) &&
        mrr >= 0 &&
        Number.isInteger(customers) &&
        customers >= 0 &&
        (customers > 0 || mrr === 0),
      `Cannot add wins to segment "${name}": ${customers} customers with an MRR of ${mrr} minor units`,
    );
  }
}
