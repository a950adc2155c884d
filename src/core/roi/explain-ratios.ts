import { Decimal } from "decimal.js";
import { flowsInOrder, type CashFlow } from "./cash-flow.ts";
import { discountedFlows } from "./net-present-value.ts";
import {
  explanation,
  flowTerms,
  given,
  inFormula,
  type Explanation,
  type ExplanationWorking,
} from "./explanation.ts";
import {
  reinvestedFlows,
  type ModifiedRates,
  type ModifiedReturn,
} from "./modified-internal-rate-of-return.ts";
import type { Profitability, ProfitabilityBasis } from "./profitability-index.ts";
import type { CostsAndBenefits, ReturnOnInvestment } from "./return-on-investment.ts";

const MINUS_ONE = { label: "The outlay itself", value: new Decimal(-1) };

/**
 * Return on investment: benefits per unit of cost, less the cost itself. Its two present values open to the discounted flow of
 * every time.
 * @param sides what the ratio was made of, at the same rate
 */
export function explainReturnOnInvestment(
  roi: ReturnOnInvestment,
  sides: CostsAndBenefits,
  discountRatePerYear: Decimal,
): Explanation {
  return explainReturn("returnOnInvestment", roi, [
    opened(
      "Present value of benefits",
      roi.presentValueOfBenefits,
      discounted(sides.benefits, discountRatePerYear),
    ),
    opened(
      "Present value of costs",
      roi.presentValueOfCosts,
      discounted(negated(sides.costs), discountRatePerYear),
    ),
  ]);
}

/** The same ratio of plain sums. */
export function explainUndiscountedReturn(roi: ReturnOnInvestment, sides: CostsAndBenefits): Explanation {
  return explainReturn("undiscountedReturn", roi, [
    opened("Benefits", roi.presentValueOfBenefits, flowsInOrder(sides.benefits)),
    opened("Costs", roi.presentValueOfCosts, flowsInOrder(negated(sides.costs))),
  ]);
}

function explainReturn(
  figure: "returnOnInvestment" | "undiscountedReturn",
  { ratio, presentValueOfBenefits, presentValueOfCosts }: ReturnOnInvestment,
  workings: readonly ExplanationWorking[],
): Explanation {
  const [benefits, costs] =
    figure === "returnOnInvestment" ? ["PV benefits", "PV costs"] : ["benefits", "costs"];
  return explanation({
    figure,
    value: ratio,
    unit: "ratio",
    formula: `(${benefits} - ${costs}) / ${costs}`,
    terms: [
      {
        label: "Benefits per unit of cost",
        value: ratio.plus(1),
        formula: `${inFormula(presentValueOfBenefits)} / ${inFormula(presentValueOfCosts)}`,
      },
      MINUS_ONE,
    ],
    workings,
  });
}

/**
 * Profitability index, and the two present values that it divides, flow by flow.
 * @param flows what it was made of, at the same rate
 */
export function explainProfitabilityIndex(
  { index, presentValueOfReturns, presentValueOfOutlay }: Profitability,
  basis: ProfitabilityBasis,
  flows: readonly CashFlow[],
  discountRatePerYear: Decimal,
): Explanation {
  const presentValues = discounted(flows, discountRatePerYear);
  const isOutlay = ({ monthsFromStart, amount }: CashFlow): boolean =>
    basis === "initial_outlay" ? monthsFromStart === 0 : amount.lt(0);
  const outlay = basis === "initial_outlay" ? "initial outlay" : "PV of all money out";
  const returns = basis === "initial_outlay" ? "PV of later net flows" : "PV of all money in";
  return explanation({
    figure: "profitabilityIndex",
    value: index,
    unit: "ratio",
    formula: `${returns} / ${outlay}`,
    terms: [
      {
        label: "Returns per unit of outlay",
        value: index,
        formula: `${inFormula(presentValueOfReturns)} / ${inFormula(presentValueOfOutlay)}`,
      },
    ],
    workings: [
      opened(
        `Returns: ${returns}`,
        presentValueOfReturns,
        presentValues.filter((flow) => !isOutlay(flow)),
      ),
      opened(`Outlay: ${outlay}`, presentValueOfOutlay, negated(presentValues.filter(isOutlay))),
    ],
  });
}

/**
 * Modified internal rate of return, and what it grows from and to, flow by flow.
 * @param flows what it was made of, at the same rates
 */
export function explainModifiedInternalRateOfReturn(
  { ratePerYear, presentValueOut, finalValueIn, monthCount }: ModifiedReturn,
  rates: ModifiedRates,
  flows: readonly CashFlow[],
): Explanation {
  return explanation({
    figure: "modifiedInternalRateOfReturn",
    value: ratePerYear,
    unit: "per_year",
    formula: "(final value of money in / PV of money out)^(12 / months) - 1",
    terms: [
      {
        label: "Growth of a year",
        value: ratePerYear.plus(1),
        formula: `(${inFormula(finalValueIn)} / ${inFormula(presentValueOut)})^(12 / ${monthCount})`,
      },
      MINUS_ONE,
    ],
    workings: [
      opened("Final value of money in", finalValueIn, reinvestedFlows(flows, rates.reinvestRatePerYear)),
      opened(
        "Present value of money out",
        presentValueOut,
        negated(
          discounted(
            flowsInOrder(flows).filter(({ amount }) => amount.lt(0)),
            rates.financeRatePerYear,
          ),
        ),
      ),
      given("Months", new Decimal(monthCount)),
      given("Finance rate per year", rates.financeRatePerYear),
      given("Reinvestment rate per year", rates.reinvestRatePerYear),
    ],
  });
}

function opened(label: string, value: Decimal, flows: readonly CashFlow[]): ExplanationWorking {
  return { label, value, terms: flowTerms(flows) };
}

function discounted(flows: readonly CashFlow[], ratePerYear: Decimal): CashFlow[] {
  return discountedFlows(flows, ratePerYear).map(({ monthsFromStart, presentValue }) => ({
    monthsFromStart,
    amount: presentValue,
  }));
}

function negated(flows: readonly CashFlow[]): CashFlow[] {
  return flows.map(({ monthsFromStart, amount }) => ({ monthsFromStart, amount: amount.neg() }));
}
