import { Decimal } from "decimal.js";
import type { CashFlow } from "./cash-flow.ts";
import { explanation, type Explanation } from "./explanation.ts";
import { discountedFlowTerms } from "./explain-net-present-value.ts";
import { FlowDecimal } from "./flow-decimal.ts";
import { netPresentValue } from "./net-present-value.ts";

/**
 * An internal rate of return and its proof: the flows discounted at it, which add up to a net present value of 0 but for
 * the last digits.
 * @param ratePerYear one of the rates of `internalRatesOfReturn`
 */
export function explainInternalRateOfReturn(flows: readonly CashFlow[], ratePerYear: Decimal): Explanation {
  return explanation({
    figure: "internalRateOfReturn",
    value: ratePerYear,
    unit: "per_year",
    formula: "the rate at which the sum of flow x (1 + rate)^(-months / 12) is 0",
    terms: [
      { label: "Growth of a year", value: new FlowDecimal(ratePerYear).plus(1) },
      { label: "The outlay itself", value: new Decimal(-1) },
    ],
    parts: [
      ...discountedFlowTerms(flows, ratePerYear),
      { label: "Net present value at this rate", value: netPresentValue(flows, ratePerYear) },
    ],
  });
}
