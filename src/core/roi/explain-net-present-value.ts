import type { Decimal } from "decimal.js";
import { isoFromDay, type Day } from "../base/day.ts";
import type { CashFlow, DatedCashFlow } from "./cash-flow.ts";
import type { FlowTiming } from "./discount.ts";
import {
  explanation,
  given,
  inFormula,
  roundedMoney,
  timeLabel,
  type Explanation,
  type ExplanationTerm,
} from "./explanation.ts";
import { discountedFlows, netPresentValue } from "./net-present-value.ts";
import { discountedFlowsByDay, netPresentValueByDay } from "./net-present-value-by-day.ts";

/**
 * Net present value to the smallest unit of the currency, and the discounted flow of every time on 20 decimal places.
 * @param minorDigits decimal places of the currency
 */
export function explainNetPresentValue(
  flows: readonly CashFlow[],
  discountRatePerYear: Decimal,
  minorDigits: number,
  timing: FlowTiming = {},
): Explanation {
  const npv = netPresentValue(flows, discountRatePerYear, timing);
  const { value, rounding } = roundedMoney(npv, minorDigits);
  return explanation({
    figure: "netPresentValue",
    value,
    unit: "money",
    formula: "sum of flow x (1 + discountRatePerYear)^(-months / 12)",
    terms: [...discountedFlowTerms(flows, discountRatePerYear, timing), ...rounding],
    workings: [given("Discount rate per year", discountRatePerYear)],
  });
}

/** The same for dated flows, act/365. */
export function explainNetPresentValueByDay(
  flows: readonly DatedCashFlow[],
  discountRatePerYear: Decimal,
  minorDigits: number,
  valueDay?: Day,
): Explanation {
  const npv = netPresentValueByDay(flows, discountRatePerYear, valueDay);
  const { value, rounding } = roundedMoney(npv, minorDigits);
  const terms = discountedFlowsByDay(flows, discountRatePerYear, valueDay).map(
    ({ day, amount, discountFactor, presentValue }) => ({
      label: isoFromDay(day),
      value: presentValue,
      formula: `${inFormula(amount)} x ${inFormula(discountFactor)}`,
    }),
  );
  return explanation({
    figure: "netPresentValue",
    value,
    unit: "money",
    formula: "sum of flow x (1 + discountRatePerYear)^(-days / 365)",
    terms: [...terms, ...rounding],
    workings: [given("Discount rate per year", discountRatePerYear)],
  });
}

/** One term for each time that has a flow: the flow and its discount factor multiplied. */
export function discountedFlowTerms(
  flows: readonly CashFlow[],
  discountRatePerYear: Decimal,
  timing: FlowTiming = {},
): readonly ExplanationTerm[] {
  return discountedFlows(flows, discountRatePerYear, timing)
    .filter(({ amount }) => !amount.isZero())
    .map(({ monthsFromStart, amount, discountFactor, presentValue }) => ({
      label: timeLabel(monthsFromStart),
      value: presentValue,
      formula: `${inFormula(amount)} x ${inFormula(discountFactor)}`,
    }));
}
