import type { Decimal } from "decimal.js";
import type { CostPlan, CostRisk } from "../costs/cost-plan.ts";
import type { ContractTerms } from "../customers/contract-terms.ts";
import type { RecurringBook } from "../customers/recurring-book.ts";
import type { JoiningTerms } from "../customers/wins-of-bookings.ts";
import type { DirectBenefit } from "./direct-benefit.ts";
import type { Lever, LeverCorrelation } from "./lever.ts";

/**
 * One RevOps change with what it costs and what it does. Month 0 is the day of the decision, month 1 the first month of
 * the case; first and last months are both included. Money is in units of the currency, not in cents.
 */
export interface Scenario {
  readonly name: string;
  readonly description?: string;
  /** 1..120. */
  readonly horizonMonths: number;
  /** > -1. */
  readonly discountRatePerYear: Decimal;
  /** Share of revenue that is margin, 0..1. */
  readonly grossMargin: Decimal;
  /** ISO 4217; absent = the currency of the data. */
  readonly currency?: string;
  /** How wins that join no recurring segment become revenue, bills and cash; at least one, with shares up to 1. */
  readonly contracts: readonly WinsUnderContract[];
  /** Existing customers; absent = none, so that levers on retention have nothing to act on. */
  readonly recurring?: RecurringBusiness;
  readonly costs: CostPlan;
  readonly goals: readonly Goal[];
  /** Names are unique. */
  readonly levers: readonly Lever[];
  /** Each pair once; rank correlations are between levers of this scenario. */
  readonly correlations: readonly LeverCorrelation[];
  readonly directBenefits: readonly DirectBenefit[];
  readonly riskAdjustment?: RiskAdjustment;
  readonly flexibility?: Flexibility;
  /** A case given by its yearly sums; then there are no costs, levers, direct benefits or recurring book. */
  readonly yearlyTable?: YearlyTable;
}

/** Wins that are sold in one way. */
export interface WinsUnderContract {
  /** Segment of the pipeline; absent = every win. */
  readonly pipelineSegment?: string;
  /** Part of the booked amount, 0..1. */
  readonly bookingShare: number;
  readonly terms: ContractTerms;
}

/** Recognised, billed and paid in the month of the win. */
export const PAID_AT_ONCE: WinsUnderContract = {
  bookingShare: 1,
  terms: { kind: "one-off", serviceMonths: 1, billing: "upfront", startDelayMonths: 0, paymentDays: 0 },
};

/** Existing customers, in whole minor units, and the wins that join them. */
export interface RecurringBusiness {
  readonly book: RecurringBook;
  readonly joining: readonly WinsThatJoin[];
}

export interface WinsThatJoin {
  /** Segment of the book that they join. */
  readonly bookSegment: string;
  /** Segment of the pipeline; absent = every win. */
  readonly pipelineSegment?: string;
  readonly terms: JoiningTerms;
}

/** What a scenario can be meant to move. */
export const GOAL_KPIS = [
  "bookings",
  "revenue",
  "gross_margin",
  "won_count",
  "win_rate",
  "average_won_amount",
  "opportunities_created",
  "sales_cycle_days",
  "mrr",
  "customers",
  "logo_churn_per_month",
  "net_revenue_retention",
  "gross_revenue_retention",
] as const;
export type GoalKpi = (typeof GOAL_KPIS)[number];

export interface Goal {
  readonly kpi: GoalKpi;
  /** Where it stands today; absent = as the scenario without levers has it. */
  readonly baseline?: number;
  readonly target: number;
  /** 1..horizonMonths. */
  readonly byMonth: number;
}

/** Triangular multipliers of all benefits and of all costs, after Forrester's TEI; a view of its own beside the simulation. */
export interface RiskAdjustment {
  readonly benefits: CostRisk;
  readonly costs: CostRisk;
}

/** What the investment makes possible later; shown apart and in no figure of the return. */
export interface Flexibility {
  readonly value: Decimal;
  readonly note: string;
}

export interface YearlyTable {
  readonly costs: YearlySums;
  readonly benefits: YearlySums;
}

export interface YearlySums {
  /** Of the day of the decision; not discounted. */
  readonly initial: Decimal;
  /** As many as the horizon has years; year 1 is months 1 to 12. */
  readonly years: readonly Decimal[];
}
