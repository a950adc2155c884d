import type { Decimal } from "decimal.js";

/** Where a cost belongs. `avoided` is money that is no longer spent: positive, and in no total of costs. */
export const COST_KINDS = ["staff", "technology", "training", "other", "avoided"] as const;
export type CostKind = (typeof COST_KINDS)[number];

/**
 * The costs of an investment, as people plan them. Month 0 is the day of the decision ("Initial"), month 1 the first month
 * of the case; a first and a last month are both included. Rates are shares (0.22 for 22 %). A yearly rise takes effect
 * every twelve months after the item's start.
 */
export interface CostPlan {
  readonly staff: readonly StaffItem[];
  readonly technology: readonly TechnologyItem[];
  readonly training: readonly TrainingItem[];
  readonly other: readonly OtherItem[];
  /** Amounts that stand by month, as from a table. */
  readonly fixed: readonly FixedItem[];
}

export interface CostItem {
  readonly name: string;
  readonly department?: string;
  readonly note?: string;
  /** What the item's costs may be multiplied by; carried for the risk-adjusted view, the ledger is without it. */
  readonly risk?: CostRisk;
}

/** A triangular distribution of a multiplier, after Forrester's TEI; 0 <= low <= likely <= high. */
export interface CostRisk {
  readonly low: Decimal;
  readonly likely: Decimal;
  readonly high: Decimal;
}

/** An amount of money, or a share of something that the field names. */
export type AmountOrShare =
  { readonly of: "amount"; readonly amount: Decimal } | { readonly of: "share"; readonly share: Decimal };

export interface StaffItem extends CostItem {
  readonly category: "staff";
  /** Full-time equivalents, above 0; everything below is for one of them. */
  readonly headcount: Decimal;
  readonly salaryPerYear: Decimal;
  readonly benefitsRate: Decimal;
  /** In the start month; a share is of the first yearly salary. */
  readonly hiringFee?: AmountOrShare;
  /** In the start month. */
  readonly equipment?: Decimal;
  readonly startMonth: number;
  readonly endMonth?: number;
  /** In the end month; a share is of the yearly salary by then. */
  readonly severance?: AmountOrShare;
  /** Months until fully productive. Costs nothing and saves nothing here: levers read it. */
  readonly rampMonths: number;
  readonly raiseRatePerYear: Decimal;
}

export interface PriceTier {
  /** Last seat of the tier; absent in the last tier. */
  readonly upToSeats?: number;
  readonly pricePerSeat: Decimal;
}

export interface Licence {
  readonly seats: number;
  /** Growth of the seats, rounded up to whole ones. */
  readonly growthRatePerYear: Decimal;
  readonly per: "month" | "year";
  /** One tier for a plain price. */
  readonly tiers: readonly PriceTier[];
  /** graduated: each seat pays the price of its own tier; volume: all seats pay the price of the tier that their number reaches. */
  readonly tierPricing: "graduated" | "volume";
  /** yearly: twelve months in advance, from the start month on; the last invoice ends with the item. */
  readonly billed: "monthly" | "yearly";
  /** Months of a contract term; the price rises with each further term. */
  readonly renewalTermMonths: number;
  readonly renewalUpliftRate: Decimal;
}

export interface OneOff {
  readonly amount: Decimal;
  readonly month: number;
}

export interface TechnologyItem extends CostItem {
  readonly category: "technology";
  readonly licence?: Licence;
  readonly implementation?: OneOff;
  readonly integration?: OneOff;
  /** A share is of the licence, uplift included; an amount is per year and stays. Billed as the licence is, else monthly. */
  readonly maintenance?: AmountOrShare;
  readonly administration?: { readonly hoursPerMonth: Decimal; readonly hourlyRate: Decimal };
  readonly startMonth: number;
  readonly endMonth?: number;
  /** The tool that this one retires: both run during the overlap, then its cost is avoided for as long as this one runs. */
  readonly replaces?: {
    readonly name: string;
    readonly costPerMonth: Decimal;
    readonly overlapMonths: number;
  };
}

export interface TrainingItem extends CostItem {
  readonly category: "training";
  readonly consultants?: { readonly days: Decimal; readonly ratePerDay: Decimal };
  readonly programme?: {
    readonly programmes: Decimal;
    readonly attendees: Decimal;
    readonly hours: Decimal;
    readonly hourlyRate: Decimal;
  };
  readonly material?: {
    readonly amount: Decimal;
    readonly per: "round" | "attendee";
  };
  readonly startMonth: number;
  readonly endMonth?: number;
  readonly repeatEveryMonths?: number;
  readonly growthRatePerYear: Decimal;
}

export interface OtherItem extends CostItem {
  readonly category: "other";
  readonly basis: OtherBasis;
  readonly startMonth: number;
  readonly endMonth?: number;
  readonly growthRatePerYear: Decimal;
}

export type OtherBasis =
  | {
      readonly kind: "meeting";
      readonly hours: Decimal;
      /** A year has 52 weeks, so that a month has 52/12. */
      readonly per: "week" | "month";
      readonly attendees: Decimal;
      readonly hourlyRate: Decimal;
    }
  | {
      readonly kind: "changeEffort";
      readonly hours: Decimal;
      readonly hourlyRate: Decimal;
      /** Spread evenly over so many months from the start. */
      readonly months: number;
    }
  | { readonly kind: "recurring"; readonly amount: Decimal; readonly every: "month" | "quarter" | "year" }
  | { readonly kind: "oneOff"; readonly amount: Decimal };

export interface FixedItem extends CostItem {
  readonly category: CostKind;
  readonly entries: readonly FixedEntry[];
}

export interface FixedEntry {
  readonly month: number;
  readonly amount: Decimal;
  /** Where the amount was read, such as `costs.csv line 4`. */
  readonly source?: string;
}

export const EMPTY_COST_PLAN: CostPlan = { staff: [], technology: [], training: [], other: [], fixed: [] };
