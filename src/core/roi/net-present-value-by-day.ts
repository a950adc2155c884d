import type { Decimal } from "decimal.js";
import { isoFromDay, type Day } from "../base/day.ts";
import { ensure } from "../base/ensure.ts";
import { datedFlowsInOrder, type DatedCashFlow } from "./cash-flow.ts";
import { growthAtRate } from "./discount.ts";
import { FlowDecimal, onGrid } from "./flow-decimal.ts";

/** Actual days over 365, in leap years too, as spreadsheets' XNPV has it. */
export const DAYS_PER_DISCOUNT_YEAR = 365;

/** A dated flow and what it is worth on the day that all are discounted to. */
export interface DiscountedDatedFlow extends DatedCashFlow {
  readonly discountFactor: Decimal;
  /** amount x factor, half to even at 20 decimal places. */
  readonly presentValue: Decimal;
}

/**
 * Each dated flow with its value on `valueDay`: amount / (1 + rate)^(days / 365).
 * @param valueDay the day discounted to; the earliest flow's day if absent. Flows before it are compounded.
 * @throws {RangeError} for a rate of -1 or less
 */
export function discountedFlowsByDay(
  flows: readonly DatedCashFlow[],
  discountRatePerYear: Decimal,
  valueDay?: Day,
): readonly DiscountedDatedFlow[] {
  const inOrder = datedFlowsInOrder(flows);
  const growthPerYear = growthAtRate(discountRatePerYear);
  const growthPerDay = growthPerYear.pow(new FlowDecimal(1).div(DAYS_PER_DISCOUNT_YEAR));
  const from = valueDay ?? inOrder[0]?.day ?? 0;
  ensure(Number.isSafeInteger(from), `Cannot discount to day ${from}: it must be a whole day`);
  return inOrder.map(({ day, amount }) => {
    const days = day - from;
    const discountFactor =
      days % DAYS_PER_DISCOUNT_YEAR === 0
        ? growthPerYear.pow(-days / DAYS_PER_DISCOUNT_YEAR)
        : growthPerDay.pow(-days);
    const presentValue = onGrid(new FlowDecimal(amount).times(discountFactor));
    ensure(presentValue.isFinite(), `Cannot discount the cash flow of ${isoFromDay(day)}`);
    return { day, amount, discountFactor, presentValue };
  });
}

/**
 * Net present value of flows on irregular days, act/365 (XNPV).
 * @param discountRatePerYear > -1
 * @param valueDay            the day discounted to; the earliest flow's day if absent
 * @returns                   money, not rounded to cents; 0 without flows
 * @throws {RangeError} for a rate of -1 or less
 */
export function netPresentValueByDay(
  flows: readonly DatedCashFlow[],
  discountRatePerYear: Decimal,
  valueDay?: Day,
): Decimal {
  return discountedFlowsByDay(flows, discountRatePerYear, valueDay).reduce<Decimal>(
    (sum, { presentValue }) => sum.plus(presentValue),
    new FlowDecimal(0),
  );
}
