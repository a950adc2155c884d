import type { Decimal } from "decimal.js";
import { addDays, type Day } from "../base/day.ts";
import { MoneyDecimal } from "../base/money.ts";
import { found, missing, type Outcome } from "../base/outcome.ts";
import { portableExp } from "../maths/portable-exp.ts";
import { portableLog } from "../maths/portable-log.ts";
import type { Explanation } from "../roi/explanation.ts";
import type { CashFlow } from "../roi/cash-flow.ts";
import { discountFactorsForDraws } from "../roi/discount.ts";
import { internalRateDraws } from "../roi/internal-rate-draws.ts";
import { internalRatesOfReturn, oneRate } from "../roi/internal-rate-of-return.ts";
import { modifiedInternalRateOfReturn } from "../roi/modified-internal-rate-of-return.ts";
import { netPresentValue } from "../roi/net-present-value.ts";
import { netPresentValueDraws, shareAboveZero } from "../roi/net-present-value-draws.ts";
import { discountedPayback, payback, type Payback } from "../roi/payback.ts";
import { paybackChances, paybackDraws } from "../roi/payback-draws.ts";
import { profitabilityIndex } from "../roi/profitability-index.ts";
import { returnOnInvestment, undiscountedReturnOnInvestment } from "../roi/return-on-investment.ts";
import { signedValueDraws } from "../roi/signed-value-draws.ts";
import { explainCase } from "./case-explanations.ts";
import type { CaseFlows } from "./case-flows.ts";

/** A figure of the ledger case, and of every draw that has it. */
export interface CaseFigure {
  readonly ledger: Outcome<Decimal>;
  /** Money in minor units; empty where no draw has the figure. */
  readonly draws: Float64Array;
}

export interface CaseFigures {
  readonly netPresentValue: CaseFigure;
  readonly probabilityOfGain: number;
  readonly presentValueOfBenefits: CaseFigure;
  readonly presentValueOfCosts: CaseFigure;
  readonly returnOnInvestment: CaseFigure;
  readonly undiscountedReturn: CaseFigure;
  readonly internalRateOfReturn: CaseFigure & { readonly roots: readonly Decimal[] };
  readonly modifiedInternalRateOfReturn: CaseFigure;
  readonly profitabilityIndex: CaseFigure;
  readonly payback: CasePayback;
  readonly discountedPayback: CasePayback;
  readonly explanations: readonly Explanation[];
}

export interface CasePayback {
  readonly ledger: Outcome<Payback>;
  /** Shape [month + 1]. */
  readonly chanceByMonth: Float64Array;
}

export interface FigureTerms {
  readonly discountRatePerYear: Decimal;
  /** Last known day: month 1 begins on the day after it; undefined without pipeline data. */
  readonly asOf: Day | undefined;
  /** Flows are sums of years that come in evenly: what paybacks are interpolated over. */
  readonly monthsPerPeriod: 1 | 12;
}

/** A loss of 99 % a year: below it lie the spurious rates of plans that end with money out. */
const LOWEST_RATE = -0.99;

/**
 * The figures of a case. The ledger case is the mean of the draws cell by cell, so its net present value is the mean one;
 * its rates, ratios and paybacks are those of the mean.
 */
export function caseFigures(flows: CaseFlows, terms: FigureTerms): CaseFigures {
  const { discountRatePerYear } = terms;
  const factors = discountFactorsForDraws(discountRatePerYear, flows.monthCount);
  const sides = sidesOf(flows);
  const net = sides.net;
  const npvDraws = netPresentValueDraws(flows, factors);
  const pvOfCosts = flows.costs.reduce((sum, cost, month) => sum + cost * factors[month]!, 0);
  const plainCosts = flows.costs.reduce((sum, cost) => sum + cost, 0);
  const roi = returnOnInvestment(sides, discountRatePerYear);
  const undiscounted = undiscountedReturnOnInvestment(sides);
  const roots = internalRatesOfReturn(net, { lowestRatePerYear: LOWEST_RATE });
  const rate = oneRate(roots);
  const rates = { financeRatePerYear: discountRatePerYear, reinvestRatePerYear: discountRatePerYear };
  const modified = modifiedInternalRateOfReturn(net, rates);
  const profitability = profitabilityIndex(net, discountRatePerYear, "all_outlays");
  const signed = signedValueDraws(flows, factors);
  const paybacks = paybacksOf(flows, net, terms, factors);
  const money = (amount: Decimal): Outcome<Decimal> => found(amount.toDecimalPlaces(flows.minorDigits));
  return {
    netPresentValue: { ledger: money(netPresentValue(net, discountRatePerYear)), draws: npvDraws },
    probabilityOfGain: shareAboveZero(npvDraws),
    presentValueOfBenefits: {
      ledger: money(netPresentValue(sides.benefits, discountRatePerYear)),
      draws: npvDraws.map((npv) => npv + pvOfCosts),
    },
    presentValueOfCosts: {
      ledger: money(netPresentValue(sides.costs, discountRatePerYear).neg()),
      draws: new Float64Array(flows.drawCount).fill(pvOfCosts),
    },
    returnOnInvestment: {
      ledger: roi.ok ? found(roi.value.ratio) : missing(roi.reason),
      draws: pvOfCosts > 0 ? npvDraws.map((npv) => npv / pvOfCosts) : new Float64Array(0),
    },
    undiscountedReturn: {
      ledger: undiscounted.ok ? found(undiscounted.value.ratio) : missing(undiscounted.reason),
      draws: plainCosts > 0 ? sumsOfDraws(flows).map((sum) => sum / plainCosts) : new Float64Array(0),
    },
    internalRateOfReturn: {
      ledger: rate,
      roots: roots.ok ? roots.value : [],
      draws: internalRateDraws(flows, { lowestRatePerYear: LOWEST_RATE }).ratesPerYear,
    },
    modifiedInternalRateOfReturn: {
      ledger: modified.ok ? found(modified.value.ratePerYear) : missing(modified.reason),
      draws: modifiedRates(signed, discountRatePerYear.toNumber(), flows.monthCount),
    },
    profitabilityIndex: {
      ledger: profitability.ok ? found(profitability.value.index) : missing(profitability.reason),
      draws: signed.moneyIn.map((value, draw) => value / signed.moneyOut[draw]!).filter(Number.isFinite),
    },
    ...paybacks,
    explanations: explainCase({
      sides,
      terms,
      minorDigits: flows.minorDigits,
      roi,
      undiscounted,
      roots,
      modified,
      profitability,
      payback: paybacks.payback.ledger,
      discountedPayback: paybacks.discountedPayback.ledger,
      npvDraws,
    }),
  };
}

/** Net flows, costs and benefits of the ledger case. */
export function sidesOf({ lines, monthCount }: Pick<CaseFlows, "lines" | "monthCount">): {
  readonly net: readonly CashFlow[];
  readonly costs: readonly CashFlow[];
  readonly benefits: readonly CashFlow[];
} {
  const cellsOf = (kind: string): readonly (readonly Decimal[])[] =>
    lines.filter((line) => line.kind === kind).map(({ cells }) => cells);
  const netCells = cellsOf("net")[0]!;
  const costLines = cellsOf("cost");
  const months = Array.from({ length: monthCount + 1 }, (_, month) => month);
  const costCells = months.map((month) =>
    costLines.reduce((sum, cells) => sum.plus(cells[month]!), new MoneyDecimal(0)),
  );
  const flowsOf = (amountOf: (month: number) => Decimal): CashFlow[] =>
    months.map((month) => ({ monthsFromStart: month, amount: amountOf(month) }));
  return {
    net: flowsOf((month) => netCells[month]!),
    costs: flowsOf((month) => costCells[month]!),
    benefits: flowsOf((month) => netCells[month]!.minus(costCells[month]!)),
  };
}

function paybacksOf(
  flows: CaseFlows,
  net: readonly CashFlow[],
  { discountRatePerYear, asOf, monthsPerPeriod }: FigureTerms,
  factors: Float64Array,
): { readonly payback: CasePayback; readonly discountedPayback: CasePayback } {
  const options = {
    monthsPerPeriod,
    ...(asOf === undefined ? {} : { startDay: addDays(asOf, 1) }),
  };
  // Months between the sums of two years hold nothing: they are no period of their own.
  const inPeriods = net.filter(({ monthsFromStart }) => monthsFromStart % monthsPerPeriod === 0);
  const plain = payback(inPeriods, options);
  const discounted = discountedPayback(inPeriods, discountRatePerYear, options);
  const chances = (ledger: Outcome<Payback>, discountFactors?: Float64Array): Float64Array =>
    monthsPerPeriod === 1
      ? paybackChances(paybackDraws(flows, discountFactors).months, flows.monthCount)
      : Float64Array.from({ length: flows.monthCount + 1 }, (_, month) =>
          Number(ledger.ok && month >= ledger.value.month),
        );
  return {
    payback: { ledger: plain, chanceByMonth: chances(plain) },
    discountedPayback: { ledger: discounted, chanceByMonth: chances(discounted, factors) },
  };
}

function sumsOfDraws({ netFlows, drawCount, monthCount }: CaseFlows): Float64Array {
  const sums = new Float64Array(drawCount);
  for (let month = 0; month <= monthCount; month++) {
    for (let draw = 0; draw < drawCount; draw++) sums[draw]! += netFlows[month * drawCount + draw]!;
  }
  return sums;
}

/** (Final value of money in / present value of money out)^(12 / months) - 1, where a draw has both. */
function modifiedRates(
  { moneyIn, moneyOut }: { readonly moneyIn: Float64Array; readonly moneyOut: Float64Array },
  ratePerYear: number,
  monthCount: number,
): Float64Array {
  const rates: number[] = [];
  moneyIn.forEach((value, draw) => {
    if (value <= 0 || moneyOut[draw]! <= 0) return;
    rates.push((1 + ratePerYear) * portableExp((12 / monthCount) * portableLog(value / moneyOut[draw]!)) - 1);
  });
  return Float64Array.from(rates);
}
