import { found, missing, type Outcome } from "../base/outcome.ts";
import type { BookMeasure, BookRows } from "../customers/book-draws.ts";
import type { Period } from "../base/period.ts";
import type { CaseModel } from "./case-model.ts";
import type { CaseMoney } from "./case-money.ts";
import type { DrawStrata } from "./draw-bookings.ts";
import { leverRates } from "./lever-rates.ts";
import type { LeveredPlan } from "./levered-plan.ts";
import { isTakenBack } from "./levered-wins.ts";
import { processCohort } from "./process-flow.ts";
import type { GoalKpi } from "./scenario.ts";

/** What a KPI is measured on: one side of a case. */
export interface MeasuredCase {
  readonly money: CaseMoney | undefined;
  readonly model: CaseModel | undefined;
  /** Levered plan of each stratum; empty without pipeline. */
  readonly plans: readonly LeveredPlan[];
  readonly strata: DrawStrata;
}

/** Monthly KPIs are averages over the quarter that ends with the goal's month, retention over the year that does. */
const QUARTER = 3;
const YEAR = 12;
/** KPIs that take a walk through the pipeline are worked out for every fourth stratum. */
const STRATA_STEP = 4;
/** An opportunity's end is waited for over so many weeks. */
const COHORT_WEEKS = 156;

export const KPI_UNITS: Readonly<Record<GoalKpi, "money" | "share" | "count" | "days">> = {
  bookings: "money",
  revenue: "money",
  gross_margin: "money",
  won_count: "count",
  win_rate: "share",
  average_won_amount: "money",
  opportunities_created: "count",
  sales_cycle_days: "days",
  mrr: "money",
  customers: "count",
  logo_churn_per_month: "share",
  net_revenue_retention: "share",
  gross_revenue_retention: "share",
};

/**
 * Values of a KPI by a month: over draws for money and customers, over strata for what the plan expects.
 * @returns money in minor units; or why the case has no such KPI
 */
export function measureKpi(
  kpi: GoalKpi,
  byMonth: number,
  measured: MeasuredCase,
): Outcome<Float64Array, "no_pipeline" | "no_recurring_book" | "nothing_to_measure"> {
  const { money, model } = measured;
  if (kpi === "bookings" && model === undefined) return missing("no_pipeline");
  if (kpi === "bookings" || kpi === "revenue" || kpi === "gross_margin") {
    if (money === undefined) return missing("no_pipeline");
    const column = kpi === "gross_margin" ? money.grossMargin : money[kpi];
    return found(quarterMeans(column, money, byMonth));
  }
  if (kpi === "won_count" || kpi === "average_won_amount" || kpi === "opportunities_created") {
    return model === undefined ? missing("no_pipeline") : ofPlans(kpi, byMonth, measured);
  }
  if (kpi === "win_rate" || kpi === "sales_cycle_days") {
    return model === undefined ? missing("no_pipeline") : ofCohorts(kpi, byMonth, measured, model);
  }
  return money?.book === undefined ? missing("no_recurring_book") : ofBook(kpi, byMonth, money.book);
}

function quarterMeans(
  column: Float64Array,
  { drawCount }: Pick<CaseMoney, "drawCount">,
  byMonth: number,
): Float64Array {
  const first = Math.max(0, byMonth - QUARTER);
  const means = new Float64Array(drawCount);
  for (let month = first; month < byMonth; month++) {
    for (let draw = 0; draw < drawCount; draw++) {
      means[draw]! += column[month * drawCount + draw]! / (byMonth - first);
    }
  }
  return means;
}

function ofPlans(
  kpi: "won_count" | "average_won_amount" | "opportunities_created",
  byMonth: number,
  { plans }: MeasuredCase,
): Outcome<Float64Array, "nothing_to_measure"> {
  const first = Math.max(0, byMonth - QUARTER);
  const values = plans.map((levered) => {
    if (kpi === "opportunities_created") {
      let created = 0;
      for (const { flows, share } of levered.processes) {
        for (let month = first; month < byMonth; month++) created += share * flows[0]!.fresh.created[month]!;
      }
      return created / (byMonth - first);
    }
    let wins = 0;
    let amount = 0;
    for (const { plan, amountFactors } of levered.parts) {
      const monthCount = plan.periods.length;
      for (let month = first; month < byMonth; month++) {
        plan.amounts.forEach((own, row) => {
          const chance = plan.winProbabilities[row * monthCount + month]!;
          wins += chance;
          amount += chance * own * plan.openScale * amountFactors[month]!;
        });
        for (const process of plan.newBusiness) {
          if (isTakenBack(process)) continue;
          const mean = process.amounts.reduce((sum, own) => sum + own, 0) / process.amounts.length;
          wins += process.expectedWins[month]!;
          amount += process.expectedWins[month]! * mean * amountFactors[month]!;
        }
      }
    }
    return kpi === "won_count" ? wins / (byMonth - first) : amount / wins;
  });
  return values.every(Number.isFinite) ? found(Float64Array.from(values)) : missing("nothing_to_measure");
}

/** What becomes of opportunities that are created with the levers as they are in the month. */
function ofCohorts(
  kpi: "win_rate" | "sales_cycle_days",
  byMonth: number,
  { plans }: MeasuredCase,
  model: CaseModel,
): Outcome<Float64Array, "nothing_to_measure"> {
  const weeks = weeksFrom(model.months[0]!.from);
  const values: number[] = [];
  const known = new Map<LeveredPlan, number>();
  for (let stratum = 0; stratum < plans.length; stratum += STRATA_STEP) {
    const plan = plans[stratum]!;
    const before = known.get(plan);
    if (before !== undefined) {
      values.push(before);
      continue;
    }
    let [wins, losses, days] = [0, 0, 0];
    for (const { levers, share } of plan.processes) {
      const { won, lost } = processCohort(model, weeks, leverRates(levers, model.shape), byMonth - 1);
      won.forEach((count, week) => {
        wins += share * count;
        losses += share * lost[week]!;
        days += share * count * (7 * week + 3);
      });
    }
    if (wins === 0) return missing("nothing_to_measure");
    const value = kpi === "win_rate" ? wins / (wins + losses) : days / wins;
    known.set(plan, value);
    values.push(value);
  }
  return found(Float64Array.from(values));
}

function weeksFrom(firstDay: number): Period[] {
  return Array.from({ length: COHORT_WEEKS }, (_, week) => ({
    from: (firstDay + 7 * week) as Period["from"],
    to: (firstDay + 7 * week + 6) as Period["to"],
    label: "",
  }));
}

function ofBook(kpi: GoalKpi, byMonth: number, book: BookRows): Outcome<Float64Array, "nothing_to_measure"> {
  const { drawCount } = book;
  const cell = (measure: BookMeasure, month: number, draw: number): number =>
    book.columns[measure][month * drawCount + draw]!;
  const sumOf = (measure: BookMeasure, from: number, draw: number): number => {
    let sum = 0;
    for (let month = from; month < byMonth; month++) sum += cell(measure, month, draw);
    return sum;
  };
  const valueOf = (draw: number): number => {
    const quarter = Math.max(0, byMonth - QUARTER);
    const year = Math.max(0, byMonth - YEAR);
    const opening = cell("openingMrr", year, draw);
    const lost = sumOf("contractionMrr", year, draw) + sumOf("churnedMrr", year, draw);
    if (kpi === "mrr") return cell("closingMrr", byMonth - 1, draw);
    if (kpi === "customers") return cell("closingCustomers", byMonth - 1, draw);
    if (kpi === "logo_churn_per_month") {
      return sumOf("churnedCustomers", quarter, draw) / sumOf("openingCustomers", quarter, draw);
    }
    if (kpi === "gross_revenue_retention") return Math.max(0, 1 - lost / opening);
    return 1 + (sumOf("expansionMrr", year, draw) - lost) / opening;
  };
  const values = Float64Array.from({ length: drawCount }, (_, draw) => valueOf(draw));
  return values.every(Number.isFinite) ? found(values) : missing("nothing_to_measure");
}
