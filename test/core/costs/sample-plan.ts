import { Decimal } from "decimal.js";
import type {
  CostPlan,
  OtherItem,
  StaffItem,
  TechnologyItem,
  TrainingItem,
} from "../../../src/core/costs/cost-plan.ts";
import { EMPTY_COST_PLAN } from "../../../src/core/costs/cost-plan.ts";

const zero = new Decimal(0);

/** A plain hire: one person, 84,000 a year, from month 1 on, nothing else. */
export const HIRE: StaffItem = {
  category: "staff",
  name: "Analyst",
  headcount: new Decimal(1),
  salaryPerYear: new Decimal(84_000),
  benefitsRate: zero,
  startMonth: 1,
  rampMonths: 0,
  raiseRatePerYear: zero,
};

/** A plain tool: ten seats at 100 a month, billed monthly, from month 1 on. */
export const TOOL: TechnologyItem = {
  category: "technology",
  name: "CPQ",
  licence: {
    seats: 10,
    growthRatePerYear: zero,
    per: "month",
    tiers: [{ pricePerSeat: new Decimal(100) }],
    tierPricing: "graduated",
    billed: "monthly",
    renewalTermMonths: 12,
    renewalUpliftRate: zero,
  },
  startMonth: 1,
};

export const TRAINING: TrainingItem = {
  category: "training",
  name: "Enablement",
  startMonth: 1,
  growthRatePerYear: zero,
};

/** A plain amount of 100 a month from month 1 on. */
export const OTHER: OtherItem = {
  category: "other",
  name: "Data vendor",
  basis: { kind: "recurring", amount: new Decimal(100), every: "month" },
  startMonth: 1,
  growthRatePerYear: zero,
};

export function planOf(lists: Partial<CostPlan>): CostPlan {
  return { ...EMPTY_COST_PLAN, ...lists };
}
