import type { Decimal } from "decimal.js";
import type { Day } from "../base/day.ts";
import { ensure } from "../base/ensure.ts";
import { FlowDecimal } from "./flow-decimal.ts";

/**
 * A signed amount, so many months after the decision; money out is negative. The flows of month m lie at its end, so a
 * monthly case has 1, 2, 3 ... and a yearly table 12, 24, 36; 0 is the day of the decision itself, the undiscounted
 * "Initial" column. One currency.
 */
export interface CashFlow {
  /** >= 0, finite; fractions are allowed. */
  readonly monthsFromStart: number;
  readonly amount: Decimal;
}

/** A signed amount on a day; money out is negative. One currency. */
export interface DatedCashFlow {
  readonly day: Day;
  readonly amount: Decimal;
}

/**
 * Flows of one time added up, in ascending time; a time whose flows cancel stays, with the amount 0.
 * @throws {RangeError} for a time before the decision or an amount that is not finite
 */
export function flowsInOrder(flows: readonly CashFlow[]): readonly CashFlow[] {
  const amounts = new Map<number, Decimal>();
  for (const { monthsFromStart, amount } of flows) {
    ensure(
      monthsFromStart >= 0 && Number.isFinite(monthsFromStart),
      `Cannot place a cash flow ${monthsFromStart} months from the start: it must be 0 or later`,
    );
    ensure(
      amount.isFinite(),
      `Cannot use the cash flow of month ${monthsFromStart}: ${amount.toString()} is not finite`,
    );
    // -0 and 0 are one key of a map, but the sum gives the key back as it came.
    const month = monthsFromStart + 0;
    amounts.set(month, new FlowDecimal(amounts.get(month) ?? 0).plus(amount));
  }
  return [...amounts]
    .sort(([left], [right]) => left - right)
    .map(([monthsFromStart, amount]) => ({ monthsFromStart, amount }));
}

/**
 * Dated flows of one day added up, in ascending days.
 * @throws {RangeError} for an amount that is not finite or a day that is not whole
 */
export function datedFlowsInOrder(flows: readonly DatedCashFlow[]): readonly DatedCashFlow[] {
  const amounts = new Map<Day, Decimal>();
  for (const { day, amount } of flows) {
    ensure(Number.isSafeInteger(day), `Cannot place a cash flow on day ${day}: it must be a whole day`);
    ensure(amount.isFinite(), `Cannot use the cash flow of day ${day}: ${amount.toString()} is not finite`);
    amounts.set(day, new FlowDecimal(amounts.get(day) ?? 0).plus(amount));
  }
  return [...amounts].sort(([left], [right]) => left - right).map(([day, amount]) => ({ day, amount }));
}
