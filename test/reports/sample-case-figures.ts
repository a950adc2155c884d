import { Decimal } from "decimal.js";
import { CASE_LEVELS, type CaseFigures } from "../../src/contracts/investment.ts";
import type { CashFlow } from "../../src/core/roi/cash-flow.ts";
import { explainPayback } from "../../src/core/roi/explain-payback.ts";
import { explainNetPresentValue } from "../../src/core/roi/explain-net-present-value.ts";
import { explainReturnOnInvestment } from "../../src/core/roi/explain-ratios.ts";
import type { Explanation } from "../../src/core/roi/explanation.ts";
import { internalRatesOfReturn } from "../../src/core/roi/internal-rate-of-return.ts";
import { netPresentValue } from "../../src/core/roi/net-present-value.ts";
import { discountedPayback, payback } from "../../src/core/roi/payback.ts";
import { returnOnInvestment } from "../../src/core/roi/return-on-investment.ts";

export const cents = (amount: number) => (Math.round(amount * 100) / 100 + 0).toFixed(2);
export const sumAll = (values: Iterable<number>) => [...values].reduce((sum, value) => sum + value, 0);

/** Mean, standard deviation and quantiles of type 7. */
function summary(draws: Float64Array) {
  const sorted = draws.slice().sort();
  const mean = sumAll(draws) / draws.length;
  const quantile = (level: number) => {
    const position = level * (sorted.length - 1);
    const below = sorted[Math.floor(position)]!;
    return below + (sorted[Math.ceil(position)]! - below) * (position % 1);
  };
  const sd = Math.sqrt(sumAll(draws.map((draw) => (draw - mean) ** 2)) / draws.length);
  return { mean, sd, quantiles: CASE_LEVELS.map((level) => [String(level), quantile(level)] as const) };
}

export function moneyDistribution(draws: Float64Array) {
  const { mean, sd, quantiles } = summary(draws);
  return {
    mean: cents(mean),
    sd: cents(sd),
    quantiles: Object.fromEntries(quantiles.map(([level, amount]) => [level, cents(amount)])),
  };
}

export function numberDistribution(draws: Float64Array, share = 1) {
  const { mean, sd, quantiles } = summary(draws);
  return { mean, sd, quantiles: Object.fromEntries(quantiles), share };
}

export interface CaseDraws {
  /** Ledger flows in cents, the initial column first. */
  readonly costs: readonly number[];
  readonly benefits: readonly number[];
  /** Net flows of every draw in units, shape [draw][month]. */
  readonly nets: readonly Float64Array[];
  readonly discountRatePerYear: number;
}

/** Figures of a made-up case, by the engine's own functions for the ledger. Not checked against the contract yet. */
export function caseFigures({ costs, benefits, nets, discountRatePerYear }: CaseDraws) {
  const rate = new Decimal(discountRatePerYear);
  const flowsOf = (amounts: readonly number[]): CashFlow[] =>
    amounts.map((amount, monthsFromStart) => ({ monthsFromStart, amount: new Decimal(amount).div(100) }));
  const flows = flowsOf(costs.map((cost, month) => benefits[month]! + cost));
  const factor = (month: number) => (1 + discountRatePerYear) ** (-month / 12);
  const present = nets.map((net) => sumAll(net.map((amount, month) => amount * factor(month))));
  const costsOut = flowsOf(costs.map((cost) => -cost));
  const [pvCosts, pvBenefits] = [netPresentValue(costsOut, rate), netPresentValue(flowsOf(benefits), rate)];
  const roi = returnOnInvestment({ costs: flowsOf(costs), benefits: flowsOf(benefits) }, rate);
  const rates = internalRatesOfReturn(flows);
  const roots = rates.ok ? rates.value.map((root) => root.toNumber()) : [];
  const npv = explainNetPresentValue(flows, rate, 2);
  const drawnBenefits = Float64Array.from(present, (amount) => amount + pvCosts.toNumber());
  const money = (ledger: Decimal, draws: Float64Array) => ({
    ledger: ledger.toFixed(2),
    reason: null,
    distribution: moneyDistribution(draws),
  });
  const ratio = (ledger: number | null, reason: string, of: (npv: number) => number) => ({
    ledger,
    reason: ledger === null ? reason : null,
    distribution: ledger === null ? null : numberDistribution(Float64Array.from(present, of)),
  });
  const spent = pvCosts.toNumber();
  const paid = payback(flows);
  const paidDiscounted = discountedPayback(flows, rate);
  const figures = {
    netPresentValue: money(npv.value, Float64Array.from(present)),
    probabilityOfGain: present.filter((amount) => amount > 0).length / present.length,
    returnOnInvestment: ratio(roi.ok ? roi.value.ratio.toNumber() : null, "nothing is spent", (value) => value / spent), // prettier-ignore
    undiscountedReturn: ratio(roi.ok ? roi.value.ratio.toNumber() * 1.1 : null, "nothing is spent", (value) => (1.1 * value) / spent), // prettier-ignore
    presentValueOfBenefits: money(pvBenefits, drawnBenefits),
    presentValueOfCosts: money(
      pvCosts,
      Float64Array.from(present, () => spent),
    ),
    internalRateOfReturn: {
      ledger: roots.length === 1 ? roots[0]! : null,
      reason: roots.length === 1 ? null : "the flows never change their sign, so no rate brings them to 0",
      distribution: roots.length === 1 ? numberDistribution(Float64Array.from(present, (value) => roots[0]! * (1 + value / (1 + Math.abs(spent)) / 9)), 0.973) : null, // prettier-ignore
      roots,
    },
    modifiedInternalRateOfReturn: ratio(spent > 0 ? 0.183 : null, "nothing is spent", (value) => 0.183 + value / spent / 50), // prettier-ignore
    profitabilityIndex: ratio(spent > 0 ? pvBenefits.toNumber() / spent : null, "nothing is spent", (value) => value / spent + 1), // prettier-ignore
    payback: paybackFigure(paid.ok ? paid.value.months.toNumber() : null, nets, () => 1),
    discountedPayback: paybackFigure(paidDiscounted.ok ? paidDiscounted.value.months.toNumber() : null, nets, factor), // prettier-ignore
  };
  const explanations = [
    npv,
    ...(roi.ok ? [explainReturnOnInvestment(roi.value, { costs: flowsOf(costs), benefits: flowsOf(benefits) }, rate)] : []), // prettier-ignore
    ...(paid.ok ? [explainPayback(paid.value, "payback")] : []),
  ].map(inContract);
  return { figures: figures satisfies Record<keyof CaseFigures, unknown>, explanations, present };
}

function paybackFigure(
  months: number | null,
  nets: readonly Float64Array[],
  factor: (month: number) => number,
) {
  const monthCount = nets[0]!.length;
  const since = nets.map((net) => {
    let sum = 0;
    let paidFrom = 0;
    for (const [month, amount] of net.entries()) {
      sum += amount * factor(month);
      if (sum < 0) paidFrom = month + 1;
    }
    return paidFrom;
  });
  return {
    months,
    month: months === null ? null : `month ${Math.ceil(months)}`,
    reason: months === null ? "the investment is not earned back within the horizon" : null,
    chanceByMonth: Array.from(
      { length: monthCount },
      (_, month) => since.filter((from) => from <= month).length / since.length,
    ),
  };
}

function inContract({ figure, formula, value, terms }: Explanation) {
  const termOf = (term: Explanation["terms"][number]) => ({
    label: term.label,
    value: term.value.toFixed(),
    ...(term.formula === undefined ? {} : { formula: term.formula }),
  });
  return { figure, formula, value: value.toFixed(), terms: terms.map(termOf) };
}
