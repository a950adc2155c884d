import type { Decimal } from "decimal.js";
import { addDays, addMonths, isoFromDay, type Day } from "../base/day.ts";
import { ensure } from "../base/ensure.ts";
import { found, missing, type Outcome } from "../base/outcome.ts";
import { flowsInOrder, type CashFlow } from "./cash-flow.ts";
import type { FlowTiming } from "./discount.ts";
import { FlowDecimal, onGrid } from "./flow-decimal.ts";
import { discountedFlows } from "./net-present-value.ts";

export interface PaybackOptions {
  /** A flow comes in evenly over so many months up to its time (not before the flow before it): 12 in a yearly table. */
  readonly monthsPerPeriod?: number;
  /** Day of the decision; names the calendar month. */
  readonly startDay?: Day;
}

export interface Payback {
  /** Months from the start, fractions included; > 0, half to even at 20 decimal places. */
  readonly months: Decimal;
  /** The month it falls into, 1 = the first. */
  readonly month: number;
  /** `2026-07`; undefined without a start day. */
  readonly calendarMonth: string | undefined;
  /** How often the cumulative amount came up from below 0; later flows out make it more than one. The last one counts. */
  readonly crossingCount: number;
  /** Shape [time]; the running sum of the flows in time order. */
  readonly cumulative: readonly CashFlow[];
  /** The crossing itself: from the time before the period, a share of the period. */
  readonly crossing: {
    /** Index of its time in `cumulative`, 1 or later. */
    readonly at: number;
    readonly fromMonths: number;
    readonly periodMonths: number;
    readonly shareOfPeriod: Decimal;
  };
}

export type NoPayback = "never_paid_back" | "no_outlay";

/**
 * Payback time from the day of the decision: when the running sum of all flows last comes up to 0 and stays, with the
 * flow that does it spread evenly over its period.
 * @param flows net flows, any order
 * @returns     `no_outlay` where the running sum never falls below 0, `never_paid_back` where it ends below 0
 * @throws {RangeError} for a flow before the start or a period that is not above 0
 */
export function payback(
  flows: readonly CashFlow[],
  { monthsPerPeriod = 1, startDay }: PaybackOptions = {},
): Outcome<Payback, NoPayback> {
  ensure(monthsPerPeriod > 0, `Cannot spread a flow over ${monthsPerPeriod} months`);
  let sum: Decimal = new FlowDecimal(0);
  const cumulative = flowsInOrder(flows).map(({ monthsFromStart, amount }) => {
    sum = sum.plus(amount);
    return { monthsFromStart, amount: sum };
  });
  if (!cumulative.some(({ amount }) => amount.lt(0))) return missing("no_outlay");
  if (sum.lt(0)) return missing("never_paid_back");
  const crossings = cumulative.flatMap(({ amount }, index) =>
    index > 0 && cumulative[index - 1]!.amount.lt(0) && amount.gte(0) ? [index] : [],
  );
  const at = crossings.at(-1)!;
  const before = cumulative[at - 1]!;
  const { monthsFromStart, amount } = cumulative[at]!;
  const fromMonths = Math.max(before.monthsFromStart, monthsFromStart - monthsPerPeriod);
  const periodMonths = monthsFromStart - fromMonths;
  const shareOfPeriod = onGrid(before.amount.neg().div(amount.minus(before.amount)));
  const months = onGrid(shareOfPeriod.times(periodMonths).plus(fromMonths));
  return found({
    months,
    month: months.ceil().toNumber(),
    calendarMonth: startDay === undefined ? undefined : calendarMonthOf(startDay, months),
    crossingCount: crossings.length,
    cumulative,
    crossing: { at, fromMonths, periodMonths, shareOfPeriod },
  });
}

/**
 * Payback time of discounted flows.
 * @param discountRatePerYear > -1
 * @throws {RangeError} for a rate of -1 or less
 */
export function discountedPayback(
  flows: readonly CashFlow[],
  discountRatePerYear: Decimal,
  options: PaybackOptions & FlowTiming = {},
): Outcome<Payback, NoPayback> {
  const discounted = discountedFlows(flows, discountRatePerYear, options);
  return payback(
    discounted.map(({ monthsFromStart, presentValue }) => ({ monthsFromStart, amount: presentValue })),
    options,
  );
}

/** Month 1 begins on the start day; the end of a month still belongs to it. */
function calendarMonthOf(startDay: Day, months: Decimal): string {
  const wholeMonths = months.ceil().toNumber() - 1;
  const from = addMonths(startDay, wholeMonths);
  const dayCount = addMonths(startDay, wholeMonths + 1) - from;
  const daysInto = months.minus(wholeMonths).times(dayCount).ceil().toNumber();
  return isoFromDay(addDays(from, Math.max(0, daysInto - 1))).slice(0, 7);
}
