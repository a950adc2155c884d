import {
  addMonth,
  bookRow,
  BOOK_MEASURES,
  emptyBookRows,
  type BookDraws,
  type BookRows,
} from "./book-draws.ts";
import { ensureBookQuestion, type BookQuestion } from "./book-question.ts";
import type { BookSegment, RecurringBook } from "./recurring-book.ts";
import { SegmentSimulation } from "./segment-simulation.ts";

/**
 * Simulates what a recurring book becomes month by month. In each month, in this order: customers who may leave do so or
 * not (a binomial number); the MRR of those who stay contracts and expands; lapsed customers come back; what was won
 * joins. Segments are independent of each other, and of everything that is not won into them.
 *
 * Random numbers are keyed by seed, name of segment, month and draw, so two calls with the same seed are paired: fewer
 * leave in a draw only where the chance is lower, and multipliers of 1 change no byte.
 * Each amount is rounded to whole minor units once, half up, where it is made: the churned, contracted, expanded and
 * returning MRR of each bucket of renewals, month and draw; so an expectation is off by at most half a unit each.
 * @throws {RangeError} when the book or the question breaks its rules
 */
export function simulateBook(book: RecurringBook, question: BookQuestion): BookDraws {
  ensureBookQuestion(book, question);
  const { monthCount, drawCount } = question;
  const total = emptyBookRows(monthCount, drawCount);
  const segments = new Map<string, BookRows>();
  for (const segment of book.segments) {
    const month = emptyBookRows(1, drawCount);
    const kept = question.keepSegments === true ? emptyBookRows(monthCount, drawCount) : undefined;
    simulateSegment(segment, question, month, (index) => {
      addMonth(total, index, month);
      if (kept !== undefined) keepMonth(kept, index, month);
    });
    if (kept !== undefined) segments.set(segment.name, kept);
  }
  return { total, segments };
}

function simulateSegment(
  segment: BookSegment,
  question: BookQuestion,
  month: BookRows,
  onMonth: (month: number) => void,
): void {
  const simulation = new SegmentSimulation(segment, question, month);
  for (let index = 0; index < question.monthCount; index++) {
    simulation.simulateMonth(index);
    onMonth(index);
  }
}

function keepMonth(kept: BookRows, index: number, month: BookRows): void {
  for (const measure of BOOK_MEASURES) bookRow(kept, measure, index).set(month.columns[measure]);
}
