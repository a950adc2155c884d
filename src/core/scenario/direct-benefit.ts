import type { Decimal } from "decimal.js";
import type { CostRisk } from "../costs/cost-plan.ts";

/** Money that comes in, or is not spent, without passing through pipeline or customers. */
export type DirectBenefit = DirectBenefitCore & DirectBenefitBasis;

interface DirectBenefitCore {
  readonly name: string;
  /** First month with a benefit, >= 1. */
  readonly startMonth: number;
  /** 0 = at once; else it grows in equal steps and is whole after so many months. */
  readonly adoptionMonths: number;
  readonly endMonth?: number;
  /** Takes effect every twelve months after the start; > -1. */
  readonly growthRatePerYear: Decimal;
  /** Triangular multipliers for the risk-adjusted view; instead of the scenario's own. */
  readonly riskAdjustment?: CostRisk;
  /** Name of a lever that counts the same money already, for the warning about double counting. */
  readonly coveredByLever?: string;
  readonly reasoning: string;
}

export type DirectBenefitBasis =
  | {
      readonly kind: "hours_saved";
      readonly people: Decimal;
      /** Of one person; a year has 52 weeks, so that a month has 52/12. */
      readonly hoursPerWeek: Decimal;
      /** Salary with benefits and overheads by the hour. */
      readonly loadedRatePerHour: Decimal;
      /** Share of the hours that becomes useful work, 0..1. */
      readonly realisedShare: Decimal;
    }
  | { readonly kind: "tool_retired"; readonly costPerMonth: Decimal }
  | {
      readonly kind: "error_cost_avoided";
      readonly eventsPerMonth: Decimal;
      readonly costPerEvent: Decimal;
      /** Share of the events that no longer happen, 0..1. */
      readonly reduction: Decimal;
    }
  | { readonly kind: "amount"; readonly perMonth: Decimal };
