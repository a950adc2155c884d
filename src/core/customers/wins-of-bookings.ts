import { ensure } from "../base/ensure.ts";
import type { BookWins } from "./book-question.ts";

/** How won bookings become customers of a segment. */
export interface JoiningTerms {
  /** Part of the booked amount that is recurring and joins this segment, 0..1. */
  readonly recurringShare: number;
  /** Months of service that a booked amount stands for: 1 for an MRR, 12 for a yearly value, the term for a total. */
  readonly monthsOfValue: number;
  /** MRR of a new customer, whole minor units > 0: how many customers a booking brings. */
  readonly mrrPerCustomer: number;
}

/**
 * MRR and customers from booked amounts. MRR is rounded to whole minor units, half up; customers are MRR over MRR per
 * customer, rounded, but at least one where there is any MRR.
 * @param bookings whole minor units >= 0; shape [month x draw]
 * @throws {RangeError} when the terms are out of range
 */
export function winsOfBookings(bookings: Float64Array, terms: JoiningTerms): BookWins {
  const { recurringShare, monthsOfValue, mrrPerCustomer } = terms;
  ensure(recurringShare >= 0 && recurringShare <= 1, `Cannot let a share of ${recurringShare} join the book`);
  ensure(monthsOfValue >= 1, `Cannot take a booking as the value of ${monthsOfValue} months`);
  ensure(mrrPerCustomer > 0, `Cannot count customers with an MRR of ${mrrPerCustomer} each`);
  const wonMrr = new Float64Array(bookings.length);
  const wonCustomers = new Float64Array(bookings.length);
  for (let cell = 0; cell < bookings.length; cell++) {
    const mrr = Math.floor((bookings[cell]! * recurringShare) / monthsOfValue + 0.5);
    wonMrr[cell] = mrr;
    wonCustomers[cell] = mrr === 0 ? 0 : Math.max(1, Math.floor(mrr / mrrPerCustomer + 0.5));
  }
  return { wonMrr, wonCustomers };
}
