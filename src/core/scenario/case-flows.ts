import type { Decimal } from "decimal.js";
import { ensure } from "../base/ensure.ts";
import { decimalFromMinorUnits, MoneyDecimal } from "../base/money.ts";
import type { CostLedger, CostTerm } from "../costs/cost-ledger.ts";
import type { CostRisk } from "../costs/cost-plan.ts";
import type { BenefitLine } from "./benefit-ledger.ts";
import type { CaseMoney } from "./case-money.ts";

export type LineKind =
  | "bookings"
  | "revenue"
  | "billed"
  | "cash"
  | "gross_margin"
  | "payment_timing"
  | "direct_benefit"
  | "avoided_cost"
  | "cost"
  | "net"
  | "cumulative";

/** A line of the ledger case: the mean of the draws cell by cell, to the minor unit. */
export interface FlowLine {
  readonly kind: LineKind;
  readonly label: string;
  readonly of: "base" | "scenario" | "difference";
  /** Currency units, costs negative; month 0 (the day of the decision) first; shape [month + 1]. */
  readonly cells: readonly Decimal[];
  /** Multipliers of the risk-adjusted view, where the item has its own. */
  readonly risk?: CostRisk | undefined;
  /** How a cell of a cost comes about, in words and numbers; "" where nothing is charged. */
  readonly formulaOf?: (month: number) => string;
}

/** Cash flows of an investment: what it changes, what it costs, in every draw and in the ledger. */
export interface CaseFlows {
  readonly monthCount: number;
  readonly drawCount: number;
  readonly minorDigits: number;
  /** Benefits less costs; whole minor units; shape [month + 1 x draw]. */
  readonly netFlows: Float64Array;
  /** Positive, the same in every draw; whole minor units; shape [month + 1]. */
  readonly costs: Float64Array;
  readonly lines: readonly FlowLine[];
}

export interface FlowQuestion {
  /** Without the investment and with it, on the same draws; undefined = a case without pipeline and customers. */
  readonly money: { readonly base: CaseMoney; readonly scenario: CaseMoney } | undefined;
  readonly monthCount: number;
  readonly drawCount: number;
  readonly minorDigits: number;
  readonly costs: CostLedger;
  readonly benefits: readonly BenefitLine[];
}

/**
 * The flows of a case. What counts is cash: gross margin, and on top of it what is paid before or after it is revenue.
 *
 *     net = gross margin difference + payment timing difference + direct benefits + avoided costs - costs
 *
 * Ledger cells are rounded to the minor unit once, half to even, for base and scenario each; differences, nets and sums are
 * exact from there.
 */
export function caseFlows(question: FlowQuestion): CaseFlows {
  const { money, monthCount, drawCount, minorDigits, costs, benefits } = question;
  ensure(costs.monthCount === monthCount, "Cannot lay out a case: its ledger has other months");
  const costLines = costs.lines.map(({ item, line, kind, amounts, risk, terms }): FlowLine => ({
    formulaOf: (month) => formulaOf(terms(month)),
    kind: kind === "avoided" ? "avoided_cost" : "cost",
    label: `${item}: ${line}`,
    of: "difference",
    cells: kind === "avoided" ? amounts : amounts.map((amount) => (amount.isZero() ? amount : amount.neg())),
    risk,
  }));
  const benefitLines = benefits.map(({ name, risk, amounts }): FlowLine => ({
    kind: "direct_benefit",
    label: name,
    of: "difference",
    cells: amounts,
    risk,
  }));
  const moneyLines = money === undefined ? [] : linesOfMoney(money.base, money.scenario, minorDigits);
  const counted = [...moneyLines, ...benefitLines, ...costLines].filter(
    ({ kind, of }) => of === "difference" && COUNTED.has(kind),
  );
  const net = sumLines(counted, monthCount);
  const netFlows = money === undefined ? new Float64Array((monthCount + 1) * drawCount) : flowsOfMoney(money);
  const fixed = sumLines([...benefitLines, ...costLines], monthCount);
  for (let month = 0; month <= monthCount; month++) {
    const added = minorUnits(fixed[month]!, minorDigits);
    if (added === 0) continue;
    const row = netFlows.subarray(month * drawCount, (month + 1) * drawCount);
    for (let draw = 0; draw < drawCount; draw++) row[draw]! += added;
  }
  const costCells = sumLines(
    costLines.filter(({ kind }) => kind === "cost"),
    monthCount,
  );
  return {
    monthCount,
    drawCount,
    minorDigits,
    netFlows,
    costs: Float64Array.from(costCells, (amount) => -minorUnits(amount, minorDigits)),
    lines: [
      ...moneyLines,
      ...benefitLines,
      ...costLines,
      { kind: "net", label: "Net cash flow", of: "difference", cells: net },
      { kind: "cumulative", label: "Cumulative net cash flow", of: "difference", cells: cumulativeOf(net) },
    ],
  };
}

function formulaOf(terms: readonly CostTerm[]): string {
  return terms
    .map(({ label, formula, amount }) => (formula === "" ? `${amount.toFixed()} (${label})` : formula))
    .join(" + ");
}

/** What a net flow is made of. */
const COUNTED: ReadonlySet<LineKind> = new Set([
  "gross_margin",
  "payment_timing",
  "direct_benefit",
  "avoided_cost",
  "cost",
]);

function flowsOfMoney({ base, scenario }: NonNullable<FlowQuestion["money"]>): Float64Array {
  const { monthCount, drawCount } = base;
  const flows = new Float64Array((monthCount + 1) * drawCount);
  for (let cell = 0; cell < monthCount * drawCount; cell++) {
    flows[drawCount + cell] =
      scenario.grossMargin[cell]! -
      base.grossMargin[cell]! +
      (scenario.cash[cell]! - scenario.revenue[cell]! - (base.cash[cell]! - base.revenue[cell]!));
  }
  return flows;
}

const MONEY_LINES = [
  ["bookings", "Bookings"],
  ["revenue", "Revenue"],
  ["billed", "Billed"],
  ["cash", "Cash received"],
] as const;

function linesOfMoney(base: CaseMoney, scenario: CaseMoney, minorDigits: number): FlowLine[] {
  const lines: FlowLine[] = [];
  const add = (kind: LineKind, label: string, cellsOf: (money: CaseMoney) => Decimal[]): void => {
    const [before, after] = [cellsOf(base), cellsOf(scenario)];
    lines.push({ kind, label, of: "base", cells: before });
    lines.push({ kind, label, of: "scenario", cells: after });
    lines.push({ kind, label, of: "difference", cells: minus(after, before) });
  };
  const meansOf =
    (column: "bookings" | "revenue" | "billed" | "cash" | "grossMargin") => (money: CaseMoney) =>
      monthlyMeans(money, money[column], minorDigits);
  const isSame = (left: Float64Array, right: Float64Array): boolean =>
    left === right || left.every((amount, cell) => amount === right[cell]);
  const isPaidAtOnce = [base, scenario].every(
    ({ revenue, billed, cash }) => isSame(revenue, billed) && isSame(revenue, cash),
  );
  for (const [kind, label] of MONEY_LINES) {
    if (isPaidAtOnce && (kind === "billed" || kind === "cash")) continue;
    add(kind, label, meansOf(kind));
  }
  add("gross_margin", "Gross margin", meansOf("grossMargin"));
  if (!isPaidAtOnce) {
    const timing = (money: CaseMoney): Decimal[] => minus(meansOf("cash")(money), meansOf("revenue")(money));
    lines.push({
      kind: "payment_timing",
      label: "Paid ahead of (behind) revenue",
      of: "difference",
      cells: minus(timing(scenario), timing(base)),
    });
  }
  return lines;
}

/** Means of the draws, month 0 being empty. */
function monthlyMeans(
  { monthCount, drawCount }: CaseMoney,
  column: Float64Array,
  minorDigits: number,
): Decimal[] {
  const means = Array.from({ length: monthCount }, (_, month) => {
    let sum = 0;
    for (let draw = 0; draw < drawCount; draw++) sum += column[month * drawCount + draw]!;
    return new MoneyDecimal(decimalFromMinorUnits(sum / drawCount, minorDigits));
  });
  return [new MoneyDecimal(0), ...means];
}

function minus(left: readonly Decimal[], right: readonly Decimal[]): Decimal[] {
  return left.map((amount, month) => amount.minus(right[month]!));
}

function sumLines(lines: readonly FlowLine[], monthCount: number): Decimal[] {
  return Array.from({ length: monthCount + 1 }, (_, month) =>
    lines.reduce((sum, { cells }) => sum.plus(cells[month]!), new MoneyDecimal(0)),
  );
}

function cumulativeOf(cells: readonly Decimal[]): Decimal[] {
  let sum: Decimal = new MoneyDecimal(0);
  return cells.map((amount) => (sum = sum.plus(amount)));
}

function minorUnits(amount: Decimal, minorDigits: number): number {
  return amount.times(10 ** minorDigits).toNumber();
}
