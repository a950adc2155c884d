import { Decimal } from "decimal.js";
import { InvestmentReply, type CaseLine, type ScenarioReport } from "../../src/contracts/investment.ts";
import { decimalFromMinorUnits, minorDigitsOf } from "../../src/core/base/money.ts";
import type { CashFlow } from "../../src/core/roi/cash-flow.ts";
import { internalRatesOfReturn } from "../../src/core/roi/internal-rate-of-return.ts";
import { modifiedInternalRateOfReturn } from "../../src/core/roi/modified-internal-rate-of-return.ts";
import { netPresentValue } from "../../src/core/roi/net-present-value.ts";
import { discountedPayback, payback } from "../../src/core/roi/payback.ts";
import { profitabilityIndex, type ProfitabilityBasis } from "../../src/core/roi/profitability-index.ts";
import {
  returnOnInvestment,
  undiscountedReturnOnInvestment,
  type ReturnOnInvestment,
} from "../../src/core/roi/return-on-investment.ts";
import type { Outcome } from "../../src/core/base/outcome.ts";

/** Whole minor units by month, the initial column first; costs are negative. */
export interface CaseFlow {
  readonly label: string;
  readonly kind: "gross_margin" | "payment_timing" | "direct_benefit" | "avoided_cost" | "cost";
  readonly months: readonly number[];
}

export interface WorkbookScenario {
  readonly name: string;
  readonly discountRatePerYear: number;
  readonly flows: readonly CaseFlow[];
  readonly profitabilityBasis?: ProfitabilityBasis;
  /** 12 for a case whose flows are sums of years. */
  readonly monthsPerPeriod?: 1 | 12;
  readonly levers?: ScenarioReport["levers"];
  readonly realised?: ScenarioReport["realised"];
  readonly riskAdjusted?: ScenarioReport["riskAdjusted"];
  /** Lines that are in no sum. */
  readonly beside?: readonly (CaseFlow | { readonly label: string; readonly kind: "bookings"; readonly months: readonly number[] })[]; // prettier-ignore
}

const SHA = "3a7bd3e2360a3d29eea436fcfb7e44c735d117c42d1c1835420b6b9942dd4f1b";

/** A reply whose figures are computed from its flows by the engine, and whose distributions are made up. */
export function workbookCase(
  scenarios: readonly WorkbookScenario[],
  { currency = "EUR", label = (month: number) => `2026-M${month}` } = {},
): InvestmentReply {
  const horizon = Math.max(...scenarios.map(horizonOf));
  const digits = minorDigitsOf(currency);
  return InvestmentReply.parse({
    schema: "revcast.investment.1",
    asOf: "2026-06-30",
    knownThrough: "2026-06-30",
    currency,
    months: Array.from({ length: horizon }, (_, index) => ({
      label: label(index + 1),
      from: null,
      to: null,
    })),
    drawCount: 20_000,
    seed: 7,
    engineVersion: "0.1.0",
    planDigest: SHA,
    resultDigest: SHA,
    isExtrapolation: true,
    sources: [{ file: "history.csv", sha256: SHA, layout: "history", rowCount: 900, rejectedCount: 2 }],
    scenarios: scenarios.map((scenario) => reportOf(scenario, digits)),
    comparisons: scenarios.slice(1).map(({ name }) => ({
      scenario: name,
      against: scenarios[0]!.name,
      netPresentValueDifference: spread("1500.00"),
      probabilityBetter: 0.61,
    })),
    bestSubset: {
      budget: "100000.00",
      chosen: scenarios.map(({ name }) => name),
      presentValueOfCosts: "90000.00",
      netPresentValue: "12345.67",
      ...(scenarios.length < 2 ? {} : { together: { netPresentValue: "12000.17", lessThanSum: "345.50" } }),
      method: "every subset",
    },
    warnings: [{ code: "extrapolation", message: "The horizon is longer than past windows can prove" }],
  });
}

function reportOf(scenario: WorkbookScenario, digits: number): unknown {
  const { name, flows, discountRatePerYear, beside = [] } = scenario;
  const horizonMonths = horizonOf(scenario);
  const sum = (lines: readonly CaseFlow[]): number[] =>
    Array.from({ length: horizonMonths + 1 }, (_, month) =>
      lines.reduce((total, { months }) => total + (months[month] ?? 0), 0),
    );
  const net = sum(flows);
  let running = 0;
  const cumulative = net.map((amount) => (running += amount));
  const line = (kind: CaseLine["kind"], label: string, months: readonly number[]): CaseLine =>
    lineOf({ kind, label, months, of: "difference", digits });
  return {
    name,
    description: null,
    file: "scenarios/case.yaml",
    sha256: SHA,
    horizonMonths,
    discountRatePerYear,
    grossMargin: 0.8,
    lines: [
      ...beside.map(({ kind, label, months }) => lineOf({ kind, label, months, of: "base", digits })),
      ...flows.map(({ kind, label, months }) => line(kind, label, months)),
      line("net", "Net", net),
      line("cumulative", "Cumulative", cumulative),
    ],
    figures: figuresOf(scenario, net, digits),
    explanations: [],
    npvHistogram: { from: "-1.00", to: "1.00", counts: [0.5, 0.5] },
    cumulativeFan: cumulative.map((amount, month) => {
      const money = decimalFromMinorUnits(amount, digits);
      return { month: `M${month}`, "0.05": money, "0.25": money, "0.5": money, "0.75": money, "0.95": money };
    }),
    effects: { bookings: spread("900.00"), revenue: spread("800.00"), grossMargin: spread("700.00") },
    levers: scenario.levers ?? [],
    varianceMethod: null,
    goals: [],
    riskAdjusted: scenario.riskAdjusted ?? null,
    realised: scenario.realised ?? null,
    warnings: [],
  };
}

function figuresOf(scenario: WorkbookScenario, net: readonly number[], digits: number): unknown {
  const rate = new Decimal(scenario.discountRatePerYear);
  const unit = new Decimal(10).pow(-digits);
  const flowsOf = (months: readonly number[]): CashFlow[] =>
    months.map((amount, monthsFromStart) => ({ monthsFromStart, amount: unit.times(amount) }));
  const netFlows = flowsOf(net);
  const side = (isCost: boolean): CashFlow[] =>
    scenario.flows
      .filter(({ kind }) => (kind === "cost") === isCost)
      .flatMap(({ months }) => flowsOf(months));
  const [benefits, costs] = [side(false), side(true)];
  const money = (value: Decimal) => ({
    ledger: value.toDecimalPlaces(digits, Decimal.ROUND_HALF_EVEN).toFixed(digits),
    reason: null,
    distribution: spread(value.toFixed(digits)),
  });
  const ratioOf = (outcome: Outcome<ReturnOnInvestment>) => number(outcome, ({ ratio }) => ratio);
  const roots = internalRatesOfReturn(netFlows);
  const rates = roots.ok ? roots.value.map((root) => root.toNumber()) : [];
  const single = rates.length === 1 ? rates[0]! : null;
  const reason = single === null ? (roots.ok ? "several_roots" : roots.reason) : null;
  const index = profitabilityIndex(netFlows, rate, scenario.profitabilityBasis ?? "all_outlays");
  const mirr = modifiedInternalRateOfReturn(netFlows, {
    financeRatePerYear: rate,
    reinvestRatePerYear: rate,
  });
  const monthsPerPeriod = scenario.monthsPerPeriod ?? 1;
  const periods = netFlows.filter(({ monthsFromStart }) => monthsFromStart % monthsPerPeriod === 0);
  const paidBack = (outcome: ReturnType<typeof payback>) => ({
    months: outcome.ok ? outcome.value.months.toNumber() : null,
    month: outcome.ok ? `2026-M${outcome.value.month}` : null,
    reason: outcome.ok ? null : outcome.reason,
    chanceByMonth: net.map((_, month) => month / net.length),
  });
  return {
    netPresentValue: money(netPresentValue(netFlows, rate)),
    probabilityOfGain: 0.73,
    returnOnInvestment: ratioOf(returnOnInvestment({ benefits, costs }, rate)),
    undiscountedReturn: ratioOf(undiscountedReturnOnInvestment({ benefits, costs })),
    presentValueOfBenefits: money(netPresentValue(benefits, rate)),
    presentValueOfCosts: money(netPresentValue(costs, rate).neg()),
    internalRateOfReturn: { ledger: single, reason, distribution: null, roots: rates },
    modifiedInternalRateOfReturn: number(mirr, ({ ratePerYear }) => ratePerYear),
    profitabilityIndex: number(index, (found) => found.index),
    payback: paidBack(payback(periods, { monthsPerPeriod })),
    discountedPayback: paidBack(discountedPayback(periods, rate, { monthsPerPeriod })),
  };
}

function number<Value>(outcome: Outcome<Value>, of: (value: Value) => Decimal): unknown {
  const ledger = outcome.ok ? of(outcome.value).toNumber() : null;
  const mean = ledger ?? 0;
  const quantiles = Object.fromEntries(LEVELS.map((level) => [level, mean]));
  return {
    ledger,
    reason: outcome.ok ? null : outcome.reason,
    distribution: { mean, sd: 0.1, quantiles, share: 0.98 },
  };
}

const LEVELS = ["0.05", "0.1", "0.25", "0.5", "0.75", "0.9", "0.95"] as const;

/** A made-up distribution around an amount. */
export function spread(amount: string): unknown {
  return { mean: amount, sd: "10.00", quantiles: Object.fromEntries(LEVELS.map((level) => [level, amount])) };
}

function horizonOf({ flows }: WorkbookScenario): number {
  return Math.max(...flows.map(({ months }) => months.length)) - 1;
}

function lineOf(line: {
  readonly kind: CaseLine["kind"];
  readonly label: string;
  readonly of: CaseLine["of"];
  readonly months: readonly number[];
  readonly digits: number;
}): CaseLine {
  const { kind, label, of, months, digits } = line;
  const money = (units: number): string => decimalFromMinorUnits(units, digits);
  const sum = (units: readonly number[]): number => units.reduce((total, unit) => total + unit, 0);
  const periods = (length: number): string[] => [
    money(months[0]!),
    ...Array.from({ length: Math.ceil((months.length - 1) / length) }, (_, index) => {
      const part = months.slice(1 + index * length, 1 + (index + 1) * length);
      return money(kind === "cumulative" ? part.at(-1)! : sum(part));
    }),
  ];
  return {
    kind,
    label,
    of,
    monthly: months.map(money),
    quarterly: periods(3),
    yearly: periods(12),
    total: money(kind === "cumulative" ? months.at(-1)! : sum(months)),
  };
}

/** Twelve quarters of a plausible case: an outlay, running costs, and a margin that grows. */
export function hiringCase(name = "Hire analysts and CPQ", discountRatePerYear = 0.1): WorkbookScenario {
  const months = Array.from({ length: 37 }, (_, month) => month);
  return {
    name,
    discountRatePerYear,
    flows: [
      {
        label: "Gross margin of new business",
        kind: "gross_margin",
        months: months.map((month) => (month < 3 ? 0 : 123_457 * (month - 2) + ((month * 7919) % 100))),
      },
      {
        label: "Hours saved",
        kind: "direct_benefit",
        months: months.map((month) => (month < 2 ? 0 : 41_233)),
      },
      { label: "Old tool", kind: "avoided_cost", months: months.map((month) => (month < 6 ? 0 : 8_399)) },
      {
        label: "Analysts: salary",
        kind: "cost",
        months: months.map((month) => (month === 0 ? 0 : -912_345 - month)),
      },
      {
        label: "CPQ: licence",
        kind: "cost",
        months: months.map((month) => (month % 12 === 0 ? -1_500_017 : -2_003)),
      },
    ],
    beside: [{ label: "New business", kind: "bookings", months: months.map((month) => month * 1_000_001) }],
  };
}

/** A published total economic impact study: three years at 10 %, its flows at the ends of the years. */
export function publishedCase(): WorkbookScenario {
  const atYears = (amounts: readonly number[]): number[] =>
    Array.from({ length: 37 }, (_, month) => (month % 12 === 0 ? (amounts[month / 12] ?? 0) * 100 : 0));
  return {
    name: "Published",
    discountRatePerYear: 0.1,
    monthsPerPeriod: 12,
    flows: [
      {
        label: "Benefits of the study",
        kind: "gross_margin",
        months: atYears([0, 1_606_511, 3_061_331, 4_229_760]),
      },
      {
        label: "Costs of the study",
        kind: "cost",
        months: atYears([-53_150, -666_715, -636_772, -647_783]),
      },
    ],
  };
}

/** Yearly flows -50, -100, 600, 300, -100, whose net present value is 0 at two rates. */
export function twoRatesCase(): WorkbookScenario {
  const amounts = [-50, -100, 600, 300, -100].map((amount) => amount * 100);
  const months = Array.from({ length: 49 }, (_, month) => (month % 12 === 0 ? amounts[month / 12]! : 0));
  return {
    name: "Two rates",
    discountRatePerYear: 0.1,
    flows: [
      { label: "In", kind: "gross_margin", months: months.map((amount) => Math.max(0, amount)) },
      { label: "Out", kind: "cost", months: months.map((amount) => Math.min(0, amount)) },
    ],
  };
}
