import { Decimal } from "decimal.js";
import { explanation, inFormula, type Explanation } from "./explanation.ts";
import type { ModifiedRates, ModifiedReturn } from "./modified-internal-rate-of-return.ts";
import type { Profitability, ProfitabilityBasis } from "./profitability-index.ts";
import type { ReturnOnInvestment } from "./return-on-investment.ts";

const MINUS_ONE = { label: "The outlay itself", value: new Decimal(-1) };

/** Return on investment: benefits per unit of cost, less the cost itself. */
export function explainReturnOnInvestment(roi: ReturnOnInvestment): Explanation {
  const { ratio, presentValueOfBenefits, presentValueOfCosts } = roi;
  return explanation({
    figure: "returnOnInvestment",
    value: ratio,
    unit: "ratio",
    formula: "(PV benefits - PV costs) / PV costs",
    terms: [
      {
        label: "Benefits per unit of cost",
        value: ratio.plus(1),
        formula: `${inFormula(presentValueOfBenefits)} / ${inFormula(presentValueOfCosts)}`,
      },
      MINUS_ONE,
    ],
    parts: [
      { label: "Present value of benefits", value: presentValueOfBenefits },
      { label: "Present value of costs", value: presentValueOfCosts },
    ],
  });
}

export function explainProfitabilityIndex(
  { index, presentValueOfReturns, presentValueOfOutlay }: Profitability,
  basis: ProfitabilityBasis,
): Explanation {
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
    parts: [
      { label: `Returns: ${returns}`, value: presentValueOfReturns },
      { label: `Outlay: ${outlay}`, value: presentValueOfOutlay },
    ],
  });
}

export function explainModifiedInternalRateOfReturn(
  { ratePerYear, presentValueOut, finalValueIn, monthCount }: ModifiedReturn,
  rates: ModifiedRates,
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
    parts: [
      { label: "Final value of money in", value: finalValueIn },
      { label: "Present value of money out", value: presentValueOut },
      { label: "Months", value: new Decimal(monthCount) },
      { label: "Finance rate per year", value: rates.financeRatePerYear },
      { label: "Reinvestment rate per year", value: rates.reinvestRatePerYear },
    ],
  });
}
