import { Decimal } from "decimal.js";
import type { Outcome } from "../base/outcome.ts";
import type { CashFlow } from "../roi/cash-flow.ts";
import { explainInternalRateOfReturn } from "../roi/explain-internal-rate-of-return.ts";
import { explainNetPresentValue } from "../roi/explain-net-present-value.ts";
import { explainPayback } from "../roi/explain-payback.ts";
import {
  explainModifiedInternalRateOfReturn,
  explainProfitabilityIndex,
  explainReturnOnInvestment,
  explainUndiscountedReturn,
} from "../roi/explain-ratios.ts";
import { explanation, given, type Explanation } from "../roi/explanation.ts";
import { onGrid } from "../roi/flow-decimal.ts";
import type { ModifiedReturn } from "../roi/modified-internal-rate-of-return.ts";
import type { Payback } from "../roi/payback.ts";
import type { Profitability } from "../roi/profitability-index.ts";
import type { ReturnOnInvestment } from "../roi/return-on-investment.ts";

/** The figures of a case, as they were made. */
export interface ExplainedCase {
  readonly sides: {
    readonly net: readonly CashFlow[];
    readonly costs: readonly CashFlow[];
    readonly benefits: readonly CashFlow[];
  };
  readonly terms: { readonly discountRatePerYear: Decimal };
  readonly minorDigits: number;
  readonly roi: Outcome<ReturnOnInvestment>;
  readonly undiscounted: Outcome<ReturnOnInvestment>;
  readonly roots: Outcome<readonly Decimal[]>;
  readonly modified: Outcome<ModifiedReturn>;
  readonly profitability: Outcome<Profitability>;
  readonly payback: Outcome<Payback>;
  readonly discountedPayback: Outcome<Payback>;
  /** Shape [draw]. */
  readonly npvDraws: Float64Array;
}

/** Every figure that a case has, taken apart; where several rates bring its flows to 0, each of them. */
export function explainCase(case_: ExplainedCase): readonly Explanation[] {
  const { sides, minorDigits, roi, undiscounted, modified, profitability } = case_;
  const { discountRatePerYear } = case_.terms;
  const rates = { financeRatePerYear: discountRatePerYear, reinvestRatePerYear: discountRatePerYear };
  const valueOf = (flows: readonly CashFlow[]): Explanation =>
    explainNetPresentValue(flows, discountRatePerYear, minorDigits);
  const paid = (["payback", "discountedPayback"] as const).flatMap((figure) =>
    case_[figure].ok ? [explainPayback(case_[figure].value, figure)] : [],
  );
  const costs = sides.costs.map((flow) => ({ ...flow, amount: flow.amount.neg() }));
  return [
    valueOf(sides.net),
    { ...valueOf(sides.benefits), figure: "presentValueOfBenefits" },
    { ...valueOf(costs), figure: "presentValueOfCosts" },
    ...(roi.ok ? [explainReturnOnInvestment(roi.value, sides, discountRatePerYear)] : []),
    ...(undiscounted.ok ? [explainUndiscountedReturn(undiscounted.value, sides)] : []),
    ...explainRates(case_),
    ...(modified.ok ? [explainModifiedInternalRateOfReturn(modified.value, rates, sides.net)] : []),
    ...(profitability.ok
      ? [explainProfitabilityIndex(profitability.value, "all_outlays", sides.net, discountRatePerYear)]
      : []),
    ...paid,
    explainProbabilityOfGain(case_.npvDraws),
  ];
}

function explainRates({ roots, sides }: ExplainedCase): Explanation[] {
  if (!roots.ok) return [];
  const [only, ...others] = roots.value;
  if (only !== undefined && others.length === 0) return [explainInternalRateOfReturn(sides.net, only)];
  return roots.value.map((rate, index) =>
    explainInternalRateOfReturn(sides.net, rate, `internalRateOfReturn.roots[${index}]`),
  );
}

/** A share of the draws: how many of how many. */
function explainProbabilityOfGain(npvDraws: Float64Array): Explanation {
  const above = npvDraws.filter((npv) => npv > 0).length;
  const value = onGrid(new Decimal(above).div(npvDraws.length));
  return explanation({
    figure: "probabilityOfGain",
    value,
    unit: "ratio",
    formula: "draws with a net present value above 0 / draws",
    terms: [{ label: "Share of the draws", value, formula: `${above} / ${npvDraws.length}` }],
    workings: [
      given("Draws with a net present value above 0", new Decimal(above)),
      given("Draws", new Decimal(npvDraws.length)),
    ],
  });
}
