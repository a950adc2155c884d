import { Decimal } from "decimal.js";
import type { CashFlow } from "./cash-flow.ts";
import { explanation, sumOfTerms, type Explanation } from "./explanation.ts";
import { discountedFlowTerms } from "./explain-net-present-value.ts";
import { DISCOUNTED_DECIMALS, FlowDecimal } from "./flow-decimal.ts";

/** Digits that 1 + rate has: see `internalRatesOfReturn`. */
const RATE_DIGITS = 40;

/**
 * An internal rate of return and its proof: the flows discounted at it, which add up to a net present value of 0 but for
 * the last digits, as many as `roundingOfRoot` leaves.
 * @param ratePerYear one of the rates of `internalRatesOfReturn`
 * @param figure      what it is called: the rate, or one of several
 */
export function explainInternalRateOfReturn(
  flows: readonly CashFlow[],
  ratePerYear: Decimal,
  figure = "internalRateOfReturn",
): Explanation {
  const discounted = discountedFlowTerms(flows, ratePerYear);
  return explanation({
    figure,
    value: ratePerYear,
    unit: "per_year",
    formula: "the rate at which the sum of flow x (1 + rate)^(-months / 12) is 0",
    terms: [
      { label: "Growth of a year", value: new FlowDecimal(ratePerYear).plus(1) },
      { label: "The outlay itself", value: new Decimal(-1) },
    ],
    workings: [
      {
        label: "Net present value at this rate",
        value: sumOfTerms(discounted),
        formula: `0, but for the rounding of flows and rate: less than ${roundingOfRoot(flows, discounted).toFixed()}`,
        terms: discounted,
      },
    ],
  });
}

/**
 * How far from 0 the net present value at a root may be: every discounted flow is rounded at 20 decimal places, and a rate
 * that is off by a part of 10^-39 moves a flow of month m by m / 12 such parts.
 */
export function roundingOfRoot(
  flows: readonly CashFlow[],
  discounted: readonly { readonly value: Decimal }[],
): Decimal {
  const grid = new FlowDecimal(10).pow(-DISCOUNTED_DECIMALS).times(discounted.length);
  const years = Math.max(0, ...flows.map(({ monthsFromStart }) => monthsFromStart)) / 12;
  const size = discounted.reduce<Decimal>((sum, { value }) => sum.plus(value.abs()), new FlowDecimal(0));
  return grid
    .plus(size.times(years).times(new FlowDecimal(10).pow(1 - RATE_DIGITS)))
    .toSignificantDigits(1, Decimal.ROUND_UP);
}
