import type { Decimal } from "decimal.js";
import type { Day } from "../base/day.ts";
import { MoneyDecimal } from "../base/money.ts";
import { costLedger, type CostLedger } from "../costs/cost-ledger.ts";
import type { CostPlan } from "../costs/cost-plan.ts";
import { discountFactorsForDraws } from "../roi/discount.ts";
import { benefitLedger, type BenefitLine } from "./benefit-ledger.ts";
import { caseFigures, type CaseFigures } from "./case-figures.ts";
import { caseFlows, type CaseFlows } from "./case-flows.ts";
import { caseFindings, type CaseFinding } from "./case-findings.ts";
import { caseMoney, type CaseMoney } from "./case-money.ts";
import type { CaseModel } from "./case-model.ts";
import { costShares } from "./cost-shares.ts";
import { drawBase, drawBookings, drawStrataOf, type DrawnBase, type DrawStrata } from "./draw-bookings.ts";
import { factorPaths } from "./factor-paths.ts";
import { flowSurface, type FlowWith } from "./flow-surface.ts";
import type { MeasuredCase } from "./goal-measures.ts";
import { analyseLevers, varianceShares, type LeverFinding } from "./lever-analysis.ts";
import { isPipelineLever } from "./lever-rates.ts";
import { leverValuer } from "./lever-value.ts";
import { retentionAdjustments, type DrawnLever } from "./retention-levers.ts";
import { sampleLeverSizes } from "./sample-lever-sizes.ts";
import type { Scenario, YearlyTable } from "./scenario.ts";

/** What the scenarios of a run share: the pipeline without levers, drawn once. */
export interface CaseRun {
  /** Undefined: a case without pipeline data. */
  readonly model: CaseModel | undefined;
  readonly base: DrawnBase | undefined;
  readonly strata: DrawStrata;
  /** Shape [month x draw]; empty without pipeline data. */
  readonly factorPaths: Float64Array;
  /** Mean of the common factor; shape [month]. */
  readonly factorMeans: Float64Array;
  readonly minorDigits: number;
  readonly asOf: Day | undefined;
}

export interface ScenarioResult {
  readonly scenario: Scenario;
  readonly flows: CaseFlows;
  readonly figures: CaseFigures;
  readonly base: MeasuredCase;
  readonly changed: MeasuredCase;
  readonly levers: readonly LeverFinding[];
  /** Of each lever; undefined where it cannot be told. */
  readonly varianceShares: readonly (number | undefined)[];
  readonly findings: readonly CaseFinding[];
}

/** A run before its base case is drawn. */
export type RunPlan = Omit<CaseRun, "base">;

/** What the scenarios of a run share, apart from the draws of the case without levers. */
export function planRun(
  model: CaseModel | undefined,
  options: { readonly drawCount: number; readonly seed: number; readonly minorDigits: number },
): RunPlan {
  const strata = drawStrataOf(options.drawCount, options.seed);
  const monthCount = model?.months.length ?? 0;
  const paths =
    model === undefined
      ? new Float64Array(0)
      : factorPaths(model.factor, { monthCount, drawCount: strata.drawCount, seed: options.seed });
  return {
    model,
    strata,
    factorPaths: paths,
    factorMeans: Float64Array.from({ length: monthCount }, (_, month) =>
      meanOf(paths.subarray(month * strata.drawCount, (month + 1) * strata.drawCount)),
    ),
    minorDigits: options.minorDigits,
    asOf: model?.knownThrough,
  };
}

/** Draws the case without levers, once for all scenarios of a run. */
export function startRun(
  model: CaseModel | undefined,
  options: { readonly drawCount: number; readonly seed: number; readonly minorDigits: number },
): CaseRun {
  const plan = planRun(model, options);
  return {
    ...plan,
    base: model === undefined ? undefined : drawBase(model, plan.strata, plan.factorPaths),
  };
}

/**
 * Simulates a scenario on the random numbers of its run: levers on the pipeline, on customers and on margin, costs and direct
 * benefits, all figures, and what each lever contributes. The case without levers goes the same way.
 */
export function simulateScenario(run: CaseRun, scenario: Scenario): ScenarioResult {
  const { strata, model } = run;
  const sizes = sampleLeverSizes({
    levers: scenario.levers,
    correlations: scenario.correlations,
    count: strata.stratumCount,
    seed: strata.seed,
  });
  const drawn = scenario.levers.map((lever, index): DrawnLever => ({ lever, sizes: sizes[index]! }));
  const flowWith =
    model === undefined
      ? undefined
      : flowSurface(
          model,
          drawn.filter(({ lever }) => isPipelineLever(lever)),
        );
  const base = sideOf(run, scenario, [], undefined);
  const changed = sideOf(run, scenario, drawn, flowWith);
  const costs = costsOf(scenario, run.minorDigits);
  const flows = caseFlows({
    money:
      base.money === undefined || changed.money === undefined
        ? undefined
        : { base: base.money, scenario: changed.money },
    monthCount: scenario.horizonMonths,
    drawCount: strata.drawCount,
    minorDigits: run.minorDigits,
    costs,
    benefits: benefitsOf(scenario, run.minorDigits),
  });
  const figures = caseFigures(flows, {
    discountRatePerYear: scenario.discountRatePerYear,
    asOf: run.asOf,
    monthsPerPeriod: scenario.yearlyTable === undefined ? 1 : 12,
  });
  const levers = analyseLevers({
    levers: scenario.levers,
    sizes,
    valueLevers: leverValuer(scenario, model, run.factorMeans.subarray(0, scenario.horizonMonths), flowWith),
    meanNpv: meanOf(figures.netPresentValue.draws),
    fixedValue: fixedValueOf(flows, scenario.discountRatePerYear),
  });
  return {
    scenario,
    flows,
    figures,
    base,
    changed,
    levers,
    varianceShares: varianceShares(figures.netPresentValue.draws, sizes),
    findings: caseFindings({ scenario, model, changed, costs, levers }),
  };
}

/** Money and measures of a case with some levers on it; none of them is the case without the investment. */
function sideOf(
  run: CaseRun,
  scenario: Scenario,
  drawn: readonly DrawnLever[],
  flowWith: FlowWith | undefined,
): MeasuredCase {
  const { model, base, strata, factorPaths: paths } = run;
  const { horizonMonths: monthCount, recurring } = scenario;
  const ofPipeline = drawn.filter(({ lever }) => isPipelineLever(lever));
  if (model === undefined && recurring === undefined) {
    return { money: undefined, model, plans: [], strata };
  }
  const bookings =
    model === undefined || base === undefined || ofPipeline.length === 0
      ? base
      : drawBookings(
          model,
          ofPipeline.map(({ lever }) => lever),
          ofPipeline.map(({ sizes }) => sizes),
          strata,
          paths,
          base,
          flowWith,
        );
  const shape = { monthCount, drawsPerStratum: strata.drawsPerStratum };
  const money: CaseMoney = caseMoney({
    terms: scenario,
    groups: model?.bookingGroups.names ?? [""],
    bookings: bookings?.bookings ?? [new Float64Array(monthCount * strata.drawCount)],
    monthCount,
    drawCount: strata.drawCount,
    seed: strata.seed,
    costShare: costShares(
      scenario.grossMargin.toNumber(),
      drawn,
      { monthCount, drawsPerStratum: 1 },
      strata.stratumCount,
    ),
    adjustments: retentionAdjustments(recurring?.book.segments ?? [], drawn, shape),
  });
  return { money, model, plans: bookings?.plans ?? [], strata };
}

/** The ledger of a scenario; the sums of a yearly table stand at the end of their years. */
function costsOf({ costs, yearlyTable, horizonMonths }: Scenario, minorDigits: number): CostLedger {
  if (yearlyTable === undefined) return costLedger(costs, horizonMonths, minorDigits);
  const plan: CostPlan = {
    ...costs,
    fixed: [{ name: "Costs", category: "other", entries: yearlyEntries(yearlyTable.costs) }],
  };
  return costLedger(plan, horizonMonths, minorDigits);
}

function benefitsOf(scenario: Scenario, minorDigits: number): readonly BenefitLine[] {
  const { yearlyTable, directBenefits, horizonMonths } = scenario;
  const lines = benefitLedger(directBenefits, horizonMonths, minorDigits);
  if (yearlyTable === undefined) return lines;
  const entries = new Map(
    yearlyEntries(yearlyTable.benefits).map(({ month, amount }) => [
      month,
      new MoneyDecimal(amount).toDecimalPlaces(minorDigits),
    ]),
  );
  const zero = new MoneyDecimal(0);
  return [
    ...lines,
    {
      name: "Benefits",
      risk: undefined,
      amounts: Array.from({ length: horizonMonths + 1 }, (_, month) => entries.get(month) ?? zero),
    },
  ];
}

function yearlyEntries({ initial, years }: YearlyTable["costs"]): { month: number; amount: Decimal }[] {
  return [initial, ...years].map((amount, year) => ({ month: 12 * year, amount }));
}

/** Present value of what no lever changes; minor units. */
function fixedValueOf({ lines, monthCount, minorDigits }: CaseFlows, ratePerYear: Decimal): number {
  const factors = discountFactorsForDraws(ratePerYear, monthCount);
  let value = 0;
  for (const { kind, cells } of lines) {
    if (kind !== "direct_benefit" && kind !== "avoided_cost" && kind !== "cost") continue;
    cells.forEach((amount, month) => (value += factors[month]! * amount.toNumber() * 10 ** minorDigits));
  }
  return value;
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
