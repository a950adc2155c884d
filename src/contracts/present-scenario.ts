import type { Decimal } from "decimal.js";
import type { Explanation as PresentedExplanation, Term } from "./explanation.ts";
import type { CaseFigures as PresentedFigures, CaseLine, ScenarioReport } from "./investment.ts";
import { decimalFromMinorUnits, MoneyDecimal } from "../core/base/money.ts";
import { selectQuantiles } from "../core/maths/select-quantiles.ts";
import { explainRiskAdjusted, riskFactor } from "../core/roi/explain-risk-adjusted.ts";
import type { Explanation, ExplanationTerm } from "../core/roi/explanation.ts";
import type { RiskAdjustedView } from "../core/roi/risk-adjusted-view.ts";
import type { CaseFigure, CasePayback } from "../core/scenario/case-figures.ts";
import type { CaseFlows, FlowLine } from "../core/scenario/case-flows.ts";
import { caseRiskView } from "../core/scenario/risk-view.ts";
import type { ScenarioResult } from "../core/scenario/simulate-scenario.ts";
import type { ScenarioFile } from "./scenario-file.ts";
import { reasonInWords } from "./investment-reasons.ts";
import { moneyDistribution, numberDistribution } from "./present-distribution.ts";
import { presentGoal } from "./present-goal.ts";
import { presentLever } from "./present-lever.ts";

/** How a scenario is shown: its file, the names of its months and the currency's decimal places. */
export interface ScenarioPresentation {
  readonly file: ScenarioFile;
  readonly minorDigits: number;
  /** Shape [month + 1], the initial column first. */
  readonly labels: readonly string[];
}

export function presentScenario(
  result: ScenarioResult,
  presentation: ScenarioPresentation,
): Omit<ScenarioReport, "realised"> {
  const { scenario, flows, figures, findings } = result;
  const { file, minorDigits, labels } = presentation;
  const view = caseRiskView(flows, scenario);
  return {
    name: scenario.name,
    description: scenario.description ?? null,
    file: file.file,
    sha256: file.sha256,
    horizonMonths: scenario.horizonMonths,
    discountRatePerYear: scenario.discountRatePerYear.toNumber(),
    grossMargin: scenario.grossMargin.toNumber(),
    lines: flows.lines.map((line) => presentLine(line, minorDigits)),
    figures: presentFigures(result, presentation),
    explanations: [...figures.explanations, ...explainRiskView(view, result, minorDigits)].map(
      presentExplanation,
    ),
    npvHistogram: histogramOf(figures.netPresentValue.draws, minorDigits),
    cumulativeFan: fanOf(flows, labels),
    effects: effectsOf(result, minorDigits),
    levers: result.levers.map((_, index) => presentLever(result, index, { file, minorDigits })),
    varianceMethod: result.varianceShares.some((share) => share !== undefined)
      ? "Squared standardised coefficients of a linear regression of the net present value on the sizes of the levers; the rest is chance, and what levers do together"
      : null,
    goals: scenario.goals.map((goal) => presentGoal(result, goal, minorDigits)),
    riskAdjusted: presentRiskView(view, result, minorDigits),
    warnings: findings.map(({ code, message }) => ({ code, message })),
  };
}

function presentLine({ kind, label, of, cells, formulaOf }: FlowLine, minorDigits: number): CaseLine {
  const text = (amount: Decimal): string => moneyText(amount, minorDigits);
  const isCumulative = kind === "cumulative";
  const grouped = (length: number): Decimal[] => {
    const groups: Decimal[] = [cells[0]!];
    for (let month = 1; month < cells.length; month += length) {
      const group = cells.slice(month, month + length);
      groups.push(isCumulative ? group.at(-1)! : sumOf(group));
    }
    return groups;
  };
  return {
    kind,
    label,
    of,
    monthly: cells.map(text),
    quarterly: grouped(3).map(text),
    yearly: grouped(12).map(text),
    total: text(isCumulative ? cells.at(-1)! : sumOf(cells)),
    ...(formulaOf === undefined
      ? {}
      : { formulas: cells.map((amount, month) => (amount.isZero() ? "" : formulaOf(month))) }),
  };
}

function presentFigures(
  { figures, flows }: ScenarioResult,
  { minorDigits, labels }: ScenarioPresentation,
): PresentedFigures {
  const { drawCount } = flows;
  const reasonOf = ({ ledger }: CaseFigure): string | null =>
    ledger.ok ? null : reasonInWords(ledger.reason);
  const money = (figure: CaseFigure) => ({
    ledger: figure.ledger.ok ? moneyText(figure.ledger.value, minorDigits) : null,
    reason: reasonOf(figure),
    distribution: figure.draws.length === 0 ? null : moneyDistribution(figure.draws, minorDigits),
  });
  const number = (figure: CaseFigure) => ({
    ledger: figure.ledger.ok ? figure.ledger.value.toNumber() : null,
    reason: reasonOf(figure),
    distribution: numberDistribution(figure.draws, drawCount),
  });
  const payback = ({ ledger, chanceByMonth }: CasePayback) => ({
    months: ledger.ok ? ledger.value.months.toNumber() : null,
    month: ledger.ok ? (ledger.value.calendarMonth ?? labels[ledger.value.month] ?? null) : null,
    reason: ledger.ok ? null : reasonInWords(ledger.reason),
    chanceByMonth: [...chanceByMonth],
  });
  return {
    netPresentValue: money(figures.netPresentValue),
    probabilityOfGain: figures.probabilityOfGain,
    returnOnInvestment: number(figures.returnOnInvestment),
    undiscountedReturn: number(figures.undiscountedReturn),
    presentValueOfBenefits: money(figures.presentValueOfBenefits),
    presentValueOfCosts: money(figures.presentValueOfCosts),
    internalRateOfReturn: {
      ...number(figures.internalRateOfReturn),
      roots: figures.internalRateOfReturn.roots.map((root) => root.toNumber()),
    },
    modifiedInternalRateOfReturn: number(figures.modifiedInternalRateOfReturn),
    profitabilityIndex: number(figures.profitabilityIndex),
    payback: payback(figures.payback),
    discountedPayback: payback(figures.discountedPayback),
  };
}

export function presentExplanation({
  figure,
  formula,
  value,
  terms,
  workings,
}: Explanation): PresentedExplanation {
  return {
    figure,
    formula,
    value: value.toFixed(),
    terms: terms.map(presentTerm),
    workings: workings.map((working) => ({ ...presentTerm(working), terms: working.terms.map(presentTerm) })),
  };
}

function presentTerm({ label, value, formula }: ExplanationTerm): Term {
  return { label, value: value.toFixed(), ...(formula === undefined ? {} : { formula }) };
}

const HISTOGRAM_BINS = 48;
const HISTOGRAM_ENDS = [0.001, 0.999] as const;

/** Equal bins between the ends of nearly all draws; what lies beyond counts in the outermost ones. */
function histogramOf(draws: Float64Array, minorDigits: number): ScenarioReport["npvHistogram"] {
  const ends = selectQuantiles(draws, HISTOGRAM_ENDS);
  const [from, to] = [ends[0]!, ends[1]!];
  const counts = new Array<number>(to > from ? HISTOGRAM_BINS : 1).fill(0);
  for (const draw of draws) {
    const bin = to > from ? Math.floor(((draw - from) / (to - from)) * counts.length) : 0;
    counts[Math.min(counts.length - 1, Math.max(0, bin))]! += 1 / draws.length;
  }
  return {
    from: decimalFromMinorUnits(from, minorDigits),
    to: decimalFromMinorUnits(to, minorDigits),
    counts,
  };
}

const FAN_LEVELS = [0.05, 0.25, 0.5, 0.75, 0.95] as const;

function fanOf(
  { netFlows, drawCount, monthCount, minorDigits }: CaseFlows,
  labels: readonly string[],
): ScenarioReport["cumulativeFan"] {
  const sums = new Float64Array(drawCount);
  return Array.from({ length: monthCount + 1 }, (_, month) => {
    for (let draw = 0; draw < drawCount; draw++) sums[draw]! += netFlows[month * drawCount + draw]!;
    const [low, lower, median, upper, high] = [...selectQuantiles(sums, FAN_LEVELS)].map((amount) =>
      decimalFromMinorUnits(amount, minorDigits),
    );
    return {
      month: labels[month]!,
      "0.05": low!,
      "0.25": lower!,
      "0.5": median!,
      "0.75": upper!,
      "0.95": high!,
    };
  });
}

function effectsOf({ base, changed, flows }: ScenarioResult, minorDigits: number): ScenarioReport["effects"] {
  const { drawCount, monthCount } = flows;
  const effectOf = (column: "bookings" | "revenue" | "grossMargin") => {
    const sums = new Float64Array(drawCount);
    const [before, after] = [base.money?.[column], changed.money?.[column]];
    if (before === undefined || after === undefined) return moneyDistribution(sums, minorDigits);
    for (let month = 0; month < monthCount; month++) {
      const first = month * drawCount;
      for (let draw = 0; draw < drawCount; draw++)
        sums[draw]! += after[first + draw]! - before[first + draw]!;
    }
    return moneyDistribution(sums, minorDigits);
  };
  return {
    bookings: effectOf("bookings"),
    revenue: effectOf("revenue"),
    grossMargin: effectOf("grossMargin"),
  };
}

function explainRiskView(
  view: RiskAdjustedView | undefined,
  { scenario }: ScenarioResult,
  minorDigits: number,
): readonly Explanation[] {
  return view === undefined ? [] : explainRiskAdjusted(view, scenario.discountRatePerYear, minorDigits);
}

function presentRiskView(
  view: RiskAdjustedView | undefined,
  { scenario }: ScenarioResult,
  minorDigits: number,
): ScenarioReport["riskAdjusted"] {
  if (view === undefined) return null;
  const { riskAdjusted, likely } = view;
  return {
    benefitFactor: riskFactor(riskAdjusted.presentValueOfBenefits, likely.presentValueOfBenefits).toNumber(),
    costFactor: riskFactor(riskAdjusted.presentValueOfCosts, likely.presentValueOfCosts).toNumber(),
    presentValueOfBenefits: moneyText(riskAdjusted.presentValueOfBenefits, minorDigits),
    presentValueOfCosts: moneyText(riskAdjusted.presentValueOfCosts, minorDigits),
    netPresentValue: moneyText(riskAdjusted.netPresentValue, minorDigits),
    returnOnInvestment: riskAdjusted.returnOnInvestment.ok
      ? riskAdjusted.returnOnInvestment.value.ratio.toNumber()
      : null,
    flexibility:
      scenario.flexibility === undefined
        ? null
        : {
            value: moneyText(scenario.flexibility.value, minorDigits),
            note: scenario.flexibility.note,
          },
  };
}

function moneyText(amount: Decimal, minorDigits: number): string {
  const rounded = new MoneyDecimal(amount).toDecimalPlaces(minorDigits);
  return rounded.isZero() ? new MoneyDecimal(0).toFixed(minorDigits) : rounded.toFixed(minorDigits);
}

function sumOf(amounts: readonly Decimal[]): Decimal {
  return amounts.reduce((sum, amount) => sum.plus(amount), new MoneyDecimal(0));
}
