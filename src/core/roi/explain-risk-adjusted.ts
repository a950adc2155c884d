import { Decimal } from "decimal.js";
import { explainReturnOnInvestment } from "./explain-ratios.ts";
import {
  explanation,
  given,
  inFormula,
  roundedMoney,
  sumOfTerms,
  type Explanation,
  type ExplanationTerm,
} from "./explanation.ts";
import type { RiskAdjustedLine, RiskAdjustedView } from "./risk-adjusted-view.ts";

/** What the figures of the view are called, as they stand in contracts. */
const PREFIX = "riskAdjusted.";
/** A factor of all benefits, or of all costs, is shown to so many decimal places. */
export const FACTOR_DECIMALS = 12;

/** The figures of a risk-adjusted view, line by line; flexibility is in none of them. */
export function explainRiskAdjusted(
  view: RiskAdjustedView,
  discountRatePerYear: Decimal,
  minorDigits: number,
): readonly Explanation[] {
  const { riskAdjusted, likely } = view;
  const roi = riskAdjusted.returnOnInvestment;
  const ofKind = (kind: RiskAdjustedLine["kind"]): ExplanationTerm[] =>
    view.lines.filter((line) => line.kind === kind).map(lineTerm);
  const money = (
    figure: string,
    exact: Decimal,
    terms: readonly ExplanationTerm[],
    formula: string,
  ): Explanation => {
    const { value } = roundedMoney(exact, minorDigits);
    return explanation({
      figure: `${PREFIX}${figure}`,
      value,
      unit: "money",
      formula,
      terms: [...terms, ...remainder(value, terms)],
      workings: [given("Discount rate per year", discountRatePerYear)],
    });
  };
  const benefits = {
    label: "Risk-adjusted present value of benefits",
    value: riskAdjusted.presentValueOfBenefits,
  };
  const costs = {
    label: "Risk-adjusted present value of costs",
    value: riskAdjusted.presentValueOfCosts.neg(),
  };
  return [
    money(
      "presentValueOfBenefits",
      benefits.value,
      ofKind("benefit"),
      "sum of present value of a line x its factor",
    ),
    money(
      "presentValueOfCosts",
      riskAdjusted.presentValueOfCosts,
      ofKind("cost"),
      "sum of present value of a line x its factor",
    ),
    money(
      "netPresentValue",
      riskAdjusted.netPresentValue,
      [benefits, costs],
      "PV benefits - PV costs, both risk-adjusted",
    ),
    ...(roi.ok
      ? [
          {
            ...explainReturnOnInvestment(roi.value, riskAdjusted.costsAndBenefits, discountRatePerYear),
            figure: `${PREFIX}returnOnInvestment`,
          },
        ]
      : []),
    explainFactor("benefitFactor", riskAdjusted.presentValueOfBenefits, likely.presentValueOfBenefits),
    explainFactor("costFactor", riskAdjusted.presentValueOfCosts, likely.presentValueOfCosts),
  ];
}

/** What all lines of a kind are multiplied by on average; 1 where there are none. */
export function riskFactor(adjusted: Decimal, likely: Decimal): Decimal {
  return likely.isZero() ? new Decimal(1) : adjusted.div(likely).toDecimalPlaces(FACTOR_DECIMALS);
}

function explainFactor(figure: string, adjusted: Decimal, likely: Decimal): Explanation {
  const value = riskFactor(adjusted, likely);
  return explanation({
    figure: `${PREFIX}${figure}`,
    value,
    unit: "ratio",
    formula: `risk-adjusted present value / present value, to ${FACTOR_DECIMALS} decimal places`,
    terms: [
      {
        label: "Mean of the lines' factors",
        value,
        formula: `${inFormula(adjusted)} / ${inFormula(likely)}`,
      },
    ],
    workings: [given("Risk-adjusted present value", adjusted), given("Present value", likely)],
  });
}

function lineTerm({
  label,
  kind,
  presentValue,
  adjustedPresentValue,
  riskShare,
}: RiskAdjustedLine): ExplanationTerm {
  const isCost = kind === "cost";
  const factor = isCost ? riskShare.plus(1) : riskShare.neg().plus(1);
  const [plain, adjusted] = isCost
    ? [presentValue.neg(), adjustedPresentValue.neg()]
    : [presentValue, adjustedPresentValue];
  return { label, value: adjusted, formula: `${inFormula(plain)} x ${inFormula(factor)}` };
}

function remainder(value: Decimal, terms: readonly ExplanationTerm[]): ExplanationTerm[] {
  const left = sumOfTerms([
    { label: "", value },
    ...terms.map((term) => ({ ...term, value: term.value.neg() })),
  ]);
  return left.isZero() ? [] : [{ label: "Rounding to the smallest unit of the currency", value: left }];
}
